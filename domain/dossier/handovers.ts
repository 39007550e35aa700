import type { EventActor } from '../access/actor.ts';
import type { ChainedEvent, LedgerEvent } from '../ledger/ledger-event.ts';
import type { ChainedDossierEvent, DossierEvent, Medium } from './events.ts';
import type { OpenStep } from './state.ts';

export const HANDOVER_KINDS = ['step', 'consultation', 'opinion'] as const;
/** What is handed over (bàn giao): a step of a dossier or of a part of it, a request for an opinion, or the opinion. */
export type HandoverKind = (typeof HANDOVER_KINDS)[number];

/** How it is known that a hand-over arrived: by that it was routed, where the receiver works in this system; else by what came first. */
export const DELIVERED_BY = ['routed', 'acknowledged', 'opened', 'accepted', 'acted'] as const;
export type DeliveredBy = (typeof DELIVERED_BY)[number];

/** How a hand-over was accepted: the receiver said so, or acted on it without saying so. */
export const ACCEPTED_BY = ['accepted', 'acted'] as const;
export type AcceptedBy = (typeof ACCEPTED_BY)[number];

/** `taken-back`: undone or recalled by its sender, or ended with its dossier, before the receiver accepted it. */
export const HANDOVER_STATES = ['sent', 'delivered', 'accepted', 'taken-back'] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];

/** One event of a hand-over: when, where in the ledger, and by whom. */
export interface HandoverMark {
  readonly at: string;
  readonly stream: string;
  readonly seq: number;
  readonly actor: EventActor;
}

/** Something that one agency handed over to another, by what the ledger says of it. Instants ISO, UTC. */
export interface Handover {
  /** Of a step its task; else the stream and the number of the event by which it was sent. */
  readonly id: string;
  readonly kind: HandoverKind;
  readonly stream: string;
  /** Stage of the route, or what is asked. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly medium: Medium;
  /** Its hash covers the stream up to there: that is what was handed over. */
  readonly sent: HandoverMark & { readonly hash: string; readonly prevHash: string };
  /** Said by the receiver, with the hash of what arrived. */
  readonly acknowledged: HandoverMark | null;
  readonly opened: HandoverMark | null;
  readonly accepted: (HandoverMark & { readonly by: AcceptedBy }) | null;
  readonly takenBack: HandoverMark | null;
}

type StepOpened = Pick<Extract<DossierEvent, { type: 'step-opened' }>, 'actor' | 'data'>;

/** The agency that hands a step over to another one by an event; null where it stays, or nobody routed it. */
export function handedFrom({ actor, data }: StepOpened): string | null {
  const from = routedFrom({ actor, data });
  return from === undefined || from === data.agency ? null : from;
}

/** The agency by which a step was routed: that of whoever did it, or the one that the engine says. */
export function routedFrom({ actor, data }: StepOpened): string | undefined {
  return data.from ?? ('agency' in actor ? actor.agency : undefined);
}

/** Events of the receiver that are no acceptance: to say that something arrived, or to take one’s own act back. */
const NO_ACCEPTANCE: readonly string[] = ['handover-delivered', 'act-undone'];

/** The open step after an event: whoever acts on what another agency handed over has accepted it. */
export function takenOver(step: OpenStep | null, event: DossierEvent): OpenStep | null {
  if (step === null || step.from === undefined || step.from === step.agency || step.handover === 'accepted')
    return step;
  return isAcceptance(event, step.agency) ? { ...step, handover: 'accepted' } : step;
}

/** Whether an event while a step is open is its holder’s acceptance. */
export function isAcceptance({ actor, type }: LedgerEvent, agency: string): boolean {
  return 'agency' in actor && actor.agency === agency && !NO_ACCEPTANCE.includes(type);
}

/** All hand-overs of a dossier's stream, or of a part's, in order. */
export function handoversOf(chained: readonly ChainedDossierEvent[]): Handover[] {
  return chained.flatMap((row, index): Handover[] => {
    const { event } = row;
    if (event.type !== 'step-opened') return [];
    const from = handedFrom(event);
    if (from === null) return [];
    const { task, stage, agency: to } = event.data;
    const held = whileHeld(chained.slice(index + 1), task);
    const acceptance = held.find((later) => isAcceptance(later, to));
    const end = held.find((later) => endsUnaccepted(later, task));
    return [
      {
        id: task,
        kind: 'step',
        stream: event.stream,
        subject: stage,
        from,
        to,
        medium: event.medium,
        sent: sentBy(row),
        acknowledged: markOf(held.find(({ type }) => type === 'handover-delivered')),
        opened: null,
        accepted: acceptedBy(acceptance, acceptance?.type === 'handover-accepted' ? 'accepted' : 'acted'),
        takenBack: acceptance === undefined ? markOf(end) : null,
      },
    ];
  });
}

/** The events while a step is open for the first time, with the one that ends it. */
function whileHeld(later: readonly ChainedDossierEvent[], task: string): DossierEvent[] {
  const events = later.map(({ event }) => event);
  const end = events.findIndex((event) => leaves(event, task));
  return end < 0 ? events : events.slice(0, end + 1);
}

function leaves(event: DossierEvent, task: string): boolean {
  const isDone = (event.type === 'step-acted' || event.type === 'step-sent-back') && event.data.task === task;
  return isDone || endsUnaccepted(event, task);
}

function endsUnaccepted(event: DossierEvent, task: string): boolean {
  if (event.type === 'act-undone') return event.data.task === task && event.data.act !== 'assign';
  return event.type === 'dossier-closed' || event.type === 'part-recalled';
}

export function sentBy({ event, hash, prevHash }: ChainedEvent): Handover['sent'] {
  return { ...mark(event), hash, prevHash };
}

export function markOf(event: LedgerEvent | undefined): HandoverMark | null {
  return event === undefined ? null : mark(event);
}

export function acceptedBy(event: LedgerEvent | undefined, by: AcceptedBy): Handover['accepted'] {
  return event === undefined ? null : { ...mark(event), by };
}

function mark({ at, stream, seq, actor }: LedgerEvent): HandoverMark {
  return { at, stream, seq, actor };
}

/**
 * When and how a hand-over is known to have arrived; null while it is not.
 * @param openedAt when somebody first opened its task, which the ledger does not say
 */
export function deliveryOf(
  { sent, acknowledged, opened, accepted }: Handover,
  { openedAt, ownSystem }: { readonly openedAt: string | null; readonly ownSystem: boolean },
): { readonly at: string; readonly by: DeliveredBy } | null {
  if (!ownSystem) return { at: sent.at, by: 'routed' };
  const known: { at: string; by: DeliveredBy }[] = [];
  if (acknowledged !== null) known.push({ at: acknowledged.at, by: 'acknowledged' });
  if (opened !== null) known.push({ at: opened.at, by: 'opened' });
  if (openedAt !== null) known.push({ at: openedAt, by: 'opened' });
  if (accepted !== null) known.push({ at: accepted.at, by: accepted.by });
  const [first] = known.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return first ?? null;
}

/** Where a hand-over stands. */
export function stateOfHandover({ accepted, takenBack }: Handover, isDelivered: boolean): HandoverState {
  if (accepted !== null) return 'accepted';
  if (takenBack !== null) return 'taken-back';
  return isDelivered ? 'delivered' : 'sent';
}
