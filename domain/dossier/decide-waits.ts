import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { openStepOf, reasonOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';

/**
 * Asks the applicant for what is missing, all of it at once (Decree 61/2018 art. 15.3, 17, 19.4): by the counter while the dossier
 * has not been received, by the agency that appraises it afterwards. Either way the one-stop office speaks with the applicant.
 * @throws DomainError `act-not-now` (not at reception, at an appraisal or while parts of it are with their agencies), `supplement-empty`,
 *   `supplement-too-late`
 */
export function requestSupplement(desk: Deciding, act: ActOf<'request-supplement'>): DraftEvent[] {
  const { state, at } = desk;
  const { task, kind, stage } = openStepOf(desk);
  if (kind !== 'reception' && kind !== 'appraisal' && kind !== 'interlinked')
    throw new DomainError('act-not-now', { act: act.act, stage });
  if (act.components.length === 0) throw new DomainError('supplement-empty');
  const by = state.clocks?.supplementBy ?? null;
  if (by !== null && Date.parse(at) > Date.parse(by)) throw new DomainError('supplement-too-late', { by });
  return [
    {
      type: 'supplement-requested',
      at,
      data: { number: state.supplements + 1, task, components: act.components, respondBy: null, note: reasonOf(act) },
    },
  ];
}

/** The applicant has brought what was missing, to any counter. Late is late, but not refused before closing is confirmed. */
export function receiveSupplement({ state, at }: Deciding, act: ActOf<'receive-supplement'>): DraftEvent[] {
  return [
    {
      type: 'supplement-received',
      at,
      data: { number: state.supplements, components: act.components, note: act.note, clocks: null, step: null },
    },
  ];
}

/**
 * The leader stops the clocks for a reason of law (dừng giải quyết).
 * @throws DomainError `act-not-now` before the dossier was received
 */
export function suspend(desk: Deciding, act: ActOf<'suspend'>): DraftEvent[] {
  const { kind, stage } = openStepOf(desk);
  if (kind === 'reception') throw new DomainError('act-not-now', { act: act.act, stage });
  return [{ type: 'dossier-suspended', at: desk.at, data: { note: reasonOf(act) } }];
}

/** The reason is gone: the clocks run on. */
export function resume({ at }: Deciding, act: ActOf<'resume'>): DraftEvent[] {
  return [{ type: 'dossier-resumed', at, data: { note: act.note, clocks: null, step: null } }];
}
