import type { ActorContext } from '../../domain/access/actor.ts';
import type { PlannedDates } from '../../domain/dossier/replanning.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Difference } from '../../domain/procedure/folding.ts';
import type { Database } from '../db/orm.ts';

type Execute = Pick<Database, 'execute'>;

/** What a walk over dossiers needs to know of its migration. */
export interface MigrationFacts {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  /** Who approved it, as whom; null before. */
  readonly approvedAs: Omit<ActorContext, 'rightsVersion'> | null;
}

const FACTS = {
  name: 'procedure-migration-facts',
  text: `select code, from_version as "from", to_version as "to", approved_as as "approvedAs" from procedure_migration where id = $1`,
};

/** @throws DomainError `migration-unknown` */
export async function getMigrationFacts(db: Execute, id: string): Promise<MigrationFacts> {
  const [row] = await db.execute<MigrationFacts & Record<string, unknown>>(FACTS, [id]);
  if (row === undefined) throw new DomainError('migration-unknown');
  return row;
}

const PAGE = {
  name: 'dossiers-of-migration',
  text: `select dossier as code from procedure_migration_item where migration = $1 and dossier > $2 and outcome = 'pending'
    order by dossier limit $3`,
};

/** Codes of the dossiers of which nothing is known yet, in order. */
export async function pageOfMigration(
  db: Execute,
  migration: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ code: string }>(PAGE, [migration, after ?? '', limit]);
  return rows.map(({ code }) => code);
}

const PREVIEW = {
  name: 'procedure-migration-preview',
  text: `update procedure_migration_item set differences = $3::jsonb, former_due_at = $4, new_due_at = $5, code = $6
    where migration = $1 and dossier = $2 and outcome = 'pending'`,
};

/** Keeps what a migration would make of a dossier; `code` says why it would stay. */
export async function keepPlan(
  db: Execute,
  migration: string,
  dossier: string,
  {
    differences,
    former,
    next,
    code,
  }: {
    readonly differences: readonly Difference[];
    readonly former: PlannedDates | null;
    readonly next: PlannedDates | null;
    readonly code: string | null;
  },
): Promise<void> {
  const dates = [former?.dueAt ?? null, next?.dueAt ?? null];
  await db.execute(PREVIEW, [migration, dossier, JSON.stringify(differences), ...dates, code]);
}

const PREVIEWED = {
  name: 'procedure-migration-previewed',
  text: `update procedure_migration set previewed_at = now() where id = $1 and status = 'proposed'`,
};

/** The preview is whole. */
export async function endPreview(db: Execute, migration: string): Promise<void> {
  await db.execute(PREVIEWED, [migration]);
}

const BEGIN = {
  name: 'procedure-migration-begin',
  text: `update procedure_migration set status = 'applying' where id = $1 and status in ('approved', 'applying') returning id`,
};
const TRY_AGAIN = {
  name: 'procedure-migration-try-again',
  text: `update procedure_migration_item set outcome = 'pending', code = null where migration = $1 and outcome = 'refused'`,
};

/** Takes up an approved migration; whatever it was refused for before is tried again. @returns false when there is nothing to begin */
export function beginMigration(db: Database, migration: string): Promise<boolean> {
  return db.transaction(async (execute) => {
    const begun = await execute(BEGIN, [migration]);
    if (begun.length > 0) await execute(TRY_AGAIN, [migration]);
    return begun.length > 0;
  });
}

/** What came of a dossier: the appointment that was written, or the code of why it stayed. */
export type MoveOutcome =
  | { readonly outcome: 'done'; readonly dueAt: string | null }
  | { readonly outcome: 'unchanged' | 'refused'; readonly code: string };

const APPLIED = {
  name: 'procedure-migration-applied',
  text: `update procedure_migration_item set outcome = $3, code = $4, applied_due_at = $5, applied_at = now()
    where migration = $1 and dossier = $2`,
};

export async function keepOutcome(db: Execute, migration: string, dossier: string, done: MoveOutcome): Promise<void> {
  const [code, dueAt] = done.outcome === 'done' ? [null, done.dueAt] : [done.code, null];
  await db.execute(APPLIED, [migration, dossier, done.outcome, code, dueAt]);
}

const FINISH = {
  name: 'procedure-migration-finish',
  text: `update procedure_migration set status = 'applied', applied_at = now() where id = $1 and status = 'applying'`,
};

/** The batch has been through all dossiers. */
export async function finishMigration(db: Execute, migration: string): Promise<void> {
  await db.execute(FINISH, [migration]);
}
