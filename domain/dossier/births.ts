import { beginConsultation } from '../consultation/carry-out.ts';
import type { ConsultationEvent } from '../consultation/events.ts';
import type { ConsultationState } from '../consultation/state.ts';
import { DomainError } from '../errors.ts';
import type { ChainedEvent } from '../ledger/ledger-event.ts';
import { openStepOf } from './deciding.ts';
import { ofType, type DossierEvent } from './events.ts';
import type { PartBirth } from './part-births.ts';
import type { DossierState } from './state.ts';

/** A consultation that begins with a command of its dossier: its stream is begun, and its row written, in the same statement. */
export interface ConsultationBirth {
  readonly kind: 'consultation';
  readonly number: number;
  readonly task: string;
  readonly askedBy: string | null;
  readonly state: ConsultationState;
  readonly chained: readonly ChainedEvent<ConsultationEvent>[];
}

/** What else begins with a command. */
export type Birth = ConsultationBirth | PartBirth;

/** The streams that begin with the events of a command, once the calendar has stamped them. */
export function birthsOf(before: DossierState, events: readonly DossierEvent[]): Birth[] {
  return ofType(events, 'consultations-asked').flatMap(({ data, at, actor, medium, place, command: key }) =>
    data.asks.map(({ consultation, dueAt, remindAt, ...ask }, index): ConsultationBirth => {
      if (dueAt === null) throw new DomainError('limit-unknown');
      const { agency: asker } = openStepOf({ state: before });
      const whole = { ...ask, of: before.code, stage: data.stage, asker, dueAt, remindAt };
      return {
        kind: 'consultation',
        number: before.consultations.length + index + 1,
        task: data.task,
        askedBy: 'person' in actor ? actor.person : null,
        ...beginConsultation(consultation, whole, { actor, medium, place, key, at }),
      };
    }),
  );
}
