import type { Role } from '../../domain/access/roles.ts';
import type { PauseKind } from '../../domain/calendar/types.ts';
import type { Act } from '../../domain/dossier/act.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import {
  agencyAt,
  appointment,
  askBy,
  kindAt,
  lawsLimit,
  RELATED,
  stageNumber,
  type Attempt,
  type Situation,
  type World,
} from './dossier-model.ts';

/** Whether the law lets an act happen, asked in this order: who may do it, why, what the dossier waits for, and its own conditions. */
interface Law {
  readonly roles: readonly Role[];
  readonly related: keyof typeof RELATED;
  /** Whoever did one of these does not do it. */
  readonly apart?: readonly ActName[];
  readonly why?: true;
  /** During a wait it is done only if it ends this one, or at any time. Otherwise never. */
  readonly waiting?: PauseKind | 'any';
  readonly withdrawing?: true;
  readonly unless?: (own: Own) => string | false;
}

interface Own {
  readonly world: World;
  readonly s: Situation;
  readonly act: Act;
  readonly at: number;
  readonly person: string;
  /** The last event of a standstill of the applicant was recorded: he has not answered. */
  readonly unanswered: boolean;
}

const LEADERS = ['agency-leader', 'one-stop-head'] as const;
const WORKERS = ['receptionist', 'appraiser', 'agency-leader', 'seal-clerk', 'return-clerk', 'one-stop-head'] as const;
const ALWAYS = { waiting: 'any', withdrawing: true } as const;

const owes = ({ s, act }: Own): string | false => {
  if (!('obligation' in act)) return false;
  const owed = s.owed[act.obligation];
  if (owed === undefined) return 'obligation-unknown';
  return owed.status === 'requested' ? false : 'obligation-settled';
};
const isWhole = (amount: number): boolean => Number.isInteger(amount) && amount > 0;
const ready = ({ s }: Own): string | false => s.ready !== null && 'act-not-now';
const promised = ({ s }: Own): string | false => (s.received === null || s.ready !== null) && 'act-not-now';
const reappointed = ({ world, s }: Own): string | false => s.apologies >= world.apologies && 'reappointments-used';
const withdrawn = ({ s }: Own): string | false => !s.withdrawal && 'withdrawal-not-asked';
const notLater = ({ world, s, at }: Own, due: number): string | false =>
  due <= Math.max(at, appointment(world, s) ?? 0) && 'appointment-not-later';

export const LAW: Record<ActName, Law> = {
  accept: { roles: ['receptionist'], related: 'desk' },
  appraise: {
    roles: ['appraiser'],
    related: 'desk',
    apart: ['approve'],
    unless: ({ s }) => s.awaited.some(({ place }) => place === s.place) && 'consultation-open',
  },
  approve: { roles: ['agency-leader'], related: 'desk', apart: ['appraise', 'propose-refusal', 'seal'] },
  seal: { roles: ['seal-clerk'], related: 'desk', apart: ['approve'] },
  return: { roles: ['return-clerk'], related: 'desk' },
  'propose-refusal': { roles: ['appraiser'], related: 'desk', apart: ['approve'], why: true },
  'refuse-reception': { roles: ['receptionist'], related: 'desk', why: true, waiting: 'any' },
  'send-back': {
    roles: WORKERS,
    related: 'desk',
    why: true,
    unless: ({ s, act }) => act.act === 'send-back' && !(stageNumber(act.stage) < s.place) && 'stage-not-passed',
  },
  undo: {
    roles: WORKERS,
    related: 'party',
    unless: ({ s, person }) => (s.author === null ? 'nothing-to-undo' : s.author !== person && 'not-your-act'),
  },
  assign: { roles: LEADERS, related: 'agency', ...ALWAYS },
  consult: {
    roles: ['appraiser'],
    related: 'desk',
    unless: ({ world, s, act }) => {
      if (act.act !== 'consult') return false;
      for (const { rule, agency } of act.asks) {
        if (kindAt(world, s) !== 'appraisal' || rule !== 'opinion') return 'consultation-not-here';
        if (agency === null) return 'consultation-agency';
        if (agency === agencyAt(world, s)) return 'consultation-of-oneself';
        if (s.awaited.some((one) => one.place === s.place && one.agency === agency)) return 'consultation-asked';
      }
      return false;
    },
  },
  'request-supplement': {
    roles: ['receptionist', 'appraiser'],
    related: 'desk',
    why: true,
    unless: ({ world, s, act, at }) => {
      if (!['reception', 'appraisal'].includes(kindAt(world, s))) return 'act-not-now';
      if (act.act === 'request-supplement' && act.components.length === 0) return 'supplement-empty';
      return at > (askBy(world, s) ?? Infinity) && 'supplement-too-late';
    },
  },
  'receive-supplement': { roles: ['receptionist'], related: 'anywhere', waiting: 'supplement', withdrawing: true },
  'confirm-closing': {
    roles: LEADERS,
    related: 'agency',
    why: true,
    ...ALWAYS,
    unless: ({ s, unanswered }) => !(s.wait !== null && unanswered) && 'closing-not-proposed',
  },
  'request-payment': {
    roles: ['receptionist', 'appraiser'],
    related: 'party',
    unless: ({ s, act }) => {
      if (act.act !== 'request-payment') return false;
      if (s.owed[act.obligation] !== undefined) return 'obligation-exists';
      if (s.free && ['fee', 'charge'].includes(act.kind)) return 'correction-is-free';
      return (act.lines.length === 0 || !act.lines.every(({ amount }) => isWhole(amount))) && 'amount-invalid';
    },
  },
  'record-payment': { roles: ['receptionist', 'return-clerk'], related: 'anywhere', ...ALWAYS, unless: owes },
  'waive-payment': { roles: LEADERS, related: 'party', why: true, ...ALWAYS, unless: owes },
  'refund-payment': {
    roles: LEADERS,
    related: 'party',
    why: true,
    ...ALWAYS,
    unless: ({ s, act }) => {
      if (act.act !== 'refund-payment') return false;
      const owed = s.owed[act.obligation];
      if (owed === undefined) return 'obligation-unknown';
      if (owed.status !== 'paid') return 'obligation-not-paid';
      return !(isWhole(act.amount) && act.amount <= owed.amount) && 'amount-invalid';
    },
  },
  suspend: {
    roles: ['agency-leader'],
    related: 'agency',
    why: true,
    unless: ({ s }) => s.received === null && 'act-not-now',
  },
  resume: { roles: ['agency-leader'], related: 'agency', waiting: 'suspension', withdrawing: true },
  extend: {
    roles: ['agency-leader'],
    related: 'agency',
    why: true,
    unless: (own) => {
      const { world, s, at } = own;
      if (promised(own) !== false) return promised(own);
      if (world.extension === null) return 'extension-not-allowed';
      if (s.extended) return 'extension-used';
      const passed = [appointment(world, s), lawsLimit(world, s)].some((due) => due !== null && at > due);
      if (passed) return 'extension-too-late';
      return world.verifies && s.verified === 0 && 'extension-unverified';
    },
  },
  'draft-apology': {
    roles: ['appraiser', 'seal-clerk', 'one-stop-head'],
    related: 'agency',
    apart: ['approve-apology'],
    why: true,
    unless: (own) =>
      promised(own) ||
      reappointed(own) ||
      (own.act.act === 'draft-apology' && notLater(own, Date.parse(own.act.dueAt))),
  },
  'approve-apology': {
    roles: ['agency-leader'],
    related: 'agency',
    apart: ['draft-apology'],
    unless: (own) =>
      promised(own) || reappointed(own) || (own.s.draft === null ? 'apology-missing' : notLater(own, own.s.draft)),
  },
  'request-withdrawal': { roles: ['receptionist'], related: 'anywhere', why: true, waiting: 'any', unless: ready },
  'confirm-withdrawal': { roles: LEADERS, related: 'agency', ...ALWAYS, unless: withdrawn },
  'decline-withdrawal': { roles: LEADERS, related: 'agency', why: true, ...ALWAYS, unless: withdrawn },
  'confirm-paper': {
    roles: WORKERS,
    related: 'agency',
    ...ALWAYS,
    unless: ({ s }) => s.paperBy === null && 'paper-not-awaited',
  },
  'acknowledge-handover': {
    roles: WORKERS,
    related: 'agency',
    ...ALWAYS,
    unless: ({ s: { handed } }) => (handed === 'no' ? 'not-a-handover' : handed !== 'sent' && 'already-delivered'),
  },
  'accept-handover': {
    roles: WORKERS,
    related: 'agency',
    ...ALWAYS,
    unless: ({ s: { handed } }) => (handed === 'no' ? 'not-a-handover' : handed === 'accepted' && 'already-accepted'),
  },
  'plan-verification': {
    roles: ['appraiser'],
    related: 'desk',
    why: true,
    unless: ({ act, at }) => {
      if (act.act !== 'plan-verification') return false;
      const [from, to] = [Date.parse(act.from), Date.parse(act.to)];
      return !(at < from && from < to) && 'verification-plan-past';
    },
  },
  'record-verification': {
    roles: ['appraiser'],
    related: 'desk',
    why: true,
    unless: ({ s, act, at }) => {
      if (act.act !== 'record-verification') return false;
      const [from, to] = [Date.parse(act.from), Date.parse(act.to)];
      return !((s.received ?? 0) <= from && from < to && to <= at) && 'verification-time-invalid';
    },
  },
  replan: { roles: ['catalogue-administrator', ...LEADERS], related: 'anywhere', ...ALWAYS },
  // Nothing here is moved: whatever asks for it looked at another version.
  migrate: { roles: ['catalogue-administrator', ...LEADERS], related: 'anywhere', unless: () => 'version-moved' },
  reopen: {
    roles: ['agency-leader'],
    related: 'competent',
    why: true,
    unless: ({ world, s, act }) => {
      if (act.act !== 'reopen') return false;
      const stage = world.stages[stageNumber(act.stage)];
      if (stage === undefined || stage.kind === 'return') return 'stage-unknown';
      return (s.received === null || s.end === 'withdrawn') && 'act-not-now';
    },
  },
};

/** The acts that complete a step of each kind. */
const COMPLETES: Readonly<Partial<Record<ActName, string>>> = {
  accept: 'reception',
  appraise: 'appraisal',
  'propose-refusal': 'appraisal',
  approve: 'approval',
  seal: 'sealing',
  return: 'return',
};

/** What comes of an attempt: `allowed`, or why not. */
export function verdict(
  world: World,
  s: Situation,
  { act, actor, at }: Attempt,
  { seq, unanswered }: { readonly seq: number; readonly unanswered: boolean },
): string {
  const law = LAW[act.act];
  const { person, onBehalfOf } = actor;
  const both = (people: readonly string[] = []): boolean => people.some((one) => one === person || one === onBehalfOf);
  const kind = s.end === null ? kindAt(world, s) : null;

  if (act.act === 'reopen' && s.end === null) return 'dossier-open';
  if (act.act !== 'reopen' && s.end !== null) return 'dossier-ended';
  if (typeof act.expectedSeq === 'number' && act.expectedSeq < seq) return 'precondition-failed';
  if (act.act !== 'reopen' && !act.task.endsWith(`.${s.task}`)) return 'act-stale';
  if (act.act in COMPLETES && COMPLETES[act.act] !== kind) return 'act-not-now';

  if (!law.roles.includes(actor.role)) return 'role-not-allowed';
  const unrelated = RELATED[law.related](world, s, actor);
  if (unrelated !== null) return unrelated;
  if (law.apart?.some((other) => both(s.did[other])) === true) return 'duties-not-separate';
  const lead = s.leads[s.place];
  if (law.related === 'desk' && lead !== undefined && !both([lead])) return 'assigned-to-another';

  if (law.why === true && act.note === null) return 'reason-missing';
  // Officers are named, and no longer named, at any time.
  const { waiting, withdrawing }: Partial<Law> = act.act === 'undo' && s.latest === 'assign' ? ALWAYS : law;
  if (s.wait !== null && waiting !== 'any' && waiting !== s.wait.kind) return 'dossier-waits';
  if (s.wait === null && waiting !== undefined && waiting !== 'any') return 'not-waiting';
  if (s.withdrawal && withdrawing !== true) return 'withdrawal-pending';

  if (act.act === 'seal' && act.document === null) return 'result-missing';
  if (act.act !== 'seal' && act.document !== null) return 'result-not-asked';
  const refusal = law.unless?.({ world, s, act, at, person, unanswered }) ?? false;
  if (refusal !== false) return refusal;
  const isLast = act.act in COMPLETES && act.act !== 'accept' && s.place === world.stages.length - 1;
  const owing = Object.values(s.owed).some(({ status }) => status === 'requested');
  return isLast && owing ? 'payment-outstanding' : 'allowed';
}
