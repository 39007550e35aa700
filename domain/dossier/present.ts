import type { PauseKind } from '../calendar/types.ts';
import type { DossierState, DossierStatus, LastChange, OpenStep } from './state.ts';

/** Where a dossier stands, for whoever came too late: what is open, what it waits for, and who changed it last. */
export interface Present {
  readonly status: DossierStatus;
  readonly seq: number;
  readonly step: OpenStep | null;
  readonly waitsFor: PauseKind | null;
  readonly last: LastChange | null;
}

/** The present state that a refusal carries. */
export function presentOf({ status, seq, step, wait, last }: DossierState): Present {
  return { status, seq, step, waitsFor: wait?.kind ?? null, last };
}
