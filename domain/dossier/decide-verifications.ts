import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { actsOf } from './acts.ts';
import { openStepOf, reasonOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';

/**
 * Plans a verification (xác minh), so that all who take part see when and where it will be. A later plan takes the place of an
 * earlier one; what was recorded ends it.
 * @throws DomainError `verification-plan-past`, `act-not-now` where nothing is appraised
 */
export function planVerification(desk: Deciding, act: ActOf<'plan-verification'>): DraftEvent[] {
  const { at } = desk;
  const open = appraisedAt(desk, act.act);
  const { from, to } = act;
  if (!(isBefore(at, from) && isBefore(from, to))) throw new DomainError('verification-plan-past', { at });
  return [{ type: 'verification-planned', at, data: { ...open, from, to, record: reasonOf(act) } }];
}

/**
 * Records a verification that has taken place: when, where, who took part, and what was found (Decree 61/2018 art. 19.3). Where, who
 * and what lie in an erasable table. Several may be recorded.
 * @throws DomainError `verification-time-invalid`, `act-not-now` where nothing is appraised
 */
export function recordVerification(desk: Deciding, act: ActOf<'record-verification'>): DraftEvent[] {
  const { state, at } = desk;
  const open = appraisedAt(desk, act.act);
  const { from, to, documents } = act;
  const earliest = state.basis?.receivedAt ?? null;
  const isTooEarly = earliest !== null && isBefore(from, earliest);
  if (isTooEarly || isBefore(at, to) || !isBefore(from, to))
    throw new DomainError('verification-time-invalid', { earliest, latest: at });
  return [{ type: 'verification-recorded', at, data: { ...open, from, to, record: reasonOf(act), documents } }];
}

/** The open step, where somebody appraises. */
function appraisedAt(desk: Deciding, act: string): { readonly task: string; readonly stage: string } {
  const { task, stage } = openStepOf(desk);
  if (desk.stage === null || !actsOf(desk.stage).includes('appraise'))
    throw new DomainError('act-not-now', { act, stage });
  return { task, stage };
}

function isBefore(earlier: string, later: string): boolean {
  return Date.parse(earlier) < Date.parse(later);
}
