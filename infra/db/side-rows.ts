import { ofType, type DossierEvent, type DossierEventType } from '../../domain/dossier/events.ts';

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

/** What the applicant is told of (Decree 61/2018 art. 17, 19, 20). */
const TOLD: readonly DossierEventType[] = [
  'dossier-accepted',
  'supplement-requested',
  'payment-requested',
  'dossier-suspended',
  'dossier-resumed',
  'deadline-extended',
  'apology-approved',
  'clocks-replanned',
  'response-overdue',
  'dossier-closed',
  'dossier-reopened',
];

/** The notices that events queue. */
export function noticesOf(events: readonly DossierEvent[]): { seq: number; kind: string }[] {
  return events.flatMap((event) => {
    if (TOLD.includes(event.type)) return [{ seq: event.seq, kind: event.type }];
    // A result that is ready, early too, is announced first (art. 20).
    return event.type === 'step-opened' && event.data.kind === 'return'
      ? [{ seq: event.seq, kind: 'result-ready' }]
      : [];
  });
}
