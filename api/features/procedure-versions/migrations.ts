import { z } from 'zod';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type {
  Migration,
  MigrationItem,
  MigrationItemQuery,
  MigrationQuery,
} from '../../../contracts/procedure-version.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import { isListed, listedParameters, type ListedFor } from '../planned-dossiers.ts';
import { personJson } from './list.ts';

type Execute = Pick<Database, 'execute'>;

interface MigrationFound extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly from_version: number;
  readonly to_version: number;
  readonly reason: string;
  readonly status: Migration['status'];
  readonly proposed_at: StoredInstant;
  /** The key as text: the database's instants are finer than ours. */
  readonly proposed_key: string;
  readonly previewed_at: StoredInstant | null;
  readonly approved_at: StoredInstant | null;
  readonly applied_at: StoredInstant | null;
  readonly dropped_at: StoredInstant | null;
  readonly proposed_by: NonNullable<Migration['approvedBy']>;
  readonly approved_by: Migration['approvedBy'];
  readonly dropped_by: Migration['droppedBy'];
  readonly counts: Migration['outcomes'] & { readonly movable: number };
}

const COLUMNS = `m.id, m.code, m.from_version, m.to_version, m.reason, m.status, m.proposed_at, m.previewed_at, m.approved_at,
  m.applied_at, m.dropped_at, (m.proposed_at at time zone 'UTC')::text || '+00' as proposed_key,
  ${personJson('m.proposer')} as proposed_by, ${personJson('m.approver')} as approved_by, ${personJson('m.dropped_by')} as dropped_by,
  (select jsonb_build_object('pending', count(*) filter (where outcome = 'pending'), 'done', count(*) filter (where outcome = 'done'),
      'unchanged', count(*) filter (where outcome = 'unchanged'), 'refused', count(*) filter (where outcome = 'refused'),
      'movable', count(*) filter (where differences is not null and code is null))
    from procedure_migration_item i where i.migration = m.id) as counts`;

const LIST = {
  name: 'list-procedure-migrations',
  text: `select ${COLUMNS} from procedure_migration m
    where m.code = $1 and (m.proposed_at, m.id) < ($2::timestamptz, $3::uuid) order by m.proposed_at desc, m.id desc limit $4`,
};
const ONE = {
  name: 'read-procedure-migration',
  text: `select ${COLUMNS} from procedure_migration m where m.code = $1 and m.id = $2`,
};

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const cursors = cursorsOf('procedure-migrations', z.strictObject({ at: KeyInstant, id: z.uuid() }));

/** Migrations of a procedure's dossiers, the latest first. @throws DomainError `cursor-invalid` */
export async function listMigrations(
  db: Execute,
  code: string,
  { cursor, limit }: MigrationQuery,
): Promise<Page<Migration>> {
  const after = cursor === undefined ? { at: 'infinity', id: LAST_ID } : cursors.decode(cursor);
  const rows = await db.execute<MigrationFound>(LIST, [code, after.at, after.id, limit + 1]);
  return toPage(rows, limit, cursors, ({ proposed_key: at, id }) => ({ at, id }), toMigration);
}

/** @throws DomainError `migration-unknown` */
export async function readMigration(db: Execute, code: string, id: string): Promise<Migration> {
  const [row] = await db.execute<MigrationFound>(ONE, [code, id]);
  if (row === undefined) throw new DomainError('migration-unknown');
  return toMigration(row);
}

function toMigration(row: MigrationFound): Migration {
  const { movable, ...outcomes } = row.counts;
  return {
    id: row.id,
    procedure: row.code,
    from: row.from_version,
    to: row.to_version,
    reason: row.reason,
    status: row.status,
    proposedBy: row.proposed_by,
    proposedAt: instant(row.proposed_at),
    previewedAt: instantOrNull(row.previewed_at),
    approvedBy: row.approved_by,
    approvedAt: instantOrNull(row.approved_at),
    appliedAt: instantOrNull(row.applied_at),
    droppedBy: row.dropped_by,
    droppedAt: instantOrNull(row.dropped_at),
    movable,
    outcomes,
  };
}

interface ItemFound extends Record<string, unknown> {
  readonly dossier: string;
  readonly differences: MigrationItem['differences'];
  readonly former_due_at: StoredInstant | null;
  readonly new_due_at: StoredInstant | null;
  readonly applied_due_at: StoredInstant | null;
  readonly outcome: MigrationItem['outcome'];
  readonly code: string | null;
}

const ITEMS = {
  name: 'list-procedure-migration-items',
  text: `select dossier, differences, former_due_at, new_due_at, applied_due_at, outcome, code from procedure_migration_item i
    where migration = $1 and dossier > $2 and ($3::text is null or outcome = $3) and ${isListed('i.dossier', '$4', '$5')}
    order by dossier limit $6`,
};

const itemCursors = cursorsOf('procedure-migration-dossiers', z.strictObject({ code: KeyText }));

/** The dossiers of a migration, by their codes. @throws DomainError `cursor-invalid` */
export async function listMoved(
  db: Execute,
  id: string,
  reader: ListedFor,
  { outcome, cursor, limit }: MigrationItemQuery,
): Promise<Page<MigrationItem>> {
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
      differences: row.differences,
      outcome: row.outcome,
      code: row.code,
    }),
  );
}
