import { ACCESS, type Permission } from '../access/access.ts';
import { apartFrom } from '../access/duties.ts';
import type { Role } from '../access/roles.ts';
import { ACTS, actsOf, needsResult } from '../dossier/acts.ts';
import { checkCondition } from './check-condition.ts';
import type { Condition } from './condition.ts';
import { finding, type Finding, type FindingPlace } from './findings.ts';
import type { ProcedureContent } from './procedure.ts';
import { ROUTE_FACTS } from './resolve-agencies.ts';
import { longestChain, longestWay, workingMinutes } from './route-budget.ts';
import { allStages, type AgencyResolver, type Route, type RoutePart, type Stage } from './route.ts';
import { waysOf, type Ways } from './ways.ts';
import type { Staff, World } from './world.ts';

type Checked = Pick<ProcedureContent, 'route' | 'cases' | 'form' | 'results'>;

const stageAt = (id: string): FindingPlace => ({ kind: 'stage', id });
const partAt = (id: string): FindingPlace => ({ kind: 'part', id });

/** Everything about a route that keeps a dossier from its way, or from its end. */
export function checkRoute(content: Checked, world: World): Finding[] {
  const { route } = content;
  if (route === undefined) return [];
  return [
    ...checkEnd(route),
    ...allStages(route).flatMap((stage) => [...checkPeople(stage, world), ...checkConsultations(stage)]),
    ...route.stages.flatMap((stage) => checkParts(stage, content)),
    ...checkConditions(route, content, world),
    ...checkResults(route, content),
    ...(world.staff === undefined ? [] : checkDuties(allStages(route), world.staff)),
  ];
}

/** A route ends with the return of the result, and has no other: what is to be returned is finished. */
function checkEnd({ stages }: Route): Finding[] {
  const first = stages.findIndex(({ kind }) => kind === 'return');
  if (first < 0) return [finding('return-missing')];
  return stages.slice(first + 1).map(({ id }) => finding('stage-after-return', stageAt(id)));
}

/** Each act that completes a step must be allowed to its role, and somebody should hold it. */
function checkPeople(stage: Stage, { staff }: World): Finding[] {
  const at = stageAt(stage.id);
  const forbidden = actsOf(stage)
    .filter((act) => !rolesFor(ACTS[act].permission).includes(stage.role))
    .map((act) => finding('role-may-not-act', at, { role: stage.role, act }));
  if (staff === undefined || stage.kind === 'interlinked') return forbidden;
  const without = staff.agencies(stage.agency).filter((agency) => staff.appointed(agency, stage.role).length === 0);
  if (without.length === 0) return forbidden;
  return [...forbidden, finding('nobody-appointed', at, { role: stage.role, ...some(without) })];
}

/** Steps of one dossier that different people have to do, where an agency has one and the same person for both. */
function checkDuties(stages: readonly Stage[], staff: Staff): Finding[] {
  return stages.flatMap((later, index) =>
    stages.slice(0, index).flatMap((earlier): Finding[] => {
      const apart = actsOf(later).flatMap(apartFrom);
      if (!actsOf(earlier).some((act) => apart.includes(act))) return [];
      const alone = agenciesOfBoth(later.agency, earlier.agency, staff).filter((agency) => {
        const people = new Set([...staff.appointed(agency, later.role), ...staff.appointed(agency, earlier.role)]);
        return people.size === 1 && staff.appointed(agency, later.role).length > 0;
      });
      if (alone.length === 0) return [];
      return [finding('duties-in-one-hand', stageAt(later.id), { earlier: earlier.id, ...some(alone) })];
    }),
  );
}

function agenciesOfBoth(one: AgencyResolver, other: AgencyResolver, staff: Staff): readonly string[] {
  const others = staff.agencies(other);
  return staff.agencies(one).filter((agency) => others.includes(agency));
}

const MOST_NAMED = 3;

/** Agencies for a text: how many, and the first of them. */
function some(agencies: readonly string[]): { count: number; agencies: string } {
  const named = agencies.slice(0, MOST_NAMED).join(', ');
  return { count: agencies.length, agencies: agencies.length > MOST_NAMED ? `${named}, …` : named };
}

function rolesFor(permission: Permission): readonly Role[] {
  return ACCESS[permission].roles;
}

/** Whoever holds the step may ask; who is asked has a deadline (Decree 61/2018 art. 19.5), which should fit into the step. */
function checkConsultations({ id, consultations = [], budget, role }: Stage): Finding[] {
  const { permission } = ACTS.consult;
  const isAsked = consultations.length === 0 || rolesFor(permission).includes(role);
  const mute = isAsked ? [] : [finding('role-may-not-act', stageAt(id), { role, act: 'consult' })];
  const ofRules = consultations.flatMap((rule): Finding[] => {
    if (rule.within === undefined)
      return [finding('consultation-without-deadline', stageAt(id), { consultation: rule.id })];
    return workingMinutes(rule.within) > workingMinutes(budget)
      ? [finding('consultation-beyond-budget', stageAt(id), { consultation: rule.id })]
      : [];
  });
  return [...mute, ...ofRules];
}

/** The parts of an interlinked stage: in an order that ends, within its budget, each with a result of the procedure. */
function checkParts({ id, parts, budget }: Stage, { results }: Checked): Finding[] {
  if (parts === undefined) return [];
  const known = new Set(results.map((one) => one.id));
  const ids = new Set(parts.map((part) => part.id));
  const chain = longestChain(parts);
  return [
    ...repeated(parts.flatMap((part) => part.results)).map((result) =>
      finding('result-made-twice', stageAt(id), { result }),
    ),
    ...parts.flatMap((part): Finding[] => {
      const at = partAt(part.id);
      const minutes = part.stages.reduce((sum, stage) => sum + workingMinutes(stage.budget), 0);
      return [
        ...part.after
          .filter((one) => !ids.has(one))
          .map((needed) => finding('part-waits-for-unknown', at, { part: needed })),
        ...(waitsForItself(part, parts) ? [finding('part-waits-for-itself', at)] : []),
        ...part.results.filter((one) => !known.has(one)).map((result) => finding('result-unknown', at, { result })),
        ...(part.results.length > 0 && !part.stages.some(needsResult) ? [finding('part-result-missing', at)] : []),
        ...(minutes > workingMinutes(part.budget) ? [finding('part-budgets-above-limit', at, { minutes })] : []),
      ];
    }),
    ...(chain > workingMinutes(budget) ? [finding('chain-above-budget', stageAt(id), { minutes: chain })] : []),
  ];
}

function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function waitsForItself(part: RoutePart, parts: readonly RoutePart[]): boolean {
  const needed = new Set<string>();
  const open = [...part.after];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    open.push(...(parts.find((one) => one.id === id)?.after ?? []));
  }
  return needed.has(part.id);
}

/**
 * Conditions of stages that ask for what intake does not know or hold of no dossier, and ways on which a dossier would have no step
 * before its return.
 */
function checkConditions(route: Route, content: Checked, world: World): Finding[] {
  const { form, cases } = content;
  const conditional = route.stages.flatMap((stage) => conditionsOf(stage));
  const wrong = conditional.flatMap(({ id, when }) =>
    checkCondition(when, { facts: ROUTE_FACTS, form }, stageAt(id), world),
  );
  const returning = route.stages
    .filter(({ kind, when }) => kind === 'return' && when !== undefined)
    .map(({ id }) => finding('return-conditional', stageAt(id)));
  if (wrong.length > 0) return [...wrong, ...returning];
  const byCase = cases.map((one) => waysIn(route, one.id, content, world));
  const never = conditional
    .filter(({ effective }) => !byCase.some((ways) => ways.mayHold(effective)))
    .map(({ id }) => finding('condition-never-holds', stageAt(id)));
  const before = route.stages.filter(({ kind }) => kind !== 'return');
  const isEmpty = byCase.some((ways) => mayBeEmpty(before, ways));
  return [...returning, ...never, ...(before.length > 0 && isEmpty ? [finding('nothing-before-return')] : [])];
}

function mayBeEmpty(stages: readonly Stage[], { all }: Ways): boolean {
  // Too many ways to try: it cannot be ruled out.
  if (all === null) return !stages.some((stage) => isOnTheWay(stage, () => false));
  return all.some((holds) => !stages.some((stage) => isOnTheWay(stage, holds)));
}

/** As `resolveStageAgencies` takes it: an interlinked stage is on the way only with a stage of one of its parts. */
function isOnTheWay({ when, parts }: Stage, holds: (condition: Condition) => boolean): boolean {
  if (when !== undefined && !holds(when)) return false;
  return parts === undefined || parts.some((part) => part.stages.some((stage) => isOnTheWay(stage, holds)));
}

/** The conditions of a stage and of those in its parts, which are on the way only where it is. */
function conditionsOf({ id, when, parts = [] }: Stage): { id: string; when: Condition; effective: Condition }[] {
  const own = when === undefined ? [] : [{ id, when, effective: when }];
  const inner = parts.flatMap((part) =>
    part.stages.flatMap((stage) =>
      stage.when === undefined
        ? []
        : [
            {
              id: stage.id,
              when: stage.when,
              effective: when === undefined ? stage.when : { all: [when, stage.when] },
            },
          ],
    ),
  );
  return [...own, ...inner];
}

function waysIn(route: Route, caseId: string, content: Checked, world: World): Ways {
  const conditions = allStages(route).flatMap(({ when }) => (when === undefined ? [] : [when]));
  return waysOf(content, caseId, conditions, world);
}

/** Whoever asks for something gets it: a route of a procedure with results has a step that makes the document. */
function checkResults(route: Route, { results }: Checked): Finding[] {
  const stages = allStages(route);
  const sealing = stages.filter((stage) => stage.kind === 'sealing' && !needsResult(stage));
  return [
    ...(results.length === 0 ? [finding('results-missing')] : []),
    ...sealing.map(({ id }) => finding('result-without-document', stageAt(id))),
    ...(results.length > 0 && sealing.length === 0 && !stages.some(needsResult)
      ? [finding('result-without-document')]
      : []),
  ];
}

/** Working minutes of the longest way in a case. */
export function minutesOf(route: Route, caseId: string, content: Checked, world: World): number {
  return longestWay(route, waysIn(route, caseId, content, world));
}
