import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { openStepOf, reasonOf, type Deciding } from './deciding.ts';
import { enterStage } from './decide-steps.ts';
import type { DraftEvent } from './events.ts';
import type { DossierState, ResolvedStage } from './state.ts';

/** What was filed is not received (phiếu từ chối tiếp nhận, Decree 61/2018 art. 17). @throws DomainError `act-not-now` */
export function refuseReception(desk: Deciding, act: ActOf<'refuse-reception'>): DraftEvent[] {
  const { kind, stage } = openStepOf(desk);
  if (kind !== 'reception') throw new DomainError('act-not-now', { act: act.act, stage });
  return [{ type: 'dossier-closed', at: desk.at, data: { outcome: 'not-received', note: reasonOf(act) } }];
}

/**
 * The applicant did not bring what was asked for, nor pay, in time: the dossier is closed.
 * @throws DomainError `closing-not-proposed`
 */
export function confirmClosing({ state, at }: Deciding, act: ActOf<'confirm-closing'>): DraftEvent[] {
  if (state.wait?.overdue !== true) throw new DomainError('closing-not-proposed');
  return [{ type: 'dossier-closed', at, data: { outcome: 'supplement-lapsed', note: act.note } }];
}

/**
 * The applicant asks to withdraw it (national status 7). Nothing goes on until somebody has decided.
 * @throws DomainError `withdrawal-pending`, `act-not-now` once the result is ready
 */
export function requestWithdrawal(desk: Deciding, act: ActOf<'request-withdrawal'>): DraftEvent[] {
  if (desk.state.processedAt !== null)
    throw new DomainError('act-not-now', { act: act.act, stage: openStepOf(desk).stage });
  return [{ type: 'withdrawal-requested', at: desk.at, data: { note: reasonOf(act) } }];
}

/** It is withdrawn, and ends. @throws DomainError `withdrawal-not-asked` */
export function confirmWithdrawal({ state, at }: Deciding, act: ActOf<'confirm-withdrawal'>): DraftEvent[] {
  if (!state.withdrawal) throw new DomainError('withdrawal-not-asked');
  return [{ type: 'dossier-closed', at, data: { outcome: 'withdrawn', note: act.note } }];
}

/** It goes on: the applicant thought better of it, or the law does not let it be withdrawn. @throws DomainError `withdrawal-not-asked` */
export function declineWithdrawal({ state, at }: Deciding, act: ActOf<'decline-withdrawal'>): DraftEvent[] {
  if (!state.withdrawal) throw new DomainError('withdrawal-not-asked');
  return [{ type: 'withdrawal-declined', at, data: { note: reasonOf(act) } }];
}

/**
 * An ended dossier is taken up again: to correct an issued result (art. 21: at the agency's cost where it is at fault), or by a
 * decision of an authority. Its limit runs anew from there.
 * At an interlinked stage the parts that are named are done anew, each as a new sub-dossier; what came of the others stands.
 * @throws DomainError `stage-unknown`, `part-unknown`, `part-blocked`, `act-not-now` for one that was never received or was withdrawn
 */
export function reopen({ state, stages, at }: Deciding, act: ActOf<'reopen'>): DraftEvent[] {
  const stage = stages.find(({ id, kind }) => id === act.stage && kind !== 'reception' && kind !== 'return');
  if (stage === undefined) throw new DomainError('stage-unknown', { stage: act.stage });
  if (state.basis === null || state.outcome === 'withdrawn')
    throw new DomainError('act-not-now', { act: act.act, stage: state.outcome ?? state.status });
  const only = partsAnew(state, stage, act.parts);
  const { ground } = act;
  return [
    {
      type: 'dossier-reopened',
      at,
      data: { ground, stage: stage.id, free: ground === 'agency-fault', clocks: null, note: reasonOf(act) },
    },
    ...enterStage(state, stage, at, only),
  ];
}

/** The parts that are done anew. One cannot be without what it needs of another. */
function partsAnew(
  { parts }: Pick<DossierState, 'parts'>,
  { id, parts: resolved }: ResolvedStage,
  named: readonly string[] = [],
): readonly string[] | null {
  const unknown = named.find((part) => !resolved?.some((one) => one.id === part));
  if (unknown !== undefined || (resolved !== undefined && named.length === 0))
    throw new DomainError('part-unknown', { part: unknown ?? '', stage: id });
  if (resolved === undefined) return null;
  for (const part of resolved.filter((one) => named.includes(one.id))) {
    const needs = part.after.find(
      (one) => !named.includes(one) && parts.find((known) => known.part === one)?.status !== 'done',
    );
    if (needs !== undefined) throw new DomainError('part-blocked', { part: part.id, needs });
  }
  return named;
}
