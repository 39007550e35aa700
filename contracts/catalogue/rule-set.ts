import { z } from 'zod';
import type { ClockRules } from '../../domain/dossier/rules.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { BilingualText, LocalDate, LocalTime, Provisional, Slug } from './common.ts';
import { StatedLimit } from './stated-limit.ts';

/**
 * The clock and duty rules in force on a date. A dossier keeps the rules of the day of its receipt. Articles are those of Decree
 * 61/2018/NĐ-CP.
 */
export interface RuleSet extends ClockRules {
  readonly id: string;
  readonly name: Bilingual;
  readonly decrees: readonly string[];
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  /** Decree 107/2021: whether components and results must be digitised. */
  readonly digitisation: boolean;
  readonly provisional: readonly string[];
}

export const Lead = z.union([
  z.strictObject({ workingMinutes: z.int().min(1).max(100_000) }),
  z.strictObject({ workingHours: z.number().gt(0).max(2000) }),
  z.strictObject({ workingDays: z.number().gt(0).max(250) }),
  z.strictObject({ share: z.number().gt(0).lt(1) }),
]);

export const RuleSet = z.strictObject({
  id: Slug,
  name: BilingualText,
  decrees: z.array(z.string().regex(/^\d+\/\d{4}\/NĐ-CP$/, 'expected a decree such as 61/2018/NĐ-CP')).min(1),
  effectiveFrom: LocalDate,
  effectiveTo: LocalDate.exactOptional(),
  afterSupplement: z.enum(['restart', 'resume']),
  supplementWithinWorkingDays: z.int().min(1).max(30),
  apologyLeadCalendarDays: z.int().min(0).max(30),
  maxReappointments: z.int().min(0).max(10),
  transferCutOff: LocalTime,
  respondWithin: StatedLimit,
  receptionWithin: StatedLimit,
  dueSoon: Lead,
  escalateAfter: StatedLimit,
  digitisation: z.boolean(),
  provisional: Provisional,
}) satisfies z.ZodType<RuleSet>;
