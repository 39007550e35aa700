import { authorise } from '../access/access.ts';
import type { ActorContext } from '../access/actor.ts';
import { DomainError } from '../errors.ts';
import { CONSULTATION_ACTS, type ConsultationAct, type ConsultationActName, type ConsultationActOf } from './acts.ts';
import type { ConsultationDraft, RecallGround } from './events.ts';
import { isOver, type ConsultationState } from './state.ts';

interface Deciding {
  readonly state: ConsultationState;
  readonly actor: ActorContext;
  readonly at: string;
}

type Decider<N extends ConsultationActName> = (desk: Deciding, act: ConsultationActOf<N>) => ConsultationDraft[];

const DECIDERS: { readonly [N in ConsultationActName]: Decider<N> } = {
  acknowledge,
  open,
  answer,
  'ask-back': askBack,
  'pass-on': passOn,
  reply,
  recall,
};

/**
 * Decides what a person does with a consultation: the events it writes.
 * @throws DomainError `consultation-over`, `precondition-failed`, those of `authorise`, and `receipt-hash-mismatch`,
 * `already-delivered`, `already-opened`, `consultation-with-asker`, `not-asked-back`, `pass-on-to-party`
 */
export function decideConsultation(
  state: ConsultationState,
  act: ConsultationAct,
  actor: ActorContext,
  at: string,
): ConsultationDraft[] {
  const position = { status: state.status, consultation: state.code };
  if (isOver(state)) throw new DomainError('consultation-over', position);
  if (typeof act.expectedSeq === 'number' && act.expectedSeq < state.seq)
    throw new DomainError('precondition-failed', { seq: state.seq, status: state.status, task: null, stage: null });
  authorise(CONSULTATION_ACTS[act.act], actor, { consultation: { asker: state.asker, asked: state.agency } });
  const decider = DECIDERS[act.act] as (desk: Deciding, act: ConsultationAct) => ConsultationDraft[];
  return decider({ state, actor, at }, act);
}

/** What arrived is what was sent. */
function acknowledge({ state, at }: Deciding, { contentHash }: ConsultationActOf<'acknowledge'>): ConsultationDraft[] {
  if (contentHash !== state.contentHash) throw new DomainError('receipt-hash-mismatch', { consultation: state.code });
  if (state.delivered) throw new DomainError('already-delivered', { consultation: state.code });
  return [delivered(state, at)];
}

function delivered({ agency, contentHash }: ConsultationState, at: string): ConsultationDraft {
  return { type: 'consultation-delivered', at, data: { agency, contentHash } };
}

/** Whoever reads it, has it. */
function seen({ state, at }: Deciding): ConsultationDraft[] {
  const { agency } = state;
  return [
    ...(state.delivered ? [] : [delivered(state, at)]),
    ...(state.opened ? [] : [{ type: 'consultation-opened', at, data: { agency } } as const]),
  ];
}

function open(desk: Deciding): ConsultationDraft[] {
  if (desk.state.opened) throw new DomainError('already-opened', { consultation: desk.state.code });
  return seen(desk);
}

/**
 * The opinion of the asked agency. After its time it is recorded as late (Decree 61/2018 art. 19.5), also where silence was taken
 * for agreement; while it waits for a reply it may answer all the same.
 */
function answer(desk: Deciding, { opinion, note, documents }: ConsultationActOf<'answer'>): ConsultationDraft[] {
  const { state, at } = desk;
  const late = state.overdue || (state.dueAt !== null && Date.parse(at) > Date.parse(state.dueAt));
  // Hashed as it is written: a run cannot.
  const data = { agency: state.agency, opinion, late, note, documents, contentHash: '' };
  return [...seen(desk), { type: 'consultation-answered', at, data }];
}

/** Its clock stands still from then on; that its time was over before is recorded first, where the clock has not come to it yet. */
function askBack(desk: Deciding, { note }: ConsultationActOf<'ask-back'>): ConsultationDraft[] {
  assertWithAsked(desk);
  const { state, at } = desk;
  const passed = ringConsultation(state, at).filter(({ type }) => type === 'consultation-overdue');
  return [...seen(desk), ...passed, { type: 'consultation-asked-back', at, data: { note } }];
}

function passOn(desk: Deciding, { agency: to, via, note }: ConsultationActOf<'pass-on'>): ConsultationDraft[] {
  assertWithAsked(desk);
  const { agency: from, asker } = desk.state;
  if (to === from || to === asker) throw new DomainError('pass-on-to-party', { agency: to });
  const passed: ConsultationDraft = { type: 'consultation-passed-on', at: desk.at, data: { from, to, via, note } };
  const { contentHash } = desk.state;
  const arrived: ConsultationDraft[] =
    via === 'inbox' ? [{ type: 'consultation-delivered', at: desk.at, data: { agency: to, contentHash } }] : [];
  return [...seen(desk), passed, ...arrived];
}

/** @throws DomainError `not-asked-back` */
function reply({ state, at }: Deciding, { note, documents }: ConsultationActOf<'reply'>): ConsultationDraft[] {
  if (state.status !== 'asked-back') throw new DomainError('not-asked-back', { consultation: state.code });
  return [{ type: 'consultation-replied', at, data: { note, documents, dueAt: at, remindAt: null } }];
}

function recall({ at }: Deciding, { note }: ConsultationActOf<'recall'>): ConsultationDraft[] {
  return [{ type: 'consultation-recalled', at, data: { because: 'asker', note } }];
}

/** What the dossier's run orders; null where it is over already. */
export function decideRecall(state: ConsultationState, because: RecallGround, at: string): ConsultationDraft[] | null {
  return isOver(state) ? null : [{ type: 'consultation-recalled', at, data: { because, note: null } }];
}

function assertWithAsked({ state }: Deciding): void {
  if (state.status === 'asked-back') throw new DomainError('consultation-with-asker', { consultation: state.code });
}

/** The earliest instant at which a clock of the consultation rings; null when none runs. */
export function nextAlarmOf({ status, dueAt, remindAt, overdue }: ConsultationState): string | null {
  if (status !== 'open' || overdue) return null;
  return remindAt ?? dueAt;
}

/** What its clocks say at an instant; a reminder that comes too late is none. */
export function ringConsultation(state: ConsultationState, at: string): ConsultationDraft[] {
  const { status, dueAt, remindAt, overdue, onSilence: silence } = state;
  if (status !== 'open' || overdue || dueAt === null) return [];
  if (Date.parse(dueAt) <= Date.parse(at)) return [{ type: 'consultation-overdue', at, data: { dueAt, silence } }];
  return remindAt !== null && Date.parse(remindAt) <= Date.parse(at)
    ? [{ type: 'consultation-reminded', at, data: { dueAt } }]
    : [];
}
