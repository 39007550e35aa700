import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { nationalStatus } from '../../domain/dossier/national-status.ts';
import { hasEnded, type DossierSnapshot } from '../../domain/dossier/state.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../infra/db/procedures.ts';
import { differing, instant, rows, type Findings } from './findings.ts';

interface DossierRow extends Record<string, unknown> {
  readonly code: string;
  readonly seq: number;
  readonly head_hash: string;
  readonly status: string;
  readonly national_status: number;
  readonly open_task: string | null;
  readonly overdue: boolean;
  readonly processed_at: Date | null;
  readonly due_at: Date | null;
  readonly waits_for: string | null;
  readonly respond_by: Date | null;
  readonly outcome: string | null;
  readonly supplements: number;
  readonly pauses: unknown;
  readonly closed_at: Date | null;
}

interface TaskRow extends Record<string, unknown> {
  readonly id: string;
  readonly dossier: string;
  readonly due_at: Date | null;
  readonly overdue: boolean;
  readonly lead: string | null;
}

const DOSSIERS = `select code, seq, head_hash, status, national_status, open_task, overdue, processed_at, due_at, waits_for, respond_by,
  outcome, supplements, pauses, closed_at from dossier`;
const OPEN_TASKS = 'select id, dossier, due_at, overdue, lead from task where left_at is null';
const OBLIGATIONS =
  'select dossier, id, status, amount::int as amount from obligation order by dossier, requested_at, id';

/** The folds of all dossiers, by code. */
export async function foldDossiers(
  db: Pick<Database, 'execute'>,
  procedures: ProcedureVersions,
): Promise<ReadonlyMap<string, DossierSnapshot>> {
  const snapshots = new Map<string, DossierSnapshot>();
  for (const { code } of await rows<{ code: string }>(db, 'select code from dossier'))
    snapshots.set(code, await loadSnapshot(db, procedures, code));
  return snapshots;
}

/** Rows of dossiers, open tasks and obligations say what the ledger folds to. */
export async function proveDossiers(
  db: Pick<Database, 'execute'>,
  snapshots: ReadonlyMap<string, DossierSnapshot>,
  { disagreements }: Findings,
): Promise<void> {
  const tasks = Map.groupBy(await rows<TaskRow>(db, OPEN_TASKS), ({ dossier }) => dossier);
  const owed = Map.groupBy(
    await rows<{ dossier: string; id: string; status: string; amount: number }>(db, OBLIGATIONS),
    ({ dossier }) => dossier,
  );
  for (const row of await rows<DossierRow>(db, DOSSIERS)) {
    const snapshot = snapshots.get(row.code);
    if (snapshot === undefined) continue;
    for (const field of differing(expectedRow(snapshot), actualRow(row)))
      disagreements.push(`dossier ${row.code}: ${field}`);
    const { step, officers, obligations } = snapshot.state;
    const lead = step === null ? null : (officers[step.stage]?.lead ?? null);
    const expected = step === null ? [] : [{ id: step.task, due: step.dueAt, overdue: step.overdue, lead }];
    const open = (tasks.get(row.code) ?? []).map(({ id, due_at: due, overdue, lead: led }) => ({
      id,
      due: instant(due),
      overdue,
      lead: led,
    }));
    if (canonicalHash(open) !== canonicalHash(expected)) disagreements.push(`dossier ${row.code}: its open task`);
    const byId = (all: readonly { id: string; status: string; amount: number }[]): unknown =>
      all.map(({ id, status, amount }) => ({ id, status, amount })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (canonicalHash(byId(obligations)) !== canonicalHash(byId(owed.get(row.code) ?? [])))
      disagreements.push(`dossier ${row.code}: what is owed`);
  }
}

function expectedRow(snapshot: DossierSnapshot): Record<string, unknown> {
  const { state, headHash } = snapshot;
  return {
    seq: state.seq,
    headHash,
    status: state.status,
    nationalStatus: nationalStatus(state),
    openTask: state.step?.task ?? null,
    overdue: state.overdue,
    processedAt: state.processedAt,
    dueAt: state.dueAt,
    waitsFor: state.wait?.kind ?? null,
    respondBy: state.wait?.respondBy ?? null,
    outcome: state.outcome,
    supplements: state.supplements,
    pauses: canonicalHash(state.pauses),
    ended: hasEnded(state),
  };
}

function actualRow(row: DossierRow): Record<string, unknown> {
  return {
    seq: row.seq,
    headHash: row.head_hash,
    status: row.status,
    nationalStatus: row.national_status,
    openTask: row.open_task,
    overdue: row.overdue,
    processedAt: instant(row.processed_at),
    dueAt: instant(row.due_at),
    waitsFor: row.waits_for,
    respondBy: instant(row.respond_by),
    outcome: row.outcome,
    supplements: row.supplements,
    pauses: canonicalHash(row.pauses),
    ended: row.closed_at !== null,
  };
}
