import { z } from 'zod';
import { ACT_NAMES } from '../domain/dossier/acts.ts';
import { Code } from './common.ts';

/** An act on the open step of a dossier. */
export const ActRequestBody = z.strictObject({
  act: z.enum(ACT_NAMES),
  /** The task that the person sees; if another one is open by now, the act is refused with the present state. */
  task: Code,
  medium: z.enum(['electronic', 'paper']).default('electronic'),
  /** Premises where the act is done: a one-stop office's, or the seat of the agency that holds the step. */
  place: Code,
  /** Free text for the next step; kept in an erasable table, never in the ledger. */
  note: z.string().trim().min(1).max(4000).optional(),
  /** The uploaded result, where the open step requires one. */
  document: z.uuid().toLowerCase().optional(),
});
