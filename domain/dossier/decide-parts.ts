import type { DecidedCommand } from './command.ts';
import { MESSAGE_ACTOR } from '../access/actor.ts';
import { reportCommand } from './decide-consultations.ts';
import { enterStage } from './decide-steps.ts';
import type { Position } from './deciding.ts';
import type { DraftEvent } from './events.ts';
import type { PartNews, Report, Told } from './messages.ts';
import { beginParts, isPending, withOutcome } from './parts.ts';
import { hasEnded, type PartState, type PartStatus, type ResolvedPart } from './state.ts';

/**
 * The command that enters the end of a part in its dossier's ledger (liên thông, Decree 61/2018 art. 19.6-7): what needed nothing
 * else begins, what needs what did not come is dropped, and with the last of them the stage is over. Null where it is known, or the
 * dossier does not wait for it.
 */
export function decidePartReport(
  position: Position,
  { child, seq, headHash, news }: Report & { readonly news: PartNews },
  at: string,
): DecidedCommand | null {
  const { state, stages } = position;
  const known = state.parts.find(({ begun }) => begun?.code === child);
  const { step } = state;
  if (known?.status !== 'open' || step === null || step.stage !== known.stage) return null;
  const { outcome, results, places } = news;
  const index = stages.findIndex(({ id }) => id === known.stage);
  const resolved = stages[index]?.parts ?? [];
  const ended: DraftEvent = {
    type: 'part-ended',
    at,
    data: { part: known.part, code: child, outcome, results, places, seq, headHash },
  };
  const { parts, dropped } = dropUnreachable(withOutcome(state.parts, known.part, outcome), resolved, at);
  const ready = resolved.filter(({ id, after }) => statusOf(parts, id) === 'waiting' && !after.some(isAwaited));
  const begins = ready.length === 0 ? [] : [beginParts(state, { task: step.task, stage: known.stage }, ready, [], at)];
  const next = stages[index + 1];
  const isOver = ready.length === 0 && !resolved.some(({ id }) => isAwaited(id));
  const joined: DraftEvent[] =
    !isOver || next === undefined
      ? []
      : [
          { type: 'parts-joined', at, data: { task: step.task, stage: known.stage } },
          ...enterStage(state, next, at).map((draft) => handedOn(draft, step.agency)),
        ];
  return reportCommand(child, seq, at, [ended, ...dropped, ...begins, ...joined]);

  function isAwaited(id: string): boolean {
    return parts.some((one) => one.part === id && isPending(one));
  }
}

/** Nobody's act routes it: whoever held the dossier meanwhile hands it over. */
function handedOn(draft: DraftEvent, from: string): DraftEvent {
  return draft.type === 'step-opened' ? { ...draft, data: { ...draft.data, from } } : draft;
}

/**
 * The command by which a part does what its dossier orders: it stands still while the dossier waits, goes on with it, and ends with
 * it. Null where it has done so already, and for what is no part.
 */
export function decideTold({ state }: Pick<Position, 'state'>, told: Told, at: string): DecidedCommand | null {
  const drafts = state.partOf === null || hasEnded(state) ? [] : ordered(state, told, at);
  if (drafts.length === 0) return null;
  return {
    key: `told:${state.seq}`,
    requestHash: 'told',
    act: told.order,
    at,
    actor: MESSAGE_ACTOR,
    rights: null,
    medium: 'electronic',
    place: null,
    drafts,
    documents: [],
  };
}

function ordered({ wait, withdrawal }: Position['state'], told: Told, at: string): DraftEvent[] {
  const resumed: DraftEvent = { type: 'part-resumed', at, data: { clocks: null, step: null } };
  switch (told.order) {
    case 'recall':
      return [{ type: 'part-recalled', at, data: { because: told.because } }];
    case 'pause':
      // A run that learns of two waits at once tells of the later one only, and what each does to the clocks is its own.
      if (wait?.kind === told.kind) return [];
      return [...(wait === null ? [] : [resumed]), { type: 'part-paused', at, data: { kind: told.kind } }];
    case 'resume':
      return wait === null ? [] : [resumed];
    case 'hold':
      return withdrawal ? [] : [{ type: 'part-held', at, data: {} }];
    case 'release':
      return withdrawal ? [{ type: 'part-released', at, data: {} }] : [];
  }
}

/** Those that wait for what did not come wait no longer, nor do those that wait for them. The others go on. */
function dropUnreachable(
  parts: readonly PartState[],
  resolved: readonly ResolvedPart[],
  at: string,
): { parts: readonly PartState[]; dropped: readonly DraftEvent[] } {
  for (const { id, after } of resolved) {
    const because = after.find((one) => FAILED.includes(statusOf(parts, one)));
    if (because === undefined || statusOf(parts, id) !== 'waiting') continue;
    const drop: DraftEvent = { type: 'part-dropped', at, data: { part: id, because } };
    const rest = dropUnreachable(withOutcome(parts, id, 'dropped'), resolved, at);
    return { parts: rest.parts, dropped: [drop, ...rest.dropped] };
  }
  return { parts, dropped: [] };
}

const FAILED: readonly (PartStatus | null)[] = ['refused', 'recalled', 'dropped'];

function statusOf(parts: readonly PartState[], id: string): PartStatus | null {
  return parts.find(({ part }) => part === id)?.status ?? null;
}
