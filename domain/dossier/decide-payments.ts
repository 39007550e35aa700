import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { reasonOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';
import type { Obligation } from './state.ts';

/**
 * Asks for a financial obligation (nghĩa vụ tài chính, national status 6). One that stops the clocks is for what the agency cannot
 * go on without, such as a tax; a fee that is paid when the result is collected does not.
 * @throws DomainError `obligation-exists`, `amount-invalid`, `correction-is-free` for a new fee of a dossier that was taken up
 *   again by the agency's fault (Decree 61/2018 art. 21)
 */
export function requestPayment({ state, at }: Deciding, act: ActOf<'request-payment'>): DraftEvent[] {
  const { obligation, kind, lines, stopsClock, note } = act;
  if (state.obligations.some(({ id }) => id === obligation)) throw new DomainError('obligation-exists', { obligation });
  if (state.free && (kind === 'fee' || kind === 'charge')) throw new DomainError('correction-is-free', { obligation });
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  if (lines.length === 0 || !lines.every((line) => isAmount(line.amount)) || !isAmount(amount))
    throw new DomainError('amount-invalid', { obligation });
  return [
    {
      type: 'payment-requested',
      at,
      data: { obligation, kind, lines, amount, stopsClock, respondBy: null, note },
    },
  ];
}

/** It is paid, in whole. @throws DomainError `obligation-unknown`, `obligation-settled` */
export function recordPayment(desk: Deciding, act: ActOf<'record-payment'>): DraftEvent[] {
  const { id, amount } = outstanding(desk, act.obligation);
  const { method, reference } = act;
  return [
    {
      type: 'payment-recorded',
      at: desk.at,
      data: { obligation: id, amount, method, reference, clocks: null, step: null },
    },
  ];
}

/** It need not be paid (miễn). @throws DomainError `obligation-unknown`, `obligation-settled` */
export function waivePayment(desk: Deciding, act: ActOf<'waive-payment'>): DraftEvent[] {
  const { id } = outstanding(desk, act.obligation);
  return [
    {
      type: 'payment-waived',
      at: desk.at,
      data: { obligation: id, note: reasonOf(act), clocks: null, step: null },
    },
  ];
}

/**
 * What was paid is paid back, at most what was paid.
 * @throws DomainError `obligation-unknown`, `obligation-not-paid`, `amount-invalid`
 */
export function refundPayment(desk: Deciding, act: ActOf<'refund-payment'>): DraftEvent[] {
  const { id, amount, status } = obligationOf(desk, act.obligation);
  if (status !== 'paid') throw new DomainError('obligation-not-paid', { obligation: id, status });
  if (!isAmount(act.amount) || act.amount > amount) throw new DomainError('amount-invalid', { obligation: id });
  return [
    {
      type: 'payment-refunded',
      at: desk.at,
      data: { obligation: id, amount: act.amount, note: reasonOf(act) },
    },
  ];
}

function obligationOf({ state }: Deciding, id: string): Obligation {
  const found = state.obligations.find((one) => one.id === id);
  if (found === undefined) throw new DomainError('obligation-unknown', { obligation: id });
  return found;
}

function outstanding(desk: Deciding, id: string): Obligation {
  const found = obligationOf(desk, id);
  if (found.status !== 'requested')
    throw new DomainError('obligation-settled', { obligation: id, status: found.status });
  return found;
}

/** Whole đồng, more than none. */
function isAmount(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount > 0;
}
