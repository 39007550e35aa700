import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { ROLES } from '../../domain/access/roles.ts';
import type { Sessions, Weekday } from '../../domain/calendar/types.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';

/** A local date `YYYY-MM-DD` that exists (2026-02-29 does not). */
export const LocalDate = z.iso.date();

/** A local time of day `HH:MM`, 00:00 to 23:59. */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');

/** Lower-case kebab: the ids that we assign ourselves (offices, units, document types, stages). */
export const Slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');

/**
 * Identifier code of an agency (mã định danh, Decision 20/2020/QĐ-TTg): at most 35 characters in groups split by dots, the
 * first a letter and two digits. Quảng Ninh is `H49`.
 */
export const AgencyCode = z
  .string()
  .max(35)
  .regex(/^[A-Y]\d{2}(\.[A-Z0-9]+)*$/, 'expected an identifier code such as H49.01');

/** National code of a procedure (mã thủ tục hành chính), e.g. `1.001193`. */
export const ProcedureCode = z.string().regex(/^\d\.\d{6}$/, 'expected a procedure code such as 1.001193');

/** Names of the fields (dotted paths) that no source confirms yet; shown to every user as provisional. */
export const Provisional = z.array(z.string().min(1).max(80));

export const BilingualText = z.strictObject({
  vi: z.string().min(1).max(1000),
  en: z.string().min(1).max(1000),
}) satisfies z.ZodType<Bilingual>;

export const RoleName = z.enum(ROLES) satisfies z.ZodType<Role>;

export const WeekdayName = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) satisfies z.ZodType<Weekday>;

const Session = z
  .tuple([LocalTime, LocalTime])
  .refine(([start, end]) => start < end, 'a session must end after it starts');

/** Sessions of one weekday, in order and without overlap. */
const DaySessions = z
  .array(Session)
  .refine((day) => day.every(([start], index) => index === 0 || start >= (day[index - 1]?.[1] ?? '')), {
    message: 'sessions of a day must be in order and must not overlap',
  });

/** Sessions [start, end) per weekday, local `HH:MM`. A weekday that is absent has none. */
export const WeekSessions = z.partialRecord(WeekdayName, DaySessions).transform((week): Sessions => week);

interface Effective {
  readonly effectiveFrom: string;
  readonly effectiveTo?: string | undefined;
}

/** Says whether an entry holds on a local date; both ends of [effectiveFrom, effectiveTo] are included. */
export const isInEffect = (entry: Effective, date: string): boolean =>
  entry.effectiveFrom <= date && (entry.effectiveTo === undefined || date <= entry.effectiveTo);
