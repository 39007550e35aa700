import { carryOut } from '../domain/dossier/carry-out.ts';
import type { CommandInput, CommandReceipt, CommandWrite, LedgerTail } from '../domain/dossier/command.ts';
import type { ClockCalendar } from '../domain/dossier/deadlines.ts';
import type { StoredResult } from '../domain/dossier/events.ts';
import type { DossierSnapshot } from '../domain/dossier/state.ts';
import type { ResultPorts } from './results.ts';

export interface CommandPorts {
  /**
   * Writes a command, or finds that the same one was written before.
   * @throws a non-retryable failure when the domain refuses (`key-reused`, `rights-changed`, `stream-moved`), any other error
   * when the outcome is unknown
   */
  write(write: CommandWrite): Promise<CommandReceipt>;
  /**
   * What the ledger of a dossier holds after an event, verified.
   * @throws a non-retryable failure `ledger-gap` or `ledger-tampered`
   */
  read(code: string, afterSeq: number): Promise<LedgerTail>;
  /**
   * What a run of the dossier starts from, by its ledger and the version of its procedure that it is on now.
   * @throws a non-retryable failure `dossier-unknown`, `ledger-gap` or `ledger-tampered`
   */
  load(code: string): Promise<DossierSnapshot>;
  readonly calendar: ClockCalendar;
  /** Makes sure that it is known which calendar is in force. @throws while it cannot be known */
  calendarsReady(): Promise<void>;
}

/** Writes decided commands: ledger, projection, tasks, counts and the command itself, exactly once. */
export function createCommandActivities(ports: CommandPorts & ResultPorts) {
  return {
    async readLedger({ code, afterSeq }: { code: string; afterSeq: number }): Promise<LedgerTail> {
      return ports.read(code, afterSeq);
    },
    async loadDossier({ code }: { code: string }): Promise<DossierSnapshot> {
      return ports.load(code);
    },
    async commitCommand(input: CommandInput): Promise<CommandReceipt> {
      const { state } = input.snapshot;
      const results: StoredResult[] = [];
      for (const document of input.documents) results.push(await ports.sealResult(state.code, document, input.at));
      await ports.calendarsReady();
      return ports.write(carryOut(input, results, ports.calendar));
    },
  };
}

export type CommandActivities = ReturnType<typeof createCommandActivities>;
