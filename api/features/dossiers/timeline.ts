import type { LedgerVerification, Timeline, TimelineEvent, TimelineStep } from '../../../contracts/timeline.ts';
import { PERSONAL_VIEW } from '../../../domain/access/personal-view.ts';
import type { Role } from '../../../domain/access/roles.ts';
import type { Medium } from '../../../domain/dossier/events.ts';
import { DomainError } from '../../../domain/errors.ts';
import { verifyChain } from '../../../domain/ledger/hash-chain.ts';
import type { ChainedEvent } from '../../../domain/ledger/ledger-event.ts';
import type { StepKind } from '../../../domain/procedure/route.ts';
import { readStream } from '../../../infra/db/ledger-rows.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';

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

/** Whoever opened a task under an appointment that was delegated to him then did so for its holder. */
const STEPS = {
  name: 'timeline-steps',
  text: `select t.*, (select coalesce(jsonb_agg(jsonb_build_object('person', o.person, 'opened_at', o.opened_at, 'on_behalf_of', (
      select g.principal from delegation g where g.principal_appointment = o.appointment and g.deputy = o.person
        and g.from_at <= o.opened_at and o.opened_at < least(g.to_at, g.ended_at) limit 1)
      ) order by o.opened_at, o.person), '[]') from task_opening o where o.task = t.id) as openings
    from task t where t.dossier = $1 order by t.number`,
};
const NOTES = { name: 'timeline-notes', text: 'select id, text from dossier_note where dossier = $1' };
const PEOPLE = { name: 'timeline-people', text: 'select id, display_name from person where id = any ($1)' };

/** What the dossier's row says of its ledger. */
export interface LedgerHead {
  readonly code: string;
  readonly seq: number;
  readonly headHash: string;
}

/** The timeline of a dossier as a role may see it: its events in order, its steps with their instants, and its proof. */
export async function readTimeline(
  db: Pick<Database, 'execute'>,
  names: Names,
  head: LedgerHead,
  role: Role,
): Promise<Timeline> {
  const [chained, steps, notes] = await Promise.all([
    readStream(db, head.code),
    db.execute<StepFound>(STEPS, [head.code]),
    PERSONAL_VIEW[role] === 'none' ? [] : db.execute<{ id: string; text: string }>(NOTES, [head.code]),
  ]);
  const people = [...new Set([...chained.flatMap(actingPerson), ...steps.flatMap(stepPeople)])];
  const displayNames = new Map(
    (await db.execute<{ id: string; display_name: string }>(PEOPLE, [people])).map((row) => [row.id, row.display_name]),
  );
  const person = (id: string) => ({ id, displayName: displayNames.get(id) ?? null });
  const principals = new Map(chained.flatMap(principalOfStep));
  const texts = new Map(notes.map(({ id, text }) => [id, text]));
  return {
    code: head.code,
    events: chained.map((row) => eventOf(row, names, person, texts)),
    steps: steps.map((row) => stepOf(row, names, person, principals.get(row.id) ?? null)),
    ledger: verificationOf(head, chained),
  };
}

type PersonOf = (id: string) => { id: string; displayName: string | null };

function eventOf(
  { event, hash, prevHash }: ChainedEvent,
  names: Names,
  person: PersonOf,
  texts: ReadonlyMap<string, string>,
): TimelineEvent {
  const { stream, seq, type, at, actor, medium, place, data } = event;
  const note = 'note' in event.data ? event.data.note : null;
  return {
    stream,
    seq,
    type,
    at,
    actor:
      'person' in actor
        ? {
            person: person(actor.person),
            appointment: actor.appointment,
            agency: names.agency(actor.agency),
            office: actor.office === null ? null : names.office(actor.office),
            role: actor.role,
            onBehalfOf: actor.onBehalfOf === null ? null : person(actor.onBehalfOf),
          }
        : { system: actor.system },
    medium,
    place: place === null ? null : names.premises(place),
    note: note === null ? null : (texts.get(note.id) ?? null),
    data: { ...data },
    hash,
    prevHash,
  };
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

function actingPerson({ event: { actor } }: ChainedEvent): string[] {
  return 'person' in actor ? known([actor.person, actor.onBehalfOf]) : [];
}

function stepPeople({ person, openings }: StepFound): string[] {
  return known([person, ...openings.flatMap((one) => [one.person, one.on_behalf_of])]);
}

function known(ids: readonly (string | null)[]): string[] {
  return ids.filter((id) => id !== null);
}

/** The task that somebody acted on by an event, with whom he acted for. */
function principalOfStep({ event }: ChainedEvent): [string, string | null][] {
  const { actor } = event;
  const acted = event.type === 'step-acted' || event.type === 'step-sent-back';
  return acted && 'person' in actor ? [[event.data.task, actor.onBehalfOf]] : [];
}

/**
 * Verifies the stream, and that it reaches the head which the dossier's row names. The row is read first, so events after that
 * head are newer, not foreign.
 */
function verificationOf(head: LedgerHead, chained: readonly ChainedEvent[]): LedgerVerification {
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
