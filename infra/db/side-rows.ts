import { ofType, type DossierEvent, type DossierEventType } from '../../domain/dossier/events.ts';
import { dossierOfPart } from '../../domain/dossier/parts.ts';

/** Obligations that events ask for, and how others were settled. */
export function obligationsOf(events: readonly DossierEvent[]): {
  owed: Record<string, unknown>[];
  settled: Record<string, unknown>[];
} {
  return {
    owed: ofType(events, 'payment-requested').map(({ data: { obligation, kind, amount, lines, stopsClock } }) => ({
      id: obligation,
      kind,
      amount,
      lines,
      stops_clock: stopsClock,
    })),
    settled: events.flatMap((event) => {
      switch (event.type) {
        case 'payment-recorded': {
          const { obligation, method, reference } = event.data;
          return [{ id: obligation, status: 'paid', method, reference }];
        }
        case 'payment-waived':
          return [{ id: event.data.obligation, status: 'waived' }];
        case 'payment-refunded':
          return [{ id: event.data.obligation, status: 'refunded', refunded: event.data.amount }];
        default:
          return [];
      }
    }),
  };
}

/** To whom an event is told: the applicant (Decree 61/2018 art. 17, 19, 20), or the agency that holds the step and its head. */
const TOLD: Readonly<Partial<Record<DossierEventType, Notice['audience']>>> = {
  'dossier-accepted': 'applicant',
  'supplement-requested': 'applicant',
  // With it the appointment is another one.
  'supplement-received': 'applicant',
  'payment-requested': 'applicant',
  'payment-recorded': 'applicant',
  'payment-waived': 'applicant',
  'payment-refunded': 'applicant',
  'dossier-suspended': 'applicant',
  'dossier-resumed': 'applicant',
  'deadline-extended': 'applicant',
  'apology-approved': 'applicant',
  'clocks-replanned': 'applicant',
  'version-migrated': 'applicant',
  'response-overdue': 'applicant',
  'withdrawal-declined': 'applicant',
  'dossier-closed': 'applicant',
  'dossier-reopened': 'applicant',
  'step-due-soon': 'agency',
  'step-overdue': 'agency',
  'step-escalated': 'agency',
  'dossier-due-soon': 'agency',
  'dossier-overdue': 'agency',
  'legal-limit-passed': 'agency',
  'apology-due': 'agency',
  'paper-overdue': 'agency',
};

/** One thing that is to be told, by the event that it is about. */
interface Notice {
  readonly seq: number;
  readonly kind: string;
  readonly audience: 'applicant' | 'agency';
}

/** The notices that events queue. */
export function noticesOf(events: readonly DossierEvent[]): Notice[] {
  return events.flatMap((event): Notice[] => {
    // Only the agencies' own dates may have moved.
    const isCountedAnew = event.type === 'clocks-replanned' || event.type === 'version-migrated';
    if (isCountedAnew && event.data.formerDueAt === (event.data.clocks?.dueAt ?? null)) return [];
    const told = isDoneFromAfar(event) ? 'applicant' : TOLD[event.type];
    // What the applicant is told is told of the whole dossier.
    const audience = told === 'applicant' && dossierOfPart(event.stream) !== null ? 'agency' : told;
    if (audience !== undefined) return [{ seq: event.seq, kind: event.type, audience }];
    // A result that is ready, early too, is announced first (art. 20).
    return event.type === 'step-opened' && event.data.kind === 'return'
      ? [{ seq: event.seq, kind: 'result-ready', audience: 'applicant' }]
      : [];
  });
}

/** The applicant did not stand at a counter, where he is handed what says it: the receipt, or the result itself. */
function isDoneFromAfar(event: DossierEvent): boolean {
  switch (event.type) {
    case 'dossier-filed':
    case 'dossier-received':
      return event.data.channel !== 'direct';
    case 'dossier-returned':
      return event.data.handover !== undefined && event.data.handover.method !== 'counter';
    default:
      return false;
  }
}
