import { CLOCK_ACTOR } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import { placeEvents } from '../ledger/ledger-event.ts';
import { foldOver, wayBy, type Counting, type Difference, type Recorded } from '../procedure/folding.ts';
import { limitsOf } from '../procedure/limits.ts';
import type { ProcedureContent } from '../procedure/procedure.ts';
import { assertMovable, assertRefusersStay, isAt } from './decide-migration.ts';
import { stampClocks } from './deadlines.ts';
import { ofType, type VersionMove } from './events.ts';
import { fold } from './evolve.ts';
import { receptionStage, RECEPTION_STAGE } from './receive.ts';
import type { PlannedDates } from './replanning.ts';
import { resolveStages } from './resolve-stages.ts';
import { rulesOf } from './rules.ts';
import { pinnedBy } from './snapshot.ts';
import type { DossierHead } from './state.ts';

/** A version of a procedure, with its number. */
export interface NumberedVersion {
  readonly version: number;
  readonly content: ProcedureContent;
}

/** What moving a dossier would come to: the move, or the code of why it stays; and what would be otherwise. */
export interface PlannedMove {
  readonly differences: readonly Difference[];
  readonly move: Omit<VersionMove, 'migration'> | null;
  /** Appointment and step's due instant as they are and, where it is moved, as they would be. */
  readonly former: PlannedDates;
  readonly next: PlannedDates | null;
  /** `same-version`: it is there already. */
  readonly refused: DomainError | null;
}

/**
 * Plans the move of a running dossier to another version. It stays at its open step, so that step must be one of the new way, with
 * the same agency, role and kind, and everything before it must have been passed.
 * @param at instant of the plan, ISO, UTC
 * @throws DomainError `dossier-unknown`, `limit-unknown`, `agency-unresolved`, and as the calendar does
 */
export function planMove(
  recorded: Recorded,
  from: NumberedVersion,
  to: NumberedVersion,
  counting: Counting,
  at: string,
): PlannedMove {
  const { code, events } = recorded;
  const beginning = pinnedBy(code, events);
  const { data } = beginning;
  const state = fold(code, events);
  const former = { dueAt: state.dueAt, stepDueAt: state.step?.dueAt ?? null };
  const staying = { former, next: null, move: null } as const;
  if (data.version !== from.version) {
    const refused = data.version === to.version ? 'same-version' : 'version-moved';
    return { ...staying, differences: [], refused: new DomainError(refused, { version: data.version }) };
  }
  const differences = foldOver(recorded, from.content, to.content, counting);
  try {
    assertMovable(state);
    for (const { kind, of } of differences) {
      const refusal = PREVENTS[kind];
      if (refusal !== undefined) throw new DomainError(refusal, { of, version: to.version });
    }
    const { agencies } = wayBy(beginning, from.content, to.content, recorded);
    const stages = [
      ...(beginning.type === 'dossier-filed' ? [receptionStage(data.receivingAgency, counting.rules)] : []),
      ...resolveStages(to.content.route ?? { stages: [] }, agencies),
    ];
    const { step } = state;
    const open = step === null ? undefined : stages.find((stage) => isAt(stage, step));
    if (step === null || open === undefined)
      throw new DomainError('stage-not-in-version', { stage: step?.stage ?? null, version: to.version });
    assertRefusersStay(state, agencies, to.version);
    const { supplementWithinWorkingDays } = rulesOf(counting.rules, to.content);
    const move = {
      from: from.version,
      to: to.version,
      agencies,
      ...limitsOf(to.content, data.case),
      supplementWithinWorkingDays,
      budget: step.stage === RECEPTION_STAGE ? step.budget : open.budget,
    };
    const head = { state, rules: rulesOf(counting.rules, from.content), office: data.office };
    return { differences, move, refused: null, former, next: datesBy(head, move, counting, at) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ...staying, differences, refused: error };
  }
}

/** The dates as the act would stamp them. */
function datesBy(
  head: Pick<DossierHead, 'state' | 'rules' | 'office'>,
  move: Omit<VersionMove, 'migration'>,
  { calendar }: Counting,
  at: string,
): PlannedDates {
  const { code, seq, dueAt } = head.state;
  const frame = {
    stream: code,
    afterSeq: seq,
    actor: CLOCK_ACTOR,
    medium: 'electronic',
    place: null,
    command: '',
  } as const;
  const data = { ...move, migration: '', formerDueAt: dueAt, clocks: null, step: null };
  const { events } = stampClocks(head, placeEvents(frame, [{ type: 'version-migrated', at, data }]), calendar);
  const stamped = ofType(events, 'version-migrated')[0]?.data ?? data;
  return { dueAt: stamped.clocks?.dueAt ?? null, stepDueAt: stamped.step?.dueAt ?? null };
}

/** Differences with which a dossier cannot go on, and the refusal that says so. */
const PREVENTS: Readonly<Partial<Record<Difference['kind'], string>>> = {
  'case-missing': 'case-not-in-version',
  'stage-undecided': 'form-erased',
  'stage-passed-over': 'stage-passed-over',
};
