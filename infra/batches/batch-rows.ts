import type { BatchAct, BatchStatus, ItemOutcome } from '../../domain/batch/batch.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';

type Execute = Pick<Database, 'execute'>;

/** An item that may be worked on: nothing has come of it, and it may begin or has begun already; or what it did is to be taken back. */
const OPEN = `(i.outcome = 'waiting' and (b.status = 'running' or i.begun) or i.outcome = 'done' and b.status = 'undoing')`;

const BEGIN = {
  name: 'batch-begin',
  text: `update batch set status = 'running', begun_at = coalesce(begun_at, now()) where id = $1 and status = 'queued'`,
};
/** Those of which nothing could be learnt come again after the others. */
const NEXT = {
  name: 'batch-next-items',
  text: `select i.position from batch b join batch_item i on i.batch = b.id where b.id = $1 and ${OPEN}
    order by i.tries, i.position limit $2`,
};

/** Positions of the next items. */
export async function nextItems(db: Execute, batch: string, limit: number): Promise<number[]> {
  await db.execute(BEGIN, [batch]);
  const rows = await db.execute<{ position: number }>(NEXT, [batch, limit]);
  return rows.map(({ position }) => position);
}

/** An item that is worked on, with what its batch says. */
export interface BegunItem {
  readonly person: string;
  readonly appointment: string;
  /** The client of the agency's own system through which the batch was asked for, if any. */
  readonly via: string | null;
  readonly act: BatchAct;
  /** What of the act's body is the same for all items, and what is this one's own. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly dossier: string;
  readonly task: string;
  readonly undoing: boolean;
}

/** One statement, so that an item either begins or is left out by whoever pauses or cancels the batch at that moment. */
const CLAIM = {
  name: 'batch-claim-item',
  text: `update batch_item i set begun = true, tries = i.tries + 1 from batch b
    where i.batch = $1 and i.position = $2 and b.id = i.batch and ${OPEN}
    returning b.person, b.appointment, b.via, b.act, b.parameters || i.parameters as details, b.note, i.dossier, i.task,
      i.outcome = 'done' as undoing`,
};

/** Begins with an item; null when it is not to be worked on any more. */
export async function claimItem(db: Execute, batch: string, position: number): Promise<BegunItem | null> {
  const [row] = await db.execute<BegunItem & Record<string, unknown>>(CLAIM, [batch, position]);
  return row ?? null;
}

const SETTLE = {
  name: 'batch-settle-item',
  text: `update batch_item set outcome = $3, code = $4, params = $5, seq = coalesce($6, seq), at = now()
    where batch = $1 and position = $2 and outcome = any ($7)`,
};

/** From which outcomes another follows: what a second worker is late to say changes nothing. */
const FOLLOWS: Readonly<Partial<Record<ItemOutcome, readonly ItemOutcome[]>>> = {
  done: ['waiting', 'refused'],
  refused: ['waiting'],
  undone: ['done', 'undo-refused'],
  'undo-refused': ['done'],
};

/** Keeps what came of an item. */
export async function settleItem(
  db: Execute,
  batch: string,
  position: number,
  {
    outcome,
    refusal = null,
    seq = null,
  }: {
    readonly outcome: ItemOutcome;
    readonly refusal?: Pick<DomainError, 'code' | 'params'> | null;
    readonly seq?: number | null;
  },
): Promise<void> {
  const params = refusal === null ? null : JSON.stringify(refusal.params);
  await db.execute(SETTLE, [batch, position, outcome, refusal?.code ?? null, params, seq, FOLLOWS[outcome] ?? []]);
}

/** The note lies with each dossier by now. */
const FINISH = {
  name: 'batch-finish',
  text: `update batch b set status = case when status = 'running' then 'done' else status end, finished_at = now(), note = null,
      undo_until = now() + undo_minutes * interval '1 minute'
    where id = $1 and status in ('running', 'cancelled') and finished_at is null
      and not exists (select from batch_item i where i.batch = b.id and i.outcome = 'waiting')`,
};
const FINISH_UNDO = {
  name: 'batch-finish-undo',
  text: `update batch b set status = 'undone', undone_at = now() where id = $1 and status = 'undoing'
      and not exists (select from batch_item i where i.batch = b.id and i.outcome = 'done')`,
};
const STANDS = {
  name: 'batch-stands',
  text: `select b.status, (select count(*)::int from batch_item i where i.batch = b.id and ${OPEN}) as open,
      (select coalesce(jsonb_object_agg(outcome, n), '{}') from (
        select i.outcome, count(*) as n from batch_item i where i.batch = b.id group by i.outcome) as counted) as outcomes
    from batch b where b.id = $1`,
};

/** How far a batch has come. */
export interface BatchStands {
  readonly status: BatchStatus;
  /** Items that are to be worked on now. */
  readonly open: number;
  readonly outcomes: Readonly<Partial<Record<ItemOutcome, number>>>;
}

/** Ends a batch, or its undoing, when nothing is left of it. @throws DomainError `batch-unknown` */
export async function standsNow(db: Execute, batch: string): Promise<BatchStands> {
  await db.execute(FINISH, [batch]);
  await db.execute(FINISH_UNDO, [batch]);
  const [row] = await db.execute<BatchStands & Record<string, unknown>>(STANDS, [batch]);
  if (row === undefined) throw new DomainError('batch-unknown');
  return row;
}

const COMMAND = {
  name: 'batch-command',
  text: `select from command where scope = $1 and key = $2`,
};

/** True for a command that was written before. */
export async function isWritten(db: Execute, dossier: string, key: string): Promise<boolean> {
  const rows = await db.execute(COMMAND, [dossier, key]);
  return rows.length > 0;
}
