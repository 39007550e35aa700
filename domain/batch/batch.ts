import type { ActName } from '../dossier/act-names.ts';
import { DomainError } from '../errors.ts';

/** Dossiers that one batch (xử lý hàng loạt) may name. */
export const MOST_ITEMS = 500;

/** The acts that may be done on many dossiers at once, and whether who did one may take it back while nobody has acted on it. */
export const BATCH_ACTS = {
  assign: { undoable: true },
  appraise: { undoable: true },
  approve: { undoable: true },
  return: { undoable: false },
  'confirm-paper': { undoable: false },
  'accept-handover': { undoable: false },
} as const satisfies Partial<Record<ActName, { readonly undoable: boolean }>>;
export type BatchAct = keyof typeof BATCH_ACTS;

/** How a batch stands: `queued` until the engine has begun with it, `undoing` while what it did is taken back. */
export const BATCH_STATUSES = ['queued', 'running', 'paused', 'done', 'cancelled', 'undoing', 'undone'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** What came of one dossier of a batch. */
export const ITEM_OUTCOMES = ['waiting', 'done', 'refused', 'cancelled', 'undone', 'undo-refused'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

/** How a batch is steered, and what it comes to by its status; a status that is absent refuses. */
const STEERED = {
  pause: { queued: 'paused', running: 'paused', paused: 'paused' },
  resume: { queued: 'queued', running: 'running', paused: 'queued' },
  cancel: { queued: 'cancelled', running: 'cancelled', paused: 'cancelled', cancelled: 'cancelled' },
} as const satisfies Record<string, Partial<Record<BatchStatus, BatchStatus>>>;
export type Steering = keyof typeof STEERED;

/** The status after a batch was steered; steering it where it goes already is no mistake. @throws DomainError `batch-settled` */
export function steer(status: BatchStatus, how: Steering): BatchStatus {
  const next = (STEERED[how] as Partial<Record<BatchStatus, BatchStatus>>)[status];
  if (next === undefined) throw new DomainError('batch-settled', { batchStatus: status });
  return next;
}

/** A batch as it is judged whether it may be taken back. */
export interface UndoSubject {
  readonly act: BatchAct;
  readonly status: BatchStatus;
  /** Until when, ISO; null while its last item is not settled. */
  readonly undoUntil: string | null;
}

/**
 * Judges whether what a batch did may be taken back as a whole; each dossier is judged again by itself.
 * @throws DomainError `batch-not-undoable`, `batch-settled` (it was undone), `batch-under-way`, `batch-undo-over`
 */
export function judgeUndo({ act, status, undoUntil }: UndoSubject, at: string): void {
  if (!BATCH_ACTS[act].undoable) throw new DomainError('batch-not-undoable', { act });
  if (status === 'undone') throw new DomainError('batch-settled', { batchStatus: status });
  if (status === 'undoing') return;
  if (undoUntil === null) throw new DomainError('batch-under-way', { batchStatus: status });
  if (Date.parse(at) >= Date.parse(undoUntil)) throw new DomainError('batch-undo-over', { until: undoUntil });
}
