import type { ClockCalendar } from '../dossier/clock-calendar.ts';
import { DomainError } from '../errors.ts';
import type { Ask, ConsultationClocks } from './events.ts';
import type { ConsultationState } from './state.ts';

/** Until when the asked agency is to answer, by its own calendar, and when it is reminded. */
export function countConsultation(
  { agency, within, remind }: Pick<Ask, 'agency' | 'within' | 'remind'>,
  sentAt: string,
  pauses: ConsultationState['pauses'],
  calendar: ClockCalendar,
): ConsultationClocks {
  const { due } = calendar.due({ agency }, { from: sentAt, limit: within, pauses, afterSupplement: 'resume' });
  if (due === null) throw new DomainError('limit-unknown');
  const dueAt = new Date(due).toISOString();
  const resumed = pauses.at(-1)?.to ?? sentAt;
  const remindAt = calendar.dueSoon({ agency }, resumed, dueAt, remind);
  return { dueAt, remindAt: Date.parse(remindAt) > Date.parse(resumed) ? remindAt : null };
}
