import type { LedgerVerification, Timeline, TimelineEvent, TimelineStep } from '../../../contracts/timeline.ts';
import type { VerificationTexts } from '../../../contracts/verification.ts';
import type { InternalView } from '../../../domain/access/internal-view.ts';
import type { PersonalField } from '../../../domain/access/personal-view.ts';
import type { Role } from '../../../domain/access/roles.ts';
import type { ConsultationEventType } from '../../../domain/consultation/events.ts';
import type { Medium, StoredResult } from '../../../domain/dossier/events.ts';
import { DomainError } from '../../../domain/errors.ts';
import { verifyChain } from '../../../domain/ledger/hash-chain.ts';
import type { ChainedEvent, LedgerEvent } from '../../../domain/ledger/ledger-event.ts';
import type { StepKind } from '../../../domain/procedure/route.ts';
import { readStream } from '../../../infra/db/ledger-rows.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';
import { namesOfPeople, peopleIn, shownActor, type PersonOf } from '../shown-actor.ts';
import type { DossierReader } from './read-dossier.ts';

interface StepFound extends Record<string, unknown> {
  readonly id: string;
  readonly number: number;
  readonly stage: string;
  readonly kind: StepKind;
  readonly agency: string;
  readonly role: Role;
  readonly routed_at: StoredInstant;
  readonly routed_medium: Medium;
  readonly due_at: StoredInstant | null;
  readonly overdue: boolean;
  readonly acted_at: StoredInstant | null;
  readonly left_at: StoredInstant | null;
  readonly person: string | null;
  readonly appointment: string | null;
  readonly medium: Medium | null;
  readonly place: string | null;
  readonly left_by: string | null;
  readonly lead: string | null;
  readonly openings: readonly Opening[];
}

interface Opening {
  readonly person: string;
  readonly on_behalf_of: string | null;
  readonly opened_at: string;
}

/** A text of the erasable tables: of a note, or of a verification. */
interface TextFound extends Record<string, unknown> {
  readonly id: string;
  readonly text: string | null;
  readonly verification: VerificationTexts | null;
}

/** Whoever opened a task under an appointment that was delegated to him then did so for its holder. */
const STEPS = {
  name: 'timeline-steps',
  text: `select t.*, (select coalesce(jsonb_agg(jsonb_build_object('person', o.person, 'opened_at', o.opened_at,
      'on_behalf_of', opened_for(o.appointment, o.person, o.opened_at)) order by o.opened_at, o.person), '[]') from task_opening o where o.task = t.id) as openings
    from task t where t.dossier = any ($1) order by t.routed_at, t.dossier, t.number`,
};
const TEXTS = {
  name: 'timeline-notes',
  text: `select id, text, null::jsonb as verification from dossier_note where dossier = any ($1)
    union all select id, null, to_jsonb(v) - 'id' - 'dossier' - 'salt' - 'kept_by' from verification v where dossier = any ($1)`,
};

/** What the dossier's row says of its ledger. */
export interface LedgerHead {
  readonly code: string;
  readonly seq: number;
  readonly headHash: string;
  /** The streams beside its own: of its consultations and parts, and of their consultations. */
  readonly others?: readonly StreamHead[];
}

/** Where a stream stands by the row that is kept of it. */
export interface StreamHead {
  readonly code: string;
  readonly seq: number;
  readonly headHash: string;
}

/** A timeline, and the personal fields that it gives out. */
export interface TimelineRead {
  readonly timeline: Timeline;
  readonly what: readonly PersonalField[];
}

/**
 * The timeline of a dossier as a reader may see it: its events in order, its steps with their instants, and its proof. Its applicant sees
 * what happened when at which agency, and neither who of the officers did it nor what they wrote to each other.
 */
export async function readTimeline(
  db: Pick<Database, 'execute'>,
  names: Names,
  head: LedgerHead,
  { view, internal }: DossierReader,
): Promise<TimelineRead> {
  const heads = [head, ...(head.others ?? [])];
  const codes = heads.map(({ code }) => code);
  const [streams, steps, erasable] = await Promise.all([
    Promise.all(codes.map((code) => readStream<LedgerEvent>(db, code))),
    db.execute<StepFound>(STEPS, [codes]),
    view.notes === 'full' || view.verifications === 'full' ? db.execute<TextFound>(TEXTS, [codes]) : [],
  ]);
  const chained = mergeStreams(streams);
  const proofs = heads.map((one, index) => verificationOf(one, streams[index] ?? []));
  const acting = chained.flatMap(({ event }) => peopleIn(event.actor));
  const person = await namesOfPeople(db, [...acting, ...steps.flatMap(stepPeople)]);
  const principals = new Map(chained.flatMap(principalOfStep));
  const seen = erasable.filter((row) => view[row.verification == null ? 'notes' : 'verifications'] === 'full');
  const texts = new Map(seen.map((row) => [row.id, row]));
  const told = internal.proceedings ? chained : chained.filter(({ event }) => !isBetweenAgencies(event));
  const events = told.map((row) => eventOf(row, names, person, texts));
  const shownSteps = steps.map((row) => stepOf(row, names, person, principals.get(row.id) ?? null));
  const timeline: Timeline = {
    code: head.code,
    events: events.map((event) => eventFor(internal, event)),
    steps: internal.proceedings ? shownSteps : shownSteps.map(stepForCitizen),
    ledger: proofs[0] ?? verificationOf(head, []),
    streams: proofs.map((proof, index) => ({ stream: codes[index] ?? '', ...proof })),
  };
  const notes = events.some(({ note }) => note !== null);
  const verifications = events.some(({ verification }) => verification !== null);
  return {
    timeline,
    what: [...(notes ? ['notes' as const] : []), ...(verifications ? ['verifications' as const] : [])],
  };
}

/** Of a consultation, what is told to who does not see the proceedings: that it was asked, and what became of that. */
const TOLD_OF_CONSULTATIONS: readonly string[] = [
  'consultation-sent',
  'consultation-overdue',
  'consultation-answered',
  'consultation-recalled',
] satisfies readonly ConsultationEventType[];

/** What agencies say to each other about a consultation, and the dossier's own copy of all that is said of it. */
function isBetweenAgencies({ type }: LedgerEvent): boolean {
  return type.startsWith('consultation-') && !TOLD_OF_CONSULTATIONS.includes(type);
}

function eventFor({ proceedings, storage }: InternalView, event: TimelineEvent): TimelineEvent {
  if (!proceedings) return eventForCitizen(event);
  return storage ? event : { ...event, data: withoutStorage(event.data) };
}

const STORAGE: readonly string[] = ['bucket', 'key', 'versionId'] satisfies readonly (keyof StoredResult)[];

/** What an event says, without where in the store its results lie. */
function withoutStorage(data: TimelineEvent['data']): TimelineEvent['data'] {
  const shown = (stored: object) =>
    Object.fromEntries(Object.entries(stored).filter(([name]) => !STORAGE.includes(name)));
  const { result, results } = data;
  return {
    ...data,
    ...(typeof result === 'object' && result !== null ? { result: shown(result) } : {}),
    ...(Array.isArray(results) ? { results: results.map(shown) } : {}),
  };
}

function eventForCitizen(event: TimelineEvent): TimelineEvent {
  const { actor } = event;
  const of = 'person' in actor ? { agency: actor.agency, role: actor.role } : actor;
  return { ...event, actor: of, note: null, verification: null, data: {} };
}

function stepForCitizen(step: TimelineStep): TimelineStep {
  return { ...step, openedBy: [], person: null, appointment: null, onBehalfOf: null, lead: null };
}

/** Events of several streams by time, then stream; those of one stream stay in its order, whichever clock gave their instants. */
export function mergeStreams(streams: readonly (readonly ChainedEvent[])[]): ChainedEvent[] {
  const left = streams.filter((rows) => rows.length > 0).map((rows) => ({ rows, next: 0 }));
  const merged: ChainedEvent[] = [];
  for (;;) {
    let first: (typeof left)[number] | null = null;
    for (const one of left) if (comesBefore(one.rows[one.next], first?.rows[first.next])) first = one;
    const row = first?.rows[first.next];
    if (first === null || row === undefined) return merged;
    merged.push(row);
    first.next += 1;
  }
}

function comesBefore(one: ChainedEvent | undefined, other: ChainedEvent | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  const apart = Date.parse(one.event.at) - Date.parse(other.event.at);
  return apart === 0 ? one.event.stream < other.event.stream : apart < 0;
}

function eventOf(
  { event, hash, prevHash }: ChainedEvent,
  names: Names,
  person: PersonOf,
  texts: ReadonlyMap<string, TextFound>,
): TimelineEvent {
  const { stream, seq, type, at, actor, medium, place, data } = event;
  const note = noteIn(data, 'note') ?? noteIn(data, 'question');
  const record = noteIn(data, 'record');
  return {
    stream,
    seq,
    type,
    at,
    actor: shownActor(actor, names, person),
    medium,
    place: place === null ? null : names.premises(place),
    note: note === null ? null : (texts.get(note.id)?.text ?? null),
    verification: record === null ? null : (texts.get(record.id)?.verification ?? null),
    data: { ...data },
    hash,
    prevHash,
  };
}

/** Id of a text in the erasable tables that an event names. */
function noteIn(data: object, key: string): { readonly id: string } | null {
  const named: unknown = (data as Readonly<Record<string, unknown>>)[key];
  return typeof named === 'object' && named !== null && 'id' in named && typeof named.id === 'string'
    ? { id: named.id }
    : null;
}

function stepOf(row: StepFound, names: Names, person: PersonOf, principal: string | null): TimelineStep {
  const orNull = (id: string | null) => (id === null ? null : person(id));
  const openedAt = row.openings[0]?.opened_at ?? null;
  return {
    task: row.id,
    number: row.number,
    stage: row.stage,
    kind: row.kind,
    agency: names.agency(row.agency),
    role: row.role,
    routedAt: instant(row.routed_at),
    routedMedium: row.routed_medium,
    openedAt: instantOrNull(openedAt),
    openedBy: row.openings.map((one) => ({
      person: person(one.person),
      onBehalfOf: orNull(one.on_behalf_of),
      at: instant(one.opened_at),
    })),
    actedAt: instantOrNull(row.acted_at),
    leftAt: instantOrNull(row.left_at),
    dueAt: instantOrNull(row.due_at),
    overdue: row.overdue,
    person: orNull(row.person),
    appointment: row.appointment,
    onBehalfOf: row.person === null ? null : orNull(principal),
    medium: row.medium,
    place: row.place === null ? null : names.premises(row.place),
    leftBy: row.left_by,
    lead: row.lead,
    minutes: {
      waiting: minutesBetween(row.routed_at, openedAt),
      handling: minutesBetween(openedAt, row.acted_at),
      total: minutesBetween(row.routed_at, row.left_at),
    },
  };
}

/** Whole minutes; the two clocks are different machines', so a small negative difference counts as none. */
function minutesBetween(from: StoredInstant | null, to: StoredInstant | null): number | null {
  if (from === null || to === null) return null;
  return Math.max(0, Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 60_000));
}

function stepPeople({ person, openings }: StepFound): string[] {
  return known([person, ...openings.flatMap((one) => [one.person, one.on_behalf_of])]);
}

function known(ids: readonly (string | null)[]): string[] {
  return ids.filter((id) => id !== null);
}

/** The task that somebody acted on by an event, with whom he acted for. */
function principalOfStep({ event }: ChainedEvent): [string, string | null][] {
  const { actor, type, data } = event;
  const acted = type === 'step-acted' || type === 'step-sent-back';
  return acted && 'person' in actor && 'task' in data ? [[String(data.task), actor.onBehalfOf]] : [];
}

/**
 * Verifies the stream, and that it reaches the head which the dossier's row names. The row is read first, so events after that
 * head are newer, not foreign.
 */
function verificationOf(head: StreamHead, chained: readonly ChainedEvent[]): LedgerVerification {
  const events = chained.length;
  try {
    const headHash = verifyChain(chained);
    if (chained[head.seq - 1]?.hash === head.headHash) return { verified: true, events, headHash, problem: null };
    return {
      verified: false,
      events,
      headHash,
      problem: { code: 'ledger-head-mismatch', stream: head.code, seq: head.seq },
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const code = error.code === 'ledger-gap' ? 'ledger-gap' : 'ledger-tampered';
    const seq = Number(error.params['seq'] ?? 0);
    return { verified: false, events, headHash: null, problem: { code, stream: head.code, seq } };
  }
}
