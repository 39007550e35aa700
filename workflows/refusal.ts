import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';
import type { DossierState } from '../domain/dossier/state.ts';

/**
 * Turns a refusal into the failure that the client reads: type = reason code, details = parameters and the present state. Any
 * error but ApplicationFailure thrown from a handler would block the workflow.
 */
export function asRefusal(error: unknown, state: DossierState): unknown {
  if (error instanceof DomainError) return refusal(error.code, error.params, state);
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) {
    return refusal(error.cause.type ?? 'refused', error.cause.details?.[0] ?? {}, state);
  }
  return error;
}

/** True when the ledger holds more than the run has folded: a worker died after its commit, before the engine knew of it. */
export function isLedgerAhead(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === 'stream-moved'
  );
}

function refusal(code: string, params: unknown, state: DossierState): ApplicationFailure {
  const { status, seq, step, wait, last } = state;
  return ApplicationFailure.create({
    type: code,
    message: code,
    nonRetryable: true,
    details: [params, { status, seq, step, waitsFor: wait?.kind ?? null, last }],
  });
}
