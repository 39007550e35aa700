import { z } from 'zod';
import type { Batch, BatchItem, BatchItemQuery } from '../../../contracts/batch.ts';
import { errorTexts, isErrorCode, type ErrorParams } from '../../../contracts/errors.ts';
import { cursorsOf, KeyInstant, toPage, type Page } from '../../../contracts/paging.ts';
import type { AccessSubject } from '../../../domain/access/access.ts';
import type { BatchStatus, ItemOutcome } from '../../../domain/batch/batch.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';

type Execute = Pick<Database, 'execute'>;

interface PersonFound {
  readonly id: string;
  readonly displayName: string;
}

interface BatchFound extends Record<string, unknown> {
  readonly id: string;
  readonly act: string;
  readonly person: string;
  readonly appointment: string;
  readonly agency: string;
  readonly status: BatchStatus;
  readonly asked_at: StoredInstant;
  /** The key as text: the database's instants are finer than ours. */
  readonly asked_key: string;
  readonly begun_at: StoredInstant | null;
  readonly finished_at: StoredInstant | null;
  readonly undo_until: StoredInstant | null;
  readonly undone_at: StoredInstant | null;
  readonly asked_by: PersonFound;
  readonly on_behalf_of: PersonFound | null;
  readonly counts: Readonly<Partial<Record<ItemOutcome, number>>>;
}

/** A person with the name to show, as JSON; null for none. */
const named = (id: string): string =>
  `(select jsonb_build_object('id', p.id, 'displayName', p.display_name) from person p where p.id = ${id})`;

const COLUMNS = `b.id, b.act, b.person, b.appointment, b.agency, b.status, b.asked_at, (b.asked_at at time zone 'UTC')::text || '+00' as asked_key, b.begun_at,
  b.finished_at, b.undo_until, b.undone_at, ${named('b.person')} as asked_by, ${named('b.on_behalf_of')} as on_behalf_of,
  (select coalesce(jsonb_object_agg(outcome, n), '{}') from (
    select i.outcome, count(*) as n from batch_item i where i.batch = b.id group by i.outcome) as counted) as counts`;

const AFTER = '(b.asked_at, b.id) < ($2::timestamptz, $3::uuid) order by b.asked_at desc, b.id desc limit $4';
const OF_PERSON = {
  name: 'batches-of-person',
  text: `select ${COLUMNS} from batch b where b.person = $1 and ${AFTER}`,
};
const OF_AGENCY = {
  name: 'batches-of-agency',
  text: `select ${COLUMNS} from batch b where b.agency = $1 and ${AFTER}`,
};
const ONE = { name: 'read-batch', text: `select ${COLUMNS} from batch b where b.id = $1` };

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const cursors = cursorsOf('batches', z.strictObject({ at: KeyInstant, id: z.uuid() }));

/** Batches of a person or of an agency, the latest first. */
export async function listBatches(
  db: Execute,
  whose: { readonly person: string } | { readonly agency: string },
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<Batch>> {
  const after = cursor === undefined ? { at: 'infinity', id: LAST_ID } : cursors.decode(cursor);
  const [statement, key] = 'person' in whose ? [OF_PERSON, whose.person] : [OF_AGENCY, whose.agency];
  const rows = await db.execute<BatchFound>(statement, [key, after.at, after.id, limit + 1]);
  return toPage(rows, limit, cursors, ({ asked_key: at, id }) => ({ at, id }), toBatch);
}

/** A batch, and what says who may see it. @throws DomainError `batch-unknown` */
export async function readBatch(
  db: Execute,
  id: string,
): Promise<{ readonly batch: Batch; readonly subject: AccessSubject }> {
  const [row] = await db.execute<BatchFound>(ONE, [id]);
  if (row === undefined) throw new DomainError('batch-unknown');
  const { person, appointment, agency } = row;
  return { batch: toBatch(row), subject: { batch: { person, appointment, agency } } };
}

function toBatch(row: BatchFound): Batch {
  return {
    id: row.id,
    act: row.act,
    agency: row.agency,
    status: row.status,
    askedBy: row.asked_by,
    onBehalfOf: row.on_behalf_of,
    askedAt: instant(row.asked_at),
    begunAt: instantOrNull(row.begun_at),
    finishedAt: instantOrNull(row.finished_at),
    undoUntil: instantOrNull(row.undo_until),
    undoneAt: instantOrNull(row.undone_at),
    outcomes: { waiting: 0, done: 0, refused: 0, cancelled: 0, undone: 0, 'undo-refused': 0, ...row.counts },
  };
}

interface ItemFound extends Record<string, unknown> {
  readonly position: number;
  readonly dossier: string;
  readonly task: string;
  readonly outcome: ItemOutcome;
  readonly code: string | null;
  readonly params: ErrorParams | null;
  readonly seq: number | null;
  readonly at: StoredInstant | null;
}

const ITEMS = {
  name: 'list-batch-items',
  text: `select position, dossier, task, outcome, code, params, seq, at from batch_item
    where batch = $1 and position > $2 and ($3::text is null or outcome = $3) order by position limit $4`,
};

const itemCursors = cursorsOf('batch-items', z.strictObject({ position: z.int() }));

/** The dossiers of a batch, in the order in which they were named. */
export async function listItems(
  db: Execute,
  id: string,
  { outcome, cursor, limit }: BatchItemQuery,
): Promise<Page<BatchItem>> {
  const after = cursor === undefined ? 0 : itemCursors.decode(cursor).position;
  const rows = await db.execute<ItemFound>(ITEMS, [id, after, outcome ?? null, limit + 1]);
  return toPage(
    rows,
    limit,
    itemCursors,
    ({ position }) => ({ position }),
    ({ code, params, at, ...row }) => ({
      position: row.position,
      dossier: row.dossier,
      task: row.task,
      outcome: row.outcome,
      seq: row.seq,
      at: instantOrNull(at),
      refusal: code !== null && isErrorCode(code) ? { code, messages: errorTexts(code, params ?? {}) } : null,
    }),
  );
}
