import { z } from 'zod';
import type {
  CalendarChange,
  CalendarChangeItem,
  CalendarChangeItemQuery,
  CalendarChangeQuery,
} from '../../../contracts/calendar-change.ts';
import { CalendarData } from '../../../contracts/catalogue.ts';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import { calendarDifference, type CalendarDifference } from '../../../domain/calendar/calendar-difference.ts';
import { DomainError } from '../../../domain/errors.ts';
import { toCalendar } from '../../../infra/catalogue/to-calendar.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import { isListed, listedParameters, type ListedFor } from '../planned-dossiers.ts';

type Execute = Pick<Database, 'execute'>;

interface PersonFound {
  readonly id: string;
  readonly displayName: string;
}

interface ChangeFound extends Record<string, unknown> {
  readonly id: string;
  readonly calendar: string;
  readonly version: number;
  readonly based_on: number;
  readonly content_hash: string;
  readonly reason: string;
  readonly status: CalendarChange['status'];
  readonly proposed_at: StoredInstant;
  /** The key as text: the database's instants are finer than ours. */
  readonly proposed_key: string;
  readonly approved_at: StoredInstant | null;
  readonly in_force_at: StoredInstant | null;
  readonly applied_at: StoredInstant | null;
  readonly dropped_at: StoredInstant | null;
  readonly previewed_at: StoredInstant | null;
  readonly looked_at: number | null;
  readonly proposed_by: PersonFound;
  readonly approved_by: PersonFound | null;
  readonly dropped_by: PersonFound | null;
  readonly former_content: unknown;
  readonly proposed_content: unknown;
  readonly counts: Readonly<Record<keyof CalendarChange['outcomes'] | 'later' | 'earlier' | 'others', number>>;
}

/** A person with the name to show, as JSON; null for none. */
const person = (id: string): string =>
  `(select jsonb_build_object('id', p.id, 'displayName', p.display_name) from person p where p.id = ${id})`;

const COLUMNS = `c.id, c.calendar, c.version, c.based_on, c.content_hash, c.reason, c.status, c.proposed_at, c.approved_at,
  c.in_force_at, c.applied_at, c.dropped_at, c.previewed_at, c.looked_at,
  (c.proposed_at at time zone 'UTC')::text || '+00' as proposed_key, ${person('c.proposer')} as proposed_by,
  ${person('c.approver')} as approved_by, ${person('c.dropped_by')} as dropped_by,
  (select v.content from calendar_version v where v.calendar = c.calendar and v.version = c.based_on) as former_content,
  (select v.content from calendar_version v where v.calendar = c.calendar and v.version = c.version) as proposed_content,
  (select jsonb_build_object('pending', count(*) filter (where outcome = 'pending'), 'done', count(*) filter (where outcome = 'done'),
      'unchanged', count(*) filter (where outcome = 'unchanged'), 'refused', count(*) filter (where outcome = 'refused'),
      'later', count(*) filter (where new_due_at > former_due_at), 'earlier', count(*) filter (where new_due_at < former_due_at),
      'others', count(*) filter (where new_due_at is not distinct from former_due_at and new_step_due_at is not null))
    from calendar_change_item i where i.change = c.id) as counts`;

const LIST = {
  name: 'list-calendar-changes',
  text: `select ${COLUMNS} from calendar_change c
    where ($1::text is null or c.calendar = $1) and (c.proposed_at, c.id) < ($2::timestamptz, $3::uuid)
    order by c.proposed_at desc, c.id desc limit $4`,
};
const ONE = { name: 'read-calendar-change', text: `select ${COLUMNS} from calendar_change c where c.id = $1` };

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const cursors = cursorsOf('calendar-changes', z.strictObject({ at: KeyInstant, id: z.uuid() }));

/** Changes of calendars, the latest first. */
export async function listChanges(
  db: Execute,
  { calendar, cursor, limit }: CalendarChangeQuery,
): Promise<Page<CalendarChange>> {
  const after = cursor === undefined ? { at: 'infinity', id: LAST_ID } : cursors.decode(cursor);
  const rows = await db.execute<ChangeFound>(LIST, [calendar ?? null, after.at, after.id, limit + 1]);
  return toPage(rows, limit, cursors, ({ proposed_key: at, id }) => ({ at, id }), toChange);
}

/** @throws DomainError `calendar-change-unknown` */
export async function readChange(db: Execute, id: string): Promise<CalendarChange> {
  const [row] = await db.execute<ChangeFound>(ONE, [id]);
  if (row === undefined) throw new DomainError('calendar-change-unknown');
  return toChange(row);
}

interface ItemFound extends Record<string, unknown> {
  readonly dossier: string;
  readonly former_due_at: StoredInstant | null;
  readonly new_due_at: StoredInstant | null;
  readonly applied_due_at: StoredInstant | null;
  readonly former_step_due_at: StoredInstant | null;
  readonly new_step_due_at: StoredInstant | null;
  readonly outcome: CalendarChangeItem['outcome'];
  readonly code: string | null;
}

const ITEMS = {
  name: 'list-calendar-change-items',
  text: `select dossier, former_due_at, new_due_at, applied_due_at, former_step_due_at, new_step_due_at, outcome, code
    from calendar_change_item i where change = $1 and dossier > $2 and ($3::text is null or outcome = $3)
      and ${isListed('i.dossier', '$4', '$5')}
    order by dossier limit $6`,
};

const itemCursors = cursorsOf('calendar-change-dossiers', z.strictObject({ code: KeyText }));

/** The dossiers that a change touches, by their codes. @throws DomainError `cursor-invalid` */
export async function listItems(
  db: Execute,
  id: string,
  reader: ListedFor,
  { outcome, cursor, limit }: CalendarChangeItemQuery,
): Promise<Page<CalendarChangeItem>> {
  const after = cursor === undefined ? '' : itemCursors.decode(cursor).code;
  const rows = await db.execute<ItemFound>(ITEMS, [id, after, outcome ?? null, ...listedParameters(reader), limit + 1]);
  return toPage(
    rows,
    limit,
    itemCursors,
    ({ dossier }) => ({ code: dossier }),
    (row) => ({
      dossier: row.dossier,
      dueAt: {
        former: instantOrNull(row.former_due_at),
        proposed: instantOrNull(row.new_due_at),
        applied: instantOrNull(row.applied_due_at),
      },
      stepDueAt: { former: instantOrNull(row.former_step_due_at), proposed: instantOrNull(row.new_step_due_at) },
      outcome: row.outcome,
      code: row.code,
    }),
  );
}

function toChange(row: ChangeFound): CalendarChange {
  const { later, earlier, others, ...outcomes } = row.counts;
  return {
    id: row.id,
    calendar: row.calendar,
    version: row.version,
    basedOn: row.based_on,
    contentHash: row.content_hash,
    ...copyOf(calendarDifference(parsed(row.former_content), parsed(row.proposed_content))),
    reason: row.reason,
    status: row.status,
    proposedBy: row.proposed_by,
    proposedAt: instant(row.proposed_at),
    approvedBy: row.approved_by,
    approvedAt: instantOrNull(row.approved_at),
    inForceAt: instantOrNull(row.in_force_at),
    appliedAt: instantOrNull(row.applied_at),
    droppedBy: row.dropped_by,
    droppedAt: instantOrNull(row.dropped_at),
    preview: { readyAt: instantOrNull(row.previewed_at), lookedAt: row.looked_at, later, earlier, others },
    outcomes,
  };
}

function parsed(content: unknown) {
  return toCalendar(CalendarData.parse(content));
}

/** The difference in the form of the contract, whose lists may be written to. */
export function copyOf({ dates, fields }: CalendarDifference): Pick<CalendarChange, 'dates' | 'fields'> {
  return { dates: [...dates], fields: [...fields] };
}
