import fc from 'fast-check';
import { ACT_NAMES } from '../../domain/dossier/act-names.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Route, StageKind, StatedLimit } from '../../domain/procedure/route.ts';
import { aFiledDossier, aReceivedDossier, aStage, carryOut, CENTRE, COMMUNE, ringClocks } from './builders.ts';
import { verdict } from './dossier-law.ts';
import { HOUR, situationOf, UNDOABLE, type Attempt, type Fact, type Situation, type World } from './dossier-model.ts';
import { duesOf, type Due } from './model-dues.ts';
import { attemptOf, FAULTS, opensStep, type Wish } from './model-attempts.ts';
import { warningCalendar } from './plain-calendar.ts';

const START = Date.parse('2026-11-24T01:00:00.000Z');
/** Everything happens at such minutes, so that shares of what runs come to whole ones. */
const GRAIN = 4 * 60_000;
const AGENCIES = [COMMUNE, CENTRE, 'H49.04'] as const;
const instant = (ms: number): string => new Date(ms).toISOString();

/** One thing that happens: an act, after a pause in which the alarm rang in time or not at all; or an alarm that came late. */
interface Move {
  readonly pause: number;
  readonly prompt: boolean;
  readonly ring: boolean;
  readonly wish: Wish;
}

interface Plan {
  readonly world: World;
  readonly moves: readonly Move[];
}

const hours = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((n) => n * HOUR);
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });

const stages: fc.Arbitrary<World['stages']> = fc
  .record({
    work: fc.oneof(
      fc.constant(['appraisal', 'approval', 'sealing'] as const),
      fc.array(fc.constantFrom('appraisal', 'approval', 'sealing'), { minLength: 1, maxLength: 5 }),
    ),
    returned: fc.integer({ min: 0, max: 5 }).map((dice) => dice > 0),
    agencies: fc.array(fc.constantFrom(...AGENCIES), { minLength: 6, maxLength: 6 }),
  })
  .map(({ work, returned, agencies }) => {
    const kinds: readonly StageKind[] = returned ? [...work, 'return'] : work;
    return kinds.map((kind, index) => ({
      kind,
      agency: kind === 'return' ? CENTRE : (agencies[index] ?? COMMUNE),
      role: aStage(kind).role,
    }));
  });

const worlds: fc.Arbitrary<World> = fc
  .record({
    filed: fc.boolean(),
    paper: fc.boolean(),
    stages,
    limit: hours(10, 80),
    legalLimit: maybe(hours(81, 120)),
    extension: maybe(hours(5, 40)),
    verifies: fc.integer({ min: 0, max: 3 }).map((dice) => dice === 0),
    budget: hours(1, 12),
    supplementRestarts: fc.boolean(),
    askWithin: fc.integer({ min: 1, max: 3 }).map((days) => days * 24 * HOUR),
    answerWithin: hours(5, 60),
    apologies: fc.constantFrom(1, 1, 2),
    warning: fc.constantFrom(0.25, 0.5),
    escalateAfter: hours(1, 20),
  })
  .map((chosen) => ({
    ...chosen,
    receivingAgency: CENTRE,
    competentAgency: COMMUNE,
    parties: [CENTRE, COMMUNE, ...chosen.stages.map(({ agency }) => agency)],
  }));

const moves: fc.Arbitrary<Move> = fc.record({
  pause: fc.oneof(fc.nat({ max: 15 }), fc.nat({ max: 90 }), fc.nat({ max: 900 })).map((grains) => grains * GRAIN),
  prompt: fc.boolean(),
  ring: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
  wish: fc.record({
    act: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('allowed', 'onward', 'seldom', 'barred') },
      { weight: 1, arbitrary: fc.constantFrom(...ACT_NAMES) },
    ),
    fault: fc.oneof(
      { weight: 3, arbitrary: fc.constant('none' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...FAULTS) },
    ),
    dice: fc.nat({ max: 9999 }),
  }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  world: worlds,
  moves: fc.array(moves, { minLength: 50, maxLength: 100 }),
});

/** What happened, and what the law has to say of it. */
export interface Step {
  readonly at: number;
  readonly attempt: Attempt | null;
  /** `allowed`, a refusal, or `ring`. */
  readonly outcome: string;
  readonly expected: string;
  readonly events: readonly DossierEvent[];
  /** Recorded instants that were expected: types. */
  readonly due: readonly string[];
  readonly before: DossierSnapshot;
  readonly after: DossierSnapshot;
  readonly was: Situation;
  readonly is: Situation;
  readonly ledger: readonly DossierEvent[];
  /** What is still to be recorded. */
  readonly ahead: readonly Due[];
  /** What of what is due now was recorded as overdue: types. */
  readonly overdue: readonly string[];
}

export interface ModelWalk {
  readonly world: World;
  readonly beginning: DossierSnapshot;
  readonly steps: readonly Step[];
  readonly ledger: readonly DossierEvent[];
  /** What was done and stands. */
  readonly facts: readonly Fact[];
}

/** Carries a plan out, the dossier beside the model. @throws whatever is thrown that is not a refusal of the domain */
export function walkBeside({ world, moves: planned }: Plan): ModelWalk {
  const calendar = warningCalendar();
  const begun = begin(world);
  let snapshot = begun.snapshot;
  let ledger: readonly DossierEvent[] = begun.events;
  let facts: readonly Fact[] = [
    { at: START, act: null, person: 'person-reception', onBehalfOf: null, agency: world.receivingAgency, opens: 1 },
  ];
  let opened = 1;
  let deadEnd = 0;
  let now = START;
  const recorded = new Set<string>();
  const steps: Step[] = [];

  const open = (s: Situation): Due[] =>
    duesOf(world, s).filter(({ name, type }) => {
      const overdue = name.replace('due-soon', 'overdue');
      return !recorded.has(name) && (!type.endsWith('due-soon') || !recorded.has(overdue));
    });
  const overdueIn = (s: Situation): string[] =>
    duesOf(world, s).flatMap(({ type, name }) =>
      ['step-overdue', 'dossier-overdue'].includes(type) && recorded.has(name) ? [type] : [],
    );
  const ring = (at: number): void => {
    const was = situationOf(world, facts);
    const due = open(was).filter((one) => one.at <= at && (one.before === undefined || one.before > at));
    for (const { name } of due) recorded.add(name);
    const before = snapshot;
    const rung = ringClocks(snapshot, instant(at), calendar);
    ({ snapshot } = rung);
    ledger = [...ledger, ...rung.events];
    steps.push({
      at,
      attempt: null,
      outcome: 'ring',
      expected: 'ring',
      events: rung.events,
      due: due.map(({ type }) => type),
      before,
      after: snapshot,
      was,
      is: was,
      ledger,
      ahead: open(was),
      overdue: overdueIn(was),
    });
  };

  for (const move of planned) {
    now += move.pause;
    for (let rings = 0; move.prompt && rings < 50; rings += 1) {
      const next = nextAlarm(snapshot.state);
      if (next === null || Date.parse(next) > now) break;
      ring(Math.max(Date.parse(next), Date.parse(snapshot.state.lastAt ?? '')));
    }
    if (move.ring) {
      ring(now);
      continue;
    }
    const was = situationOf(world, facts);
    if (was.end === 'withdrawn' || was.end === 'not-received') deadEnd += 1;
    if (deadEnd > 3) break;
    const unanswered = was.wait !== null && recorded.has(`response-overdue ${was.wait.from} ${was.wait.answerBy}`);
    const known = { seq: snapshot.state.seq, unanswered };
    const attempt = attemptOf(move.wish, world, was, known, now);
    const expected = verdict(world, was, attempt, known);
    const before = snapshot;
    let outcome = 'allowed';
    let events: readonly DossierEvent[] = [];
    try {
      ({ snapshot, events } = carryOut(snapshot, attempt.act, attempt.actor, instant(now), calendar));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcome = error.code;
    }
    ledger = [...ledger, ...events];
    if (expected === 'allowed') {
      const { act, actor } = attempt;
      const opens = opensStep(world, was, act) ? (opened += 1) : null;
      const fact = { at: now, act, person: actor.person, onBehalfOf: actor.onBehalfOf, agency: actor.agency, opens };
      const undone = facts.findLastIndex((one) => one.act !== null && UNDOABLE.includes(one.act.act));
      facts = act.act === 'undo' ? [...facts.slice(0, undone), fact] : [...facts, fact];
    }
    const is = situationOf(world, facts);
    steps.push({
      at: now,
      attempt,
      outcome,
      expected,
      events,
      due: [],
      before,
      after: snapshot,
      was,
      is,
      ledger,
      ahead: open(is),
      overdue: overdueIn(is),
    });
    if (outcome !== expected) break;
  }
  return { world, beginning: begun.snapshot, steps, ledger, facts };
}

const inHours = (length: number): StatedLimit => ({ unit: 'working-hour', value: length / HOUR });

/** The dossier of a world, at its beginning. */
function begin(world: World): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const route: Route = {
    stages: world.stages.map(({ kind, agency }, index) => ({
      ...aStage(kind as StageKind, `s${index}`),
      agency: { kind: 'fixed', agency },
      budget: inHours(world.budget),
    })),
  };
  const { limit, legalLimit, extension, verifies } = world;
  const options = {
    route,
    at: instant(START),
    calendar: warningCalendar(),
    content: {
      legalLimit: inHours(legalLimit ?? limit),
      ...(legalLimit === null ? {} : { localLimit: inHours(limit) }),
      ...(extension === null ? {} : { extension: inHours(extension) }),
      ...(verifies ? { extensionGround: 'verification' as const } : {}),
    },
    rules: {
      afterSupplement: world.supplementRestarts ? ('restart' as const) : ('resume' as const),
      supplementWithinWorkingDays: world.askWithin / HOUR / 24,
      respondWithin: inHours(world.answerWithin),
      maxReappointments: world.apologies,
      dueSoon: { share: world.warning },
      escalateAfter: inHours(world.escalateAfter),
    },
  };
  return world.filed ? aFiledDossier(options) : aReceivedDossier({ ...options, paper: world.paper });
}
