import type { ActorContext } from '../../domain/access/actor.ts';
import { ROLES, type Role } from '../../domain/access/roles.ts';
import type { Act } from '../../domain/dossier/act.ts';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import { A_MOVE, A_RESULT, CODE } from './builders.ts';
import { LAW, verdict } from './dossier-law.ts';
import { agencyAt, appointment, HOUR, type Attempt, type Situation, type World } from './dossier-model.ts';
import { A_REASON } from './in-hand.ts';

const PEOPLE = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'] as const;
/** Has nothing to do with any dossier. */
const OTHER_AGENCY = 'H49.05';
/** Carry a dossier on, or end what it waits for. */
const ONWARD: readonly ActName[] = [
  'accept',
  'appraise',
  'approve',
  'seal',
  'return',
  'receive-supplement',
  'record-payment',
  'resume',
  'approve-apology',
  'decline-withdrawal',
  'reopen',
];
/** Can be done now and then only, or end it for good. */
const SELDOM: readonly ActName[] = [
  'refuse-reception',
  'propose-refusal',
  'undo',
  'consult',
  'request-supplement',
  'confirm-closing',
  'waive-payment',
  'extend',
  'confirm-withdrawal',
  'confirm-paper',
  'acknowledge-handover',
  'accept-handover',
];

/** After them nothing is allowed any more. */
const FINAL: readonly ActName[] = ['refuse-reception', 'confirm-withdrawal'];

/** What comes of an act often enough anyway. */
const OFTEN: readonly string[] = [
  'allowed',
  'act-not-now',
  'act-stale',
  'closing-not-proposed',
  'dossier-ended',
  'dossier-open',
  'dossier-waits',
  'not-waiting',
  'nothing-to-undo',
  'obligation-unknown',
  'paper-not-awaited',
  'precondition-failed',
  'reason-missing',
  'result-not-asked',
  'role-not-allowed',
  'step-not-yours',
  'withdrawal-not-asked',
  'withdrawal-pending',
];

/** What comes of an act hardly ever. */
const RAREST: readonly string[] = ['payment-outstanding', 'reappointments-used', 'correction-is-free'];

/** What is wrong with an act, where it can be. */
export const FAULTS = [
  'none',
  'role',
  'agency',
  'person',
  'no-reason',
  'stale',
  'outdated',
  'document',
  'details',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Wish {
  /** One that is allowed now: any, one that carries the dossier on, or one that seldom is; one that seldom is refused; or this one. */
  readonly act: ActName | 'allowed' | 'onward' | 'seldom' | 'barred';
  readonly fault: Fault;
  /** Decides whatever is left open. */
  readonly dice: number;
}

type Known = Parameters<typeof verdict>[3];

const pick = <T>(from: readonly T[], dice: number): T | undefined => from[dice % Math.max(1, from.length)];

/** An act with all that it takes, by somebody who may do it if anybody may; and then with its fault. */
export function attemptOf({ act, fault, dice }: Wish, world: World, s: Situation, known: Known, at: number): Attempt {
  const named = (name: ActName): Attempt => usual(name, world, s, at, dice);
  const withFault = (one: Attempt, what: Fault): Attempt => faulty(one, what, world, s, known, dice);
  if (act === 'barred') {
    const tried = ACT_NAMES.map(named).flatMap((one) => FAULTS.map((what) => withFault(one, what)));
    const byCode = [...Map.groupBy(tried, (one) => verdict(world, s, one, known))];
    const rarest = byCode.find(([code]) => RAREST.includes(code));
    const others = byCode.filter(([code]) => !OFTEN.includes(code));
    const [, barred = []] = (dice % 2 === 0 ? rarest : undefined) ?? pick(others, dice) ?? [];
    return pick(barred, Math.floor(dice / 20)) ?? named('appraise');
  }
  if (act !== 'allowed' && act !== 'onward' && act !== 'seldom') return withFault(named(act), fault);
  const allowed = ACT_NAMES.map(named).filter((one) => verdict(world, s, one, known) === 'allowed');
  const among = (names: readonly ActName[]): Attempt[] => allowed.filter((one) => names.includes(one.act.act));
  const others = allowed.filter((one) => !SELDOM.includes(one.act.act));
  const seldom = among(SELDOM.filter((name) => !FINAL.includes(name) || dice % 4 === 0));
  const wished = { allowed: others, onward: among(ONWARD), seldom }[act];
  return withFault(pick(wished, dice) ?? pick(allowed, dice) ?? named('appraise'), fault);
}

function usual(name: ActName, world: World, s: Situation, at: number, dice: number): Attempt {
  const { roles, related, apart = [] } = LAW[name];
  const barred = apart.flatMap((other) => s.did[other] ?? []);
  const free = PEOPLE.filter((person) => !barred.includes(person));
  const lead = related === 'desk' ? s.leads[s.place] : undefined;
  const person = (name === 'undo' ? s.author : null) ?? lead ?? pick(free, dice) ?? 'nobody';
  const agency = {
    desk: agencyAt(world, s),
    agency: agencyAt(world, s),
    party: pick(world.parties, dice) ?? '',
    competent: world.competentAgency,
    anywhere: OTHER_AGENCY,
  }[related];
  // Who acts for another has his duties, too.
  const principal = dice % 6 === 0 ? (pick(free, dice + 3) ?? null) : null;
  const onBehalfOf = principal === person ? null : principal;
  const desk = s.end === null && related === 'desk' ? (world.stages[s.place]?.role ?? 'receptionist') : null;
  const role: Role = desk !== null && roles.includes(desk) ? desk : (pick(roles, dice) ?? 'citizen');
  const actor: ActorContext = {
    person,
    appointment: `${person}-1`,
    agency,
    office: null,
    role,
    onBehalfOf,
    rightsVersion: 1,
  };
  const shared = {
    task: name === 'reopen' ? '' : `${CODE}.${s.task}`,
    medium: dice % 4 === 0 ? ('paper' as const) : ('electronic' as const),
    place: dice % 7 === 0 ? 'seat-mau' : 'centre-mau',
    note: A_REASON,
    document: name === 'seal' ? A_RESULT.document : null,
    expectedSeq: null,
  };
  return { act: { act: name, ...shared, ...details(name, world, s, at, dice) } as Act, actor, at };
}

const span = (from: number, to: number): object => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

const askOf = (agency: string | null): object => ({
  rule: 'opinion',
  agency,
  via: 'inbox',
  question: A_REASON,
  documents: [],
});

/** What an act says beyond what all do. */
function details(name: ActName, world: World, s: Situation, at: number, dice: number): object {
  const owed = (status: string): string =>
    Object.keys(s.owed).find((id) => s.owed[id]?.status === status) ?? pick(Object.keys(s.owed), dice) ?? 'none';
  switch (name) {
    case 'accept':
      return { paper: dice % 2 === 0 };
    case 'send-back':
      return { stage: `s${dice % Math.max(1, s.place)}` };
    case 'assign':
      return { lead: pick(PEOPLE, dice + 1), supporting: [], following: [] };
    case 'consult':
      return { asks: [askOf(pick([OTHER_AGENCY, 'H49.06'], dice) ?? null)] };
    case 'request-supplement':
      return { components: [{ component: 'proof', originals: 1, copies: 0 }] };
    case 'receive-supplement':
      return { components: [] };
    case 'request-payment':
      return {
        obligation: `o${Object.keys(s.owed).length}`,
        kind: dice % 3 === 0 ? 'fee' : 'tax',
        lines: [{ item: 'a', amount: 1 + dice }],
        stopsClock: dice % 2 === 0,
      };
    case 'record-payment':
      return { obligation: s.wait?.obligation ?? owed('requested'), method: 'cash', reference: 'r' };
    case 'waive-payment':
      return { obligation: owed('requested') };
    case 'refund-payment':
      return { obligation: owed('paid'), amount: s.owed[owed('paid')]?.amount ?? 1 };
    case 'draft-apology':
      return { dueAt: new Date(Math.max(at, appointment(world, s) ?? 0) + (1 + (dice % 50)) * HOUR).toISOString() };
    case 'plan-verification':
      return span(at + HOUR, at + 2 * HOUR);
    case 'record-verification':
      return { ...span(Math.max(s.received ?? 0, at - HOUR), at), documents: [] };
    case 'acknowledge-handover':
    case 'accept-handover':
      return { hash: 'a'.repeat(64) };
    case 'migrate':
      return { ...A_MOVE, from: 98, to: 99 };
    case 'replan':
      return { change: 'c' };
    case 'reopen':
      return {
        ground: pick(['agency-fault', 'applicant-request', 'authority'], dice),
        stage: `s${dice % Math.max(1, world.stages.length - 1)}`,
      };
    case 'return':
      return { handover: { method: 'online' } };
    default:
      return {};
  }
}

/** Makes one thing wrong, as far as the act allows of it. */
function faulty(one: Attempt, fault: Fault, world: World, s: Situation, { seq }: Known, dice: number): Attempt {
  const { act, actor } = one;
  const law = LAW[act.act];
  switch (fault) {
    case 'none':
      return one;
    case 'role':
      return { ...one, actor: { ...actor, role: pick(ROLES, dice) ?? 'citizen' } };
    case 'agency':
      return { ...one, actor: { ...actor, agency: pick([OTHER_AGENCY, ...world.parties], dice) ?? '' } };
    case 'person': {
      const barred = (law.apart ?? []).flatMap((other) => s.did[other] ?? []);
      const person = pick(barred.length > 0 ? barred : PEOPLE, dice) ?? '';
      const forOther = dice % 2 === 0 ? { person: 'stranger', onBehalfOf: person } : { person, onBehalfOf: null };
      return { ...one, actor: { ...actor, ...forOther } };
    }
    case 'no-reason':
      return { ...one, act: { ...act, note: null } };
    case 'stale':
      return act.act === 'reopen' ? one : { ...one, act: { ...act, task: `${CODE}.${s.task + 1 + (dice % 3)}` } };
    case 'outdated':
      return { ...one, act: { ...act, expectedSeq: seq - (dice % 3) } };
    case 'document':
      return { ...one, act: { ...act, document: act.document === null ? A_RESULT.document : null } };
    case 'details':
      return { ...one, act: { ...act, ...wrong(act, world, s, one.at, Math.floor(dice / 100)) } };
  }
}

function wrong(act: Act, world: World, s: Situation, at: number, dice: number): object {
  switch (act.act) {
    case 'send-back':
    case 'reopen':
      return { stage: pick(['reception', `s${s.place}`, `s${s.place + 1}`, 's99'], dice) };
    case 'consult':
      return {
        asks: [{ ...askOf(null), ...pick([{ rule: 'none' }, {}, { agency: agencyAt(world, s) }], dice) }],
      };
    case 'request-supplement':
      return { components: [] };
    case 'request-payment':
      return pick([{ lines: [] }, { obligation: 'o0' }, { lines: [{ item: 'a', amount: 0.5 }] }], dice) ?? {};
    case 'record-payment':
    case 'waive-payment':
    case 'refund-payment':
      return dice % 2 === 0 ? { obligation: 'unknown' } : { obligation: 'o0', amount: 1e9 };
    case 'draft-apology':
      return { dueAt: new Date(at - HOUR).toISOString() };
    case 'plan-verification':
      return pick([span(at, at + HOUR), span(at + HOUR, at + HOUR)], dice) ?? {};
    case 'record-verification':
      return pick([span((s.received ?? 0) - HOUR, at), span(at - HOUR, at + HOUR), span(at, at)], dice) ?? {};
    default:
      return {};
  }
}

/** Whether an act that is allowed opens a step. */
export function opensStep(world: World, s: Situation, act: Act): boolean {
  if (act.act === 'accept' || act.act === 'send-back' || act.act === 'reopen') return true;
  const completes = ['appraise', 'propose-refusal', 'approve', 'seal', 'return'].includes(act.act);
  return completes && s.place < world.stages.length - 1;
}
