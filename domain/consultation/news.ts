import type { ConsultationNews, Report } from '../dossier/messages.ts';
import type { ConsultationEvent } from './events.ts';
import type { ConsultationState } from './state.ts';

/** What of an event its dossier has to know. */
export function newsOf(event: ConsultationEvent): ConsultationNews | null {
  switch (event.type) {
    case 'consultation-answered':
      return { kind: 'answered', opinion: event.data.opinion, late: event.data.late };
    case 'consultation-overdue':
      return { kind: 'overdue' };
    case 'consultation-passed-on':
      return { kind: 'passed-on', agency: event.data.to };
    case 'consultation-recalled':
      return event.data.because === 'asker' ? { kind: 'recalled' } : null;
    default:
      return null;
  }
}

/** The same of a state that was read as a whole: none while there is nothing to know. */
export function standingOf(state: ConsultationState, headHash: string): Report[] {
  const news = standing(state);
  return news === null ? [] : [{ child: state.code, seq: state.seq, headHash, news }];
}

function standing({ status, opinion, late, overdue, agency, passedBy }: ConsultationState): ConsultationNews | null {
  if (status === 'answered' && opinion !== null) return { kind: 'answered', opinion, late };
  if (status === 'recalled') return { kind: 'recalled' };
  const isPassedOn = passedBy.length > 0;
  if (overdue) return { kind: 'overdue', ...(isPassedOn ? { agency } : {}) };
  return isPassedOn ? { kind: 'passed-on', agency } : null;
}
