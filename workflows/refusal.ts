import { ApplicationFailure } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';
import { presentOf } from '../domain/dossier/present.ts';
import type { DossierState } from '../domain/dossier/state.ts';
import { refusedBy } from './dependable.ts';

/**
 * Turns a refusal into the failure that the client reads: type = reason code, details = parameters and the present state. Any
 * error but ApplicationFailure thrown from a handler would block the workflow.
 */
export function asRefusal(error: unknown, state: DossierState): unknown {
  return asRefusalTo(error, presentOf(state));
}

/** The same, with the present state as it is to be told. */
export function asRefusalTo(error: unknown, present: object): unknown {
  if (error instanceof DomainError) return refusal(error.code, error.params, present);
  const refused = refusedBy(error);
  return refused === null ? error : refusal(refused.type ?? 'refused', refused.details?.[0] ?? {}, present);
}

/** True when the ledger holds more than the run has folded: a worker died after its commit, before the engine knew of it. */
export function isLedgerAhead(error: unknown): boolean {
  return refusedBy(error)?.type === 'stream-moved';
}

/**
 * An Update that comes while another is being written is sent again by whoever sent it. It must not wait its turn in here: a replay
 * gives a run all Updates of one workflow task at once, before the local activities that were over when some of them came.
 */
export function requireIdle(busy: boolean): void {
  if (busy) throw ApplicationFailure.nonRetryable('another act is being written', 'UnprocessedUpdate');
}

/** Refuses to tell a run what it knows; nothing of that is written down. */
export function requireNews(desk: { readonly busy: boolean; knows(seq: number): boolean }, seq: number): void {
  requireIdle(desk.busy);
  if (desk.knows(seq)) throw ApplicationFailure.nonRetryable('nothing new', 'nothing-new');
}

function refusal(code: string, params: unknown, present: object): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message: code,
    nonRetryable: true,
    details: [params, present],
  });
}
