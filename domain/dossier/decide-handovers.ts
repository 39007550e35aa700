import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { openStepOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';
import type { OpenStep } from './state.ts';

/**
 * What another agency handed over has arrived: `hash` is that of the event by which it was routed, as the receiver read or
 * recomputed it, and covers the whole ledger up to there. Whether it is that event's is asked of the ledger beforehand.
 * @throws DomainError `not-a-handover`, `already-delivered`
 */
export function acknowledgeHandover(desk: Deciding, { hash, note }: ActOf<'acknowledge-handover'>): DraftEvent[] {
  const step = handedOver(desk);
  if (step.handover !== undefined) throw new DomainError('already-delivered', { task: step.task });
  return [{ type: 'handover-delivered', at: desk.at, data: { task: step.task, hash, note } }];
}

/**
 * The receiver takes over what was handed to it (phiếu bàn giao). From then on the sender cannot take his act back.
 * @throws DomainError `not-a-handover`, `already-accepted`
 */
export function acceptHandover(desk: Deciding, { hash, note }: ActOf<'accept-handover'>): DraftEvent[] {
  const step = handedOver(desk);
  if (step.handover === 'accepted') throw new DomainError('already-accepted', { task: step.task });
  return [{ type: 'handover-accepted', at: desk.at, data: { task: step.task, hash, note } }];
}

function handedOver(desk: Deciding): OpenStep {
  const step = openStepOf(desk);
  if (step.from === step.agency) throw new DomainError('not-a-handover', { task: step.task });
  return step;
}
