import { z } from 'zod';
import type { Bilingual } from '../../domain/procedure/procedure.ts';
import { BilingualText, LocalDate, LocalTime, Provisional, Slug } from './common.ts';

/**
 * The clock and duty rules in force on a date. A dossier keeps the rules of the day of its receipt. Articles are those of Decree
 * 61/2018/NĐ-CP.
 */
export interface RuleSet {
  readonly id: string;
  readonly name: Bilingual;
  readonly decrees: readonly string[];
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  /** Art. 19.4: what the clock does when a supplement is complete. */
  readonly afterSupplement: 'restart' | 'resume';
  /** Art. 19.4: working days from reception within which a supplement must be asked for. */
  readonly supplementWithinWorkingDays: number;
  /** Art. 19.9: calendar days before the due date by which an apology must go out. */
  readonly apologyLeadCalendarDays: number;
  /** Art. 19.9: how often a dossier may be given another date. */
  readonly maxReappointments: number;
  /** Art. 18: a paper dossier received after this local time goes at the start of the next working day. */
  readonly transferCutOff: string;
  /** Decree 107/2021: whether components and results must be digitised. */
  readonly digitisation: boolean;
  readonly provisional: readonly string[];
}

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
  digitisation: z.boolean(),
  provisional: Provisional,
}) satisfies z.ZodType<RuleSet>;
