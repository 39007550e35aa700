import fc from 'fast-check';
import type { ActorContext } from '../../domain/access/actor.ts';
import { CLOCK_ACTOR } from '../../domain/access/actor.ts';
import { ROLES } from '../../domain/access/roles.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import { ring } from '../../domain/dossier/clock.ts';
import type { Act } from '../../domain/dossier/decide.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { evolve } from '../../domain/dossier/evolve.ts';
import { hasEnded, type DossierSnapshot, type OpenStep } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { chain } from '../../domain/ledger/hash-chain.ts';
import { placeEvents } from '../../domain/ledger/ledger-event.ts';
import {
  STAGE_KINDS,
  STEP_ACTS,
  type AgencyResolver,
  type Route,
  type StageKind,
  type StepKind,
} from '../../domain/procedure/route.ts';
import { A_RESULT, ACT_OF, aReceivedDossier, aStage, carryOut, CENTRE, CODE, COMMUNE, theNextAct } from './builders.ts';

/** Whose duty each kind of step must be kept apart from, as the law says it and not as the code does. */
export const APART_FROM: Readonly<Partial<Record<StepKind, readonly ActName[]>>> = {
  appraisal: ['approve'],
  approval: ['appraise', 'seal'],
  sealing: ['approve'],
};

/** What is tried with the step that is open; all but the first are wrong in one respect, where the step allows of it. */
const TRIES = {
  fitting: 'allowed',
  'another-act': 'act-not-now',
  'an-earlier-task': 'act-stale',
  'a-later-task': 'act-stale',
  'another-role': 'role-not-allowed',
  'another-agency': 'step-not-yours',
  'by-whom-it-must-be-kept-from': 'duties-not-separate',
  'without-a-result': 'result-missing',
  'on-an-outdated-view': 'precondition-failed',
} as const;
type Try = keyof typeof TRIES;

/** One thing that happens to a dossier. */
type Move = { readonly pauseMinutes: number } & (
  | { readonly kind: 'clock' }
  /** `who` chooses among the persons, `which` among what is wrong. */
  | {
      readonly kind: 'act';
      readonly what: Try;
      readonly who: number;
      readonly which: number;
      readonly medium: Act['medium'];
      readonly place: string;
    }
  | { readonly kind: 'anything'; readonly act: Act; readonly actor: ActorContext }
);

/** A route, an appointment, and what happens. */
export interface Plan {
  readonly route: Route;
  readonly appointmentMinutes: number;
  readonly moves: readonly Move[];
}

/** A move and what came of it; the first is the reception. */
export interface Moment {
  readonly at: string;
  /** Null before the reception. */
  readonly before: DossierSnapshot | null;
  readonly snapshot: DossierSnapshot;
  readonly events: readonly DossierEvent[];
  /** The ledger from the reception to this moment. */
  readonly ledger: readonly DossierEvent[];
  /** `received`, `clock`, `allowed` or the code of the refusal. */
  readonly outcome: string;
  /** What must come of it; null where nothing is known of it beforehand. */
  readonly expected: string | null;
}

/** A dossier from its reception on. */
export interface Walk extends Plan {
  readonly moments: readonly Moment[];
  /** The whole of it. */
  readonly ledger: readonly DossierEvent[];
  readonly snapshot: DossierSnapshot;
  /** When the result was promised. */
  readonly dueAt: string;
}

const START = Date.parse('2026-11-24T01:00:00.000Z');
const MINUTE = 60_000;
const AGENCIES = [COMMUNE, CENTRE, 'H49.04', 'H49.05'] as const;
/** Everyone may hold every appointment, so that nothing but the rules keeps duties apart. */
const PEOPLE = ['p1', 'p2', 'p3', 'p4', 'p5'] as const;

const resolvers: fc.Arbitrary<AgencyResolver> = fc.oneof(
  fc.constantFrom({ kind: 'competent' } as const, { kind: 'receiving' } as const),
  fc.constantFrom(...AGENCIES).map((agency) => ({ kind: 'fixed', agency }) as const),
);

/** Up to nine steps of work in any order and at any agencies, most often with a return at the end. */
const routes: fc.Arbitrary<Route> = fc
  .record({
    work: fc.array(fc.constantFrom('appraisal', 'approval', 'sealing'), { maxLength: 9 }),
    returned: fc.integer({ min: 0, max: 4 }).map((dice) => dice > 0),
    agencies: fc.array(resolvers, { minLength: 10, maxLength: 10 }),
  })
  .map(({ work, returned, agencies }) => {
    const kinds: StageKind[] = returned || work.length === 0 ? [...work, 'return'] : work;
    return {
      stages: kinds.map((kind, index) => {
        const stage = aStage(kind, `${kind}-${index}`);
        return { ...stage, agency: agencies[index] ?? stage.agency };
      }),
    };
  });

const shared = { medium: fc.constantFrom('electronic', 'paper'), place: fc.constantFrom('centre-mau', 'seat-mau') };

const anything = fc
  .record({
    act: fc.record({
      act: fc.constantFrom(...STEP_ACTS),
      task: fc.integer({ min: 1, max: 11 }).map((number) => `${CODE}.${number}`),
      note: fc.constant(null),
      ...shared,
    }),
    person: fc.constantFrom(...PEOPLE),
    agency: fc.constantFrom(...AGENCIES),
    role: fc.constantFrom(...ROLES),
  })
  .map(({ act, person, agency, role }) => ({
    kind: 'anything' as const,
    act: { ...act, document: act.act === 'seal' ? A_RESULT.document : null } as Act,
    actor: { person, appointment: `${person}-1`, agency, office: null, role, onBehalfOf: null, rightsVersion: 1 },
  }));

const acts = fc.record({
  kind: fc.constant('act' as const),
  what: fc.oneof(fc.constant('fitting' as const), fc.constantFrom(...(Object.keys(TRIES) as Try[]))),
  who: fc.nat({ max: 99 }),
  which: fc.nat({ max: 99 }),
  ...shared,
});

const moves: fc.Arbitrary<Move> = fc
  .tuple(
    fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 150 }), fc.nat({ max: 3000 })),
    fc.oneof(
      { weight: 8, arbitrary: acts },
      { weight: 3, arbitrary: fc.constant({ kind: 'clock' as const }) },
      { weight: 1, arbitrary: anything },
    ),
  )
  .map(([pauseMinutes, move]) => ({ pauseMinutes, ...move }));

/** Mostly what a dossier waits for, mixed with what it must refuse and with its clocks, and going on beyond its end. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  route: routes,
  appointmentMinutes: fc.integer({ min: 1, max: 6000 }),
  moves: fc.array(moves, { minLength: 10, maxLength: 45 }),
});

/** Carries a plan out. @throws whatever is thrown that is not a refusal of the domain */
export function walk(plan: Plan): Walk {
  let now = START;
  const dueAt = instant(START + plan.appointmentMinutes * MINUTE);
  const { snapshot: received, events } = aReceivedDossier({ route: plan.route, at: instant(now), dueAt });
  let moment: Moment = {
    at: instant(now),
    before: null,
    snapshot: received,
    events,
    ledger: events,
    outcome: 'received',
    expected: 'received',
  };
  const moments = [moment];
  let step = openStep(received);
  for (const move of plan.moves) {
    now += move.pauseMinutes * MINUTE;
    const before = moment.snapshot;
    step = before.state.step ?? step;
    const happened = happen(move, before, step, instant(now));
    moment = { at: instant(now), before, ...happened, ledger: [...moment.ledger, ...happened.events] };
    moments.push(moment);
  }
  return { ...plan, moments, ledger: moment.ledger, snapshot: moment.snapshot, dueAt };
}

function openStep({ state: { step } }: DossierSnapshot): OpenStep {
  if (step === null) throw new Error('a reception opens a step');
  return step;
}

/** @param step the one that is open, or was open last */
function happen(
  move: Move,
  before: DossierSnapshot,
  step: OpenStep,
  at: string,
): Pick<Moment, 'snapshot' | 'events' | 'outcome' | 'expected'> {
  if (move.kind === 'clock') return { ...ringClocks(before, at), outcome: 'clock', expected: 'clock' };
  const { act, actor, expected } = move.kind === 'act' ? attempt(move, before, step) : { ...move, expected: null };
  try {
    return { ...carryOut(before, act, actor, at), outcome: 'allowed', expected };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { snapshot: before, events: [], outcome: error.code, expected };
  }
}

/** Records what the clocks say, as the workflow does. */
function ringClocks(before: DossierSnapshot, at: string): Pick<Moment, 'snapshot' | 'events'> {
  const { state, headHash } = before;
  const events = placeEvents(
    {
      stream: state.code,
      afterSeq: state.seq,
      actor: CLOCK_ACTOR,
      medium: 'electronic',
      place: null,
      command: `clock:${state.seq}`,
    },
    ring(state, at),
  );
  const head = chain(headHash, events).at(-1)?.hash ?? headHash;
  return { snapshot: { ...before, state: events.reduce(evolve, state), headHash: head }, events };
}

type ActMove = Extract<Move, { kind: 'act' }>;

/** The act of a move on the step. */
function attempt(
  move: ActMove,
  before: DossierSnapshot,
  step: OpenStep,
): { act: Act; actor: ActorContext; expected: string } {
  const { state } = before;
  const next = theNextAct({ ...before, state: { ...state, step } });
  if (next === null) throw new Error('a step waits for an act');
  const barred = (APART_FROM[step.kind] ?? []).flatMap((apart) => state.actedBy[apart] ?? []);
  const fit = PEOPLE.filter((person) => !barred.includes(person));
  const act = {
    ...next.act,
    medium: move.medium,
    place: move.place,
    expectedSeq: move.which % 2 === 0 ? state.seq : null,
  };
  const actor = { ...next.actor, person: pick(fit, move.who) ?? `another-${state.seq}` };
  const changed = change(move, state, step, act, actor, barred);
  const isWrong = changed.act !== act || changed.actor !== actor;
  if (hasEnded(state)) return { ...changed, expected: 'dossier-ended' };
  return { ...changed, expected: isWrong ? TRIES[move.what] : 'allowed' };
}

/** Makes the one thing wrong; gives the same act and actor back where the step does not allow of it. */
function change(
  { what, which }: ActMove,
  { seq }: DossierSnapshot['state'],
  step: OpenStep,
  act: Act,
  actor: ActorContext,
  barred: readonly string[],
): { act: Act; actor: ActorContext } {
  const number = Number(step.task.slice(CODE.length + 1));
  switch (what) {
    case 'fitting':
      return { act, actor };
    case 'another-act': {
      const others = STAGE_KINDS.flatMap((kind) =>
        kind === step.kind || kind === 'interlinked' ? [] : [ACT_OF[kind]],
      );
      return { act: { ...act, act: pick(others, which) ?? act.act } as Act, actor };
    }
    case 'an-earlier-task':
      return number === 1 ? { act, actor } : { act: { ...act, task: `${CODE}.${1 + (which % (number - 1))}` }, actor };
    case 'a-later-task':
      return { act: { ...act, task: `${CODE}.${number + 1 + (which % 3)}` }, actor };
    case 'another-role': {
      const others = ROLES.filter((role) => role !== step.role);
      return { act, actor: { ...actor, role: pick(others, which) ?? actor.role } };
    }
    case 'another-agency': {
      const others = AGENCIES.filter((agency) => agency !== step.agency);
      return { act, actor: { ...actor, agency: pick(others, which) ?? actor.agency } };
    }
    case 'by-whom-it-must-be-kept-from': {
      const person = pick(barred, which);
      return person === undefined ? { act, actor } : { act, actor: { ...actor, person } };
    }
    case 'without-a-result':
      return step.kind === 'sealing' ? { act: { ...act, document: null }, actor } : { act, actor };
    case 'on-an-outdated-view':
      return { act: { ...act, expectedSeq: which % seq }, actor };
  }
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
