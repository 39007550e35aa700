import type { ActorContext } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { PauseKind } from '../../domain/calendar/types.ts';
import type { Act } from '../../domain/dossier/act.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import type { StepKind } from '../../domain/procedure/route.ts';

/**
 * Test support: what Decree 61/2018 lets happen to a dossier, a second time and as plainly as it can be said. Everything is told from
 * the facts, the acts that stand, and nothing is kept beside them: what is undone is struck out. Instants are milliseconds, durations
 * too, and every hour is worked. Shares no code with `domain/dossier`.
 */
export const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a dossier lives under. */
export interface World {
  readonly filed: boolean;
  readonly paper: boolean;
  readonly stages: readonly { readonly kind: StepKind; readonly agency: string; readonly role: Role }[];
  readonly receivingAgency: string;
  readonly competentAgency: string;
  readonly parties: readonly string[];
  readonly limit: number;
  readonly legalLimit: number | null;
  readonly extension: number | null;
  /** It is extended only where something is verified. */
  readonly verifies: boolean;
  readonly budget: number;
  readonly supplementRestarts: boolean;
  readonly askWithin: number;
  readonly answerWithin: number;
  readonly apologies: number;
  /** People are warned when this share of the time is left. */
  readonly warning: number;
  readonly escalateAfter: number;
}

/** What the law takes for granted in the tests: eight hours to answer a filing and to hand paper on, one day for an apology. */
const ANSWER_FILING = 8 * HOUR;
const HAND_PAPER_ON = 8 * HOUR;
const APOLOGY_LEAD = DAY;

/** Something that was done and stands; `opens` is the number of the step that it opened. */
export interface Fact {
  readonly at: number;
  /** Null for the reception or the filing. */
  readonly act: Act | null;
  readonly person: string;
  readonly onBehalfOf: string | null;
  readonly agency: string;
  readonly opens: number | null;
}

interface Standstill {
  readonly kind: PauseKind;
  readonly from: number;
  readonly to: number;
}

type End = 'returned' | 'not-received' | 'withdrawn' | 'supplement-lapsed';

/** Where a dossier stands. */
export interface Situation {
  /** Index of the open stage; -1 at the reception. */
  readonly place: number;
  readonly task: number;
  readonly since: number;
  readonly end: End | null;
  /** From when on its limit runs. */
  readonly received: number | null;
  readonly standstills: readonly Standstill[];
  readonly wait: {
    readonly kind: PauseKind;
    readonly from: number;
    readonly answerBy: number | null;
    readonly obligation: string | null;
  } | null;
  readonly withdrawal: boolean;
  readonly owed: Readonly<Record<string, { readonly amount: number; readonly status: string }>>;
  readonly free: boolean;
  readonly refusing: readonly number[];
  readonly leads: Readonly<Record<number, string>>;
  readonly did: Readonly<Partial<Record<ActName, readonly string[]>>>;
  readonly supplements: number;
  readonly draft: number | null;
  readonly putOff: { readonly at: number; readonly due: number; readonly extended: boolean } | null;
  readonly apologies: number;
  readonly verified: number;
  readonly extended: boolean;
  readonly paperBy: number | null;
  /** When the result was ready to be returned. */
  readonly ready: number | null;
  readonly late: boolean;
  /** Agencies that were asked and have not answered, and at which stage. */
  readonly awaited: readonly { readonly place: number; readonly agency: string | null }[];
  /** Whose last act may be taken back. */
  readonly author: string | null;
  /** What was done last. */
  readonly latest: ActName | null;
  /** Whether another agency handed the open step over, and what its holder has said or done of that. */
  readonly handed: 'no' | 'sent' | 'delivered' | 'accepted';
}

const BLANK: Situation = {
  place: -1,
  task: 1,
  since: 0,
  end: null,
  received: null,
  standstills: [],
  wait: null,
  withdrawal: false,
  owed: {},
  free: false,
  refusing: [],
  leads: {},
  did: {},
  supplements: 0,
  draft: null,
  putOff: null,
  apologies: 0,
  verified: 0,
  extended: false,
  paperBy: null,
  ready: null,
  late: false,
  awaited: [],
  author: null,
  latest: null,
  handed: 'no',
};

export const UNDOABLE: readonly ActName[] = ['appraise', 'approve', 'propose-refusal', 'send-back', 'assign'];
const STEP_ACTS: readonly ActName[] = ['appraise', 'approve', 'seal', 'return', 'propose-refusal'];

export const kindAt = ({ stages }: World, { place }: Situation): StepKind => stages[place]?.kind ?? 'reception';
export const agencyAt = ({ stages, receivingAgency }: World, { place }: Situation): string =>
  stages[place]?.agency ?? receivingAgency;
const roleAt = ({ stages }: World, { place }: Situation): Role => stages[place]?.role ?? 'receptionist';
/** Stages are named after their number. */
export const stageNumber = (id: string): number => (/^s\d+$/.test(id) ? Number(id.slice(1)) : Number.NaN);

/** Where a dossier stands after all that was done. */
export function situationOf(world: World, facts: readonly Fact[]): Situation {
  return facts.reduce((before, fact) => {
    const { at, act, opens, person, onBehalfOf } = fact;
    const opened = opens === null ? {} : { task: opens, since: at, ready: null };
    // What was taken back from others with it has gone out.
    const recalls = act?.act === 'propose-refusal' && before.awaited.length > 0;
    const author = act !== null && UNDOABLE.includes(act.act) && !recalls ? person : null;
    // To say that something arrived is not to act on it.
    const latest = act?.act === 'acknowledge-handover' ? {} : { author, latest: act?.act ?? null };
    const moved = { ...before, ...latest, ...opened, ...change(world, before, fact) };
    const after = { ...moved, handed: handedAfter(world, before, moved, fact) };
    const noted = act === null || !(STEP_ACTS.includes(act.act) || act.act === 'draft-apology') ? [] : [act.act];
    const did = noted.reduce(
      (all, name) => ({ ...all, [name]: [...(all[name] ?? []), person, ...(onBehalfOf === null ? [] : [onBehalfOf])] }),
      after.did,
    );
    return {
      ...after,
      did,
      ready: after.end === null && kindAt(world, after) === 'return' ? after.since : after.ready,
    };
  }, BLANK);
}

function handedAfter(world: World, was: Situation, is: Situation, { act, agency, opens }: Fact): Situation['handed'] {
  if (opens !== null) return agency === agencyAt(world, is) ? 'no' : 'sent';
  if (was.handed === 'no' || was.handed === 'accepted') return was.handed;
  if (act?.act === 'acknowledge-handover') return 'delivered';
  // What is taken back had been done on the step by its holder.
  return act?.act === 'undo' || agency === agencyAt(world, was) ? 'accepted' : was.handed;
}

function change(world: World, s: Situation, { at, act }: Fact): Partial<Situation> {
  const waiting = (kind: PauseKind, obligation: string | null = null): Partial<Situation> => ({
    wait: { kind, from: at, answerBy: kind === 'suspension' ? null : at + world.answerWithin, obligation },
  });
  const goingOn = (): Partial<Situation> => ({
    wait: null,
    standstills: s.wait === null ? s.standstills : [...s.standstills, { kind: s.wait.kind, from: s.wait.from, to: at }],
  });
  const received = (paper: boolean): Partial<Situation> => ({
    place: 0,
    received: at,
    paperBy: paper ? at + HAND_PAPER_ON : null,
  });
  const ended = (end: End): Partial<Situation> => ({
    ...goingOn(),
    end,
    withdrawal: false,
    paperBy: null,
    awaited: [],
  });
  const settled = (id: string, status: string): Partial<Situation> => ({
    owed: { ...s.owed, [id]: { amount: s.owed[id]?.amount ?? 0, status } },
    ...(s.wait?.obligation === id ? goingOn() : {}),
  });
  if (act === null) return world.filed ? { since: at } : { since: at, ...received(world.paper) };
  switch (act.act) {
    case 'accept':
      return received(act.paper === true);
    case 'refuse-reception':
      return ended('not-received');
    case 'appraise':
    case 'approve':
    case 'seal':
    case 'return':
    case 'propose-refusal': {
      const others = s.refusing.filter((place) => place !== s.place);
      const refusing =
        act.act === 'propose-refusal' ? [...others, s.place] : act.act === 'appraise' ? others : s.refusing;
      const awaited = act.act === 'propose-refusal' ? [] : s.awaited;
      if (s.place < world.stages.length - 1) return { place: s.place + 1, refusing, awaited, paperBy: null };
      return { ...ended('returned'), refusing, late: (s.ready ?? at) > (appointment(world, s) ?? Infinity) };
    }
    case 'send-back':
      return { place: stageNumber(act.stage) };
    case 'assign':
      return { leads: { ...s.leads, [s.place]: act.lead } };
    case 'request-supplement':
      return { ...waiting('supplement'), supplements: s.supplements + 1 };
    case 'suspend':
      return { ...waiting('suspension'), awaited: [] };
    case 'consult':
      return { awaited: [...s.awaited, ...act.asks.map(({ agency }) => ({ place: s.place, agency }))] };
    case 'request-payment': {
      const amount = act.lines.reduce((sum, line) => sum + line.amount, 0);
      const owed = { ...s.owed, [act.obligation]: { amount, status: 'requested' } };
      return { owed, ...(act.stopsClock ? waiting('payment', act.obligation) : {}) };
    }
    case 'receive-supplement':
    case 'resume':
      return goingOn();
    case 'record-payment':
      return settled(act.obligation, 'paid');
    case 'waive-payment':
      return settled(act.obligation, 'waived');
    case 'refund-payment':
      return {
        owed: { ...s.owed, [act.obligation]: { amount: s.owed[act.obligation]?.amount ?? 0, status: 'refunded' } },
      };
    case 'extend':
      return { extended: true, putOff: s.putOff && { ...s.putOff, extended: true } };
    case 'draft-apology':
      return { draft: Date.parse(act.dueAt) };
    case 'approve-apology':
      return { draft: null, apologies: s.apologies + 1, putOff: { at, due: s.draft ?? 0, extended: false } };
    case 'request-withdrawal':
      return { withdrawal: true };
    case 'decline-withdrawal':
      return { withdrawal: false };
    case 'confirm-withdrawal':
      return ended('withdrawn');
    case 'confirm-closing':
      return ended('supplement-lapsed');
    case 'confirm-paper':
      return { paperBy: null };
    case 'plan-verification':
    case 'record-verification':
      return { verified: s.verified + 1 };
    case 'reopen':
      return {
        end: null,
        place: stageNumber(act.stage),
        received: at,
        standstills: [],
        refusing: [],
        draft: null,
        putOff: null,
        apologies: 0,
        verified: 0,
        extended: false,
        free: act.ground === 'agency-fault',
        late: false,
      };
    case 'undo':
    case 'acknowledge-handover':
    case 'accept-handover':
    case 'replan':
    case 'migrate':
      return {};
  }
}

/**
 * When a time that runs from an instant on is up: the stretches between the standstills are added together. A supplement that came
 * in time begins it anew where it restarts (art. 19.4).
 */
export function upAt(from: number, length: number, standstills: readonly Standstill[], restarts: boolean): number {
  let left = length;
  let start = from;
  for (const { kind, from: stops, to } of standstills.filter((one) => one.from >= from)) {
    if (stops - start >= left) break;
    left = restarts && kind === 'supplement' ? length : left - (stops - start);
    start = to;
  }
  return start + left;
}

/** The appointment; null before reception and while the dossier waits. */
export function appointment(world: World, s: Situation): number | null {
  if (s.received === null || s.wait !== null) return null;
  const { putOff } = s;
  if (putOff === null) return limitUp(world, s, world.limit);
  const due = upAt(putOff.at, putOff.due - putOff.at, s.standstills, false);
  return putOff.extended ? upAt(due, world.extension ?? 0, s.standstills, false) : due;
}

function limitUp(world: World, { received, standstills, extended }: Situation, limit: number): number {
  const due = upAt(received ?? 0, limit, standstills, world.supplementRestarts);
  return extended ? upAt(due, world.extension ?? 0, standstills, false) : due;
}

/** The law's limit, where it is not that of the appointment. */
export function lawsLimit(world: World, s: Situation): number | null {
  if (s.received === null || s.wait !== null) return null;
  if (world.legalLimit !== null) return limitUp(world, s, world.legalLimit);
  return s.putOff === null ? null : limitUp(world, s, world.limit);
}

/** When the open step is due. */
export function stepDue(world: World, s: Situation): number | null {
  if (s.end !== null || s.wait !== null) return null;
  return upAt(s.since, s.place === -1 ? ANSWER_FILING : world.budget, s.standstills, world.supplementRestarts);
}

/** Until when a supplement may be asked for; null before reception. */
export function askBy({ supplementRestarts, askWithin }: World, { received, standstills }: Situation): number | null {
  if (received === null) return null;
  const brought = standstills.findLast(({ kind, from }) => kind === 'supplement' && from >= received)?.to;
  return (supplementRestarts ? (brought ?? received) : received) + askWithin;
}

/** Until when an apology goes out; null where it is too late for one from the beginning, or none is left. */
export function apologyBy(world: World, s: Situation): number | null {
  const due = appointment(world, s);
  if (due === null || s.received === null || s.apologies >= world.apologies) return null;
  return due - APOLOGY_LEAD > s.received ? due - APOLOGY_LEAD : null;
}

/** What the national portal shows. */
export function shown(world: World, s: Situation): number {
  if (s.end !== null) return { returned: 10, 'not-received': 3, withdrawn: 7, 'supplement-lapsed': 8 }[s.end];
  if (s.withdrawal) return 7;
  if (s.wait !== null) return { supplement: 5, payment: 6, suspension: 8 }[s.wait.kind];
  if (s.received === null) return 1;
  if (kindAt(world, s) === 'return') return 9;
  return STEP_ACTS.some((act) => s.did[act] !== undefined) ? 4 : 2;
}

/** Who tries what. */
export interface Attempt {
  readonly act: Act;
  readonly actor: ActorContext;
  readonly at: number;
}

/** How somebody has to be related to a dossier. */
export const RELATED = {
  desk: (w: World, s: Situation, { agency, role }: ActorContext) =>
    s.end === null && agencyAt(w, s) === agency && roleAt(w, s) === role ? null : 'step-not-yours',
  agency: (w: World, s: Situation, { agency }: ActorContext) =>
    s.end === null && agencyAt(w, s) === agency ? null : 'step-not-yours',
  party: ({ parties }: World, _s: Situation, { agency }: ActorContext) =>
    parties.includes(agency) ? null : 'not-taking-part',
  competent: ({ competentAgency }: World, _s: Situation, { agency }: ActorContext) =>
    agency === competentAgency ? null : 'not-your-agency',
  anywhere: () => null,
} as const;
