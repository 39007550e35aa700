import { z } from 'zod';
import type { RetentionPeriod, RetentionSchedule } from '../../domain/dossier/erasure.ts';
import { ProcedureCode, Provisional, Slug } from './common.ts';

const Period = z.strictObject({
  years: z.int().min(1).max(100).nullable(),
}) satisfies z.ZodType<RetentionPeriod>;

/** How long dossiers are kept (thời hạn lưu trữ). A procedure without a period of its own has the default. */
export const RetentionData = z.strictObject({
  default: Period,
  procedures: z.record(ProcedureCode, Period),
  documentTypes: z.record(Slug, Period),
  provisional: Provisional,
}) satisfies z.ZodType<RetentionSchedule & { readonly provisional: readonly string[] }>;
