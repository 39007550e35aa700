import {
  carryOutConsultation,
  type ConsultationInput,
  type ConsultationReceipt,
  type ConsultationWrite,
} from '../domain/consultation/carry-out.ts';
import type { OpenedConsultation } from '../domain/consultation/state.ts';
import type { Message, Report } from '../domain/dossier/messages.ts';
import type { CommandPorts } from './commands.ts';

export interface ConsultationPorts {
  readonly consultations: {
    /** By its verified ledger. @throws a non-retryable failure `consultation-unknown`, `ledger-gap` or `ledger-tampered` */
    open(code: string): Promise<OpenedConsultation>;
    /**
     * Writes a command, or finds that the same one was written before.
     * @throws a non-retryable failure when the domain refuses, any other error when the outcome is unknown
     */
    write(write: ConsultationWrite): Promise<ConsultationReceipt>;
  };
  /** What the streams of a dossier's consultations and parts say that its own may not know. */
  reports(dossier: string): Promise<readonly Report[]>;
  /** Brings a message to the run of a dossier or consultation, which gets one if it has none and is not over. @throws while it is not known to have arrived */
  tell(message: Message): Promise<void>;
}

/** Consultations as streams of their own, and what runs tell each other. */
export function createConsultationActivities(
  ports: ConsultationPorts & Pick<CommandPorts, 'calendar' | 'calendarsReady'>,
) {
  return {
    openConsultation: ({ code }: { code: string }): Promise<OpenedConsultation> => ports.consultations.open(code),
    async commitConsultation(input: ConsultationInput): Promise<ConsultationReceipt> {
      await ports.calendarsReady();
      return ports.consultations.write(carryOutConsultation(input, ports.calendar));
    },
    readReports: ({ code }: { code: string }): Promise<readonly Report[]> => ports.reports(code),
    tell: (message: Message): Promise<void> => ports.tell(message),
  };
}

export type ConsultationActivities = ReturnType<typeof createConsultationActivities>;
