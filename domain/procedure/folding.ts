import type { ActName } from '../dossier/act-names.ts';
import { actsOf, needsResult } from '../dossier/acts.ts';
import type { ClockCalendar } from '../dossier/deadlines.ts';
import { ofType, type DossierEvent } from '../dossier/events.ts';
import { fold } from '../dossier/evolve.ts';
import { RECEPTION_STAGE } from '../dossier/receive.ts';
import type { ClockRules } from '../dossier/rules.ts';
import { pinnedBy, type Beginning } from '../dossier/snapshot.ts';
import type { DossierState } from '../dossier/state.ts';
import { canonicalHash } from '../ledger/hash-chain.ts';
import { factsOf, type Condition } from './condition.ts';
import { limitsOf } from './limits.ts';
import type { ProcedureContent } from './procedure.ts';
import { consultedKey, resolveStageAgencies, type DossierAgencies, type RouteFacts } from './resolve-agencies.ts';
import { allStages, type ConsultationRule, type Stage, type StatedLimit } from './route.ts';

/** A dossier as it is on record: its ledger, and what of its e-form conditions may see. */
export interface Recorded {
  readonly code: string;
  readonly events: readonly DossierEvent[];
  /** Null where the e-form was erased, so that nothing can be decided on it any more. */
  readonly form: RouteFacts['form'] | null;
  /** As at intake. */
  readonly ofCommune?: DossierAgencies['ofCommune'];
}

/** By which a dossier is counted. */
export interface Counting {
  readonly calendar: ClockCalendar;
  readonly rules: ClockRules;
}

export const DIFFERENCE_KINDS = [
  'case-missing',
  'stage-added',
  'stage-removed',
  'stage-undecided',
  'stage-passed-over',
  'order-changed',
  'agency-changed',
  'role-changed',
  'budget-changed',
  'limit-changed',
  'legal-limit-changed',
  'appointment-changed',
  'act-without-place',
  'result-missing',
  'component-missing',
  'component-unknown',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What would be otherwise by another version: `of` is the id of the stage, component or case; former and next by the kind. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly of: string | null;
  readonly former: string | StatedLimit | null;
  readonly next: string | StatedLimit | null;
}

/** Stage id -> agency, as `resolveStageAgencies`, and the stages that nobody can say of whether they are on the way. */
interface Way {
  readonly agencies: Readonly<Record<string, string>>;
  readonly undecided: readonly string[];
}

/**
 * The way of a recorded dossier over another version's route. A stage whose condition is the same stays on or off the way, and one
 * whose agency is named in the same way stays with it, whatever has become of e-form and catalogue since; the others are decided on
 * what was filed.
 * @throws DomainError `agency-unresolved`
 */
export function wayBy(
  { data }: Pick<Beginning, 'data'>,
  former: ProcedureContent,
  next: ProcedureContent,
  { form, ofCommune }: Pick<Recorded, 'form' | 'ofCommune'>,
): Way {
  const { agencies, competentAgency, receivingAgency, channel } = data;
  const formerStages = new Map(routeStages(former).map((stage) => [stage.id, stage]));
  const undecided: string[] = [];
  const decided = ({ when, ...stage }: Stage): Stage[] => {
    const parts = stage.parts?.map((part) => ({ ...part, stages: part.stages.flatMap(decided) }));
    const plain: Stage = parts === undefined ? stage : { ...stage, parts };
    if (when === undefined) return [plain];
    const before = formerStages.get(stage.id);
    if (before !== undefined && isSame(before.when, when)) return agencies[stage.id] === undefined ? [] : [plain];
    if (form === null && asksForForm(when)) undecided.push(stage.id);
    return [{ ...plain, when }];
  };
  const stages = (next.route?.stages ?? []).flatMap(decided);
  const parties = { competentAgency, receivingAgency, ...(ofCommune === undefined ? {} : { ofCommune }) };
  const found = resolveStageAgencies({ stages }, parties, { form: form ?? {}, case: data.case, channel });
  const [was, is] = [resolversOf(former), resolversOf(next)];
  const kept = Object.entries(found).map(([key, agency]): [string, string] => [
    key,
    isSame(was.get(key), is.get(key)) ? (agencies[key] ?? agency) : agency,
  ]);
  return { agencies: Object.fromEntries(kept), undecided };
}

/** By what each stage and each consultation gets its agency, by the key under which the dossier keeps it. */
function resolversOf(content: ProcedureContent): ReadonlyMap<string, ConsultationRule['agency']> {
  return new Map(
    routeStages(content).flatMap(({ id, agency, consultations = [] }): [string, ConsultationRule['agency']][] => [
      [id, agency],
      ...consultations.map((rule): [string, ConsultationRule['agency']] => [consultedKey(id, rule.id), rule.agency]),
    ]),
  );
}

function routeStages({ route }: ProcedureContent): readonly Stage[] {
  return route === undefined ? [] : allStages(route);
}

/**
 * Folds a recorded dossier of one version over another, and says what would be otherwise. The appointment is counted by both limits
 * in the same way, from when the dossier was received, with its standstills; that it was extended or put off is left out.
 * @throws DomainError `dossier-unknown`, `limit-unknown`, `agency-unresolved`, and as the calendar does
 */
export function foldOver(
  recorded: Recorded,
  former: ProcedureContent,
  next: ProcedureContent,
  counting: Counting,
): readonly Difference[] {
  const { code, events } = recorded;
  const beginning = pinnedBy(code, events);
  const { data } = beginning;
  if (!next.cases.some(({ id }) => id === data.case)) return [difference('case-missing', data.case)];
  const state = fold(code, events);
  const way = wayBy(beginning, former, next, recorded);
  return [
    ...way.undecided.map((stage) => difference('stage-undecided', stage)),
    ...stageDifferences(data.agencies, way.agencies, former, next),
    ...passedOver(state, data.agencies, way.agencies, former, next),
    ...limitDifferences(state, data, { former, next }, counting),
    ...actsWithoutPlace(events, way.agencies, next),
    ...missingResult(state, way.agencies, next),
    ...componentDifferences(events, data.case, next),
  ];
}

function stageDifferences(
  formerWay: Way['agencies'],
  nextWay: Way['agencies'],
  former: ProcedureContent,
  next: ProcedureContent,
): Difference[] {
  const before = stagesOn(formerWay, former);
  const after = stagesOn(nextWay, next);
  const kept = after.flatMap((stage) => {
    const was = before.find(({ id }) => id === stage.id);
    return was === undefined ? [] : [{ was, is: stage }];
  });
  const order = before.flatMap(({ id }) => (kept.some(({ is }) => is.id === id) ? [id] : []));
  return [
    ...after.filter(({ id }) => formerWay[id] === undefined).map(({ id }) => difference('stage-added', id)),
    ...before.filter(({ id }) => nextWay[id] === undefined).map(({ id }) => difference('stage-removed', id)),
    ...(kept.every(({ is }, index) => is.id === order[index])
      ? []
      : [difference('order-changed', null, order.join(' '), kept.map(({ is }) => is.id).join(' '))]),
    ...kept.flatMap(({ was, is }) => [
      ...changed('agency-changed', is.id, formerWay[is.id] ?? null, nextWay[is.id] ?? null),
      ...changed('role-changed', is.id, was.role, is.role),
      ...changed('budget-changed', is.id, was.budget, is.budget),
    ]),
  ];
}

/** Stages of the new way that an open dossier has left behind without having passed them. */
export function passedOver(
  { step }: Pick<DossierState, 'step'>,
  formerWay: Way['agencies'],
  nextWay: Way['agencies'],
  former: ProcedureContent,
  next: ProcedureContent,
): Difference[] {
  if (step === null || step.stage === RECEPTION_STAGE) return [];
  const upTo = (stages: readonly Stage[]): string[] => {
    const open = stages.findIndex(({ id }) => id === step.stage);
    return stages.slice(0, Math.max(0, open)).map(({ id }) => id);
  };
  const passed = upTo(stagesOn(formerWay, former));
  return upTo(stagesOn(nextWay, next))
    .filter((id) => !passed.includes(id))
    .map((id) => difference('stage-passed-over', id));
}

function limitDifferences(
  { basis, pauses }: DossierState,
  { case: caseId, office }: Beginning['data'],
  { former, next }: Readonly<Record<'former' | 'next', ProcedureContent>>,
  { calendar, rules: { afterSupplement } }: Counting,
): Difference[] {
  const was = limitsOf(former, caseId);
  const is = limitsOf(next, caseId);
  const legal = changed('legal-limit-changed', null, was.legalLimit ?? was.limit, is.legalLimit ?? is.limit);
  const limit = changed('limit-changed', null, was.limit, is.limit);
  if (basis === null || limit.length === 0) return [...limit, ...legal];
  const appointment = (stated: StatedLimit): string | null => {
    const { due } = calendar.due({ office }, { from: basis.receivedAt, limit: stated, pauses, afterSupplement });
    return due === null ? null : new Date(due).toISOString();
  };
  return [...limit, ...legal, ...changed('appointment-changed', null, appointment(was.limit), appointment(is.limit))];
}

/** Acts that completed a step, and that no step of the new way takes. What was undone was not done. */
function actsWithoutPlace(events: readonly DossierEvent[], way: Way['agencies'], next: ProcedureContent): Difference[] {
  const undone = new Set(ofType(events, 'act-undone').map(({ data }) => data.command));
  const stages = new Map(stagesOn(way, next).map((stage) => [stage.id, stage]));
  const homeless = ofType(events, 'step-acted')
    .filter(({ command, data }) => !undone.has(command) && data.kind !== 'reception')
    .filter(({ data: { stage, act } }) => {
      const at = stages.get(stage);
      return at === undefined || !takes(at, act);
    })
    .map(({ data }) => `${data.stage} ${data.act}`);
  return [...new Set(homeless)].map((one) => {
    const [stage = '', act = ''] = one.split(' ');
    return difference('act-without-place', stage, act, null);
  });
}

function takes(stage: Stage, act: ActName): boolean {
  const acts: readonly ActName[] = actsOf(stage);
  return acts.includes(act === 'propose-refusal' ? 'appraise' : act);
}

function missingResult({ status, result }: DossierState, way: Way['agencies'], next: ProcedureContent): Difference[] {
  if (status !== 'returned' || result !== null) return [];
  const stage = stagesOn(way, next).find(needsResult);
  return stage === undefined ? [] : [difference('result-missing', stage.id)];
}

function componentDifferences(events: readonly DossierEvent[], caseId: string, next: ProcedureContent): Difference[] {
  const handedIn = new Set(
    events.flatMap((event) => ('components' in event.data ? event.data.components.map(handed) : [])),
  );
  const known = next.cases.find(({ id }) => id === caseId)?.components ?? [];
  return [
    ...known
      .filter(({ id, required, replacedByForm }) => required && replacedByForm !== true && !handedIn.has(id))
      .map(({ id }) => difference('component-missing', id)),
    ...[...handedIn]
      .filter((id) => id !== null && !known.some((one) => one.id === id))
      .map((id) => difference('component-unknown', id)),
  ];
}

/** The id of a component that was handed in; null for one that was only asked for. */
function handed(given: { readonly component: string; readonly documents?: readonly string[] }): string | null {
  return given.documents === undefined ? null : given.component;
}

function stagesOn(way: Way['agencies'], content: ProcedureContent): readonly Stage[] {
  return routeStages(content).filter(({ id }) => way[id] !== undefined);
}

function asksForForm(condition: Condition): boolean {
  return factsOf(condition).some((path) => path.split('.')[0] === 'form');
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalHash(a) === canonicalHash(b));
}

function changed(
  kind: DifferenceKind,
  of: string | null,
  former: Difference['former'],
  next: Difference['next'],
): Difference[] {
  return isSame(former, next) ? [] : [difference(kind, of, former, next)];
}

function difference(
  kind: DifferenceKind,
  of: string | null,
  former: Difference['former'] = null,
  next: Difference['next'] = null,
): Difference {
  return { kind, of, former, next };
}
