import type { ProcedureContent } from '../procedure/procedure.ts';
import { localDate } from './code.ts';

/** Whole years, counted from the end of the year in which a dossier was closed; null: kept for good (bảo quản vĩnh viễn). */
export interface RetentionPeriod {
  readonly years: number | null;
}

/** How long dossiers are kept (thời hạn lưu trữ), by procedure, and by kind of the documents that are its results. */
export interface RetentionSchedule {
  readonly default: RetentionPeriod;
  /** By procedure code; others have the default. */
  readonly procedures: Readonly<Record<string, RetentionPeriod>>;
  /** By document type: what results in such a document is kept at least so long. */
  readonly documentTypes: Readonly<Record<string, RetentionPeriod>>;
}

/** What an erasure (xóa dữ liệu) of a dossier is decided on. */
export interface ErasureFacts {
  /** Null while it is open, and while anything asked of others for it is. */
  readonly closedAt: string | null;
  readonly period: RetentionPeriod;
  /** Until when each of its sealed results is under retention, ISO. */
  readonly resultsUntil: readonly string[];
  /** Somebody ordered that it be kept: a complaint, an inspection, a court. */
  readonly held: boolean;
  /** An open dossier uses one of its documents. */
  readonly reused: boolean;
}

/** From when on a dossier may be erased, ISO, or why it may not be at all as things are. */
export type Erasability =
  | { readonly from: string }
  | { readonly never: 'erasure-dossier-open' | 'erasure-kept-for-good' | 'erasure-held' | 'erasure-document-reused' };

/** The period of a dossier: the longest of its procedure's and of its procedure's results'. */
export function retentionOf(
  schedule: RetentionSchedule,
  { code, results }: Pick<ProcedureContent, 'code' | 'results'>,
): RetentionPeriod {
  const ofResults = results.flatMap(({ documentType = '' }) => schedule.documentTypes[documentType] ?? []);
  return [schedule.procedures[code] ?? schedule.default, ...ofResults].reduce(longer);
}

function longer(one: RetentionPeriod, other: RetentionPeriod): RetentionPeriod {
  return one.years === null || (other.years !== null && other.years <= one.years) ? one : other;
}

/** When a dossier may be erased: it is closed, its retention and that of its results have ended, and nothing holds it. */
export function erasableAt({ closedAt, period, resultsUntil, held, reused }: ErasureFacts): Erasability {
  if (closedAt === null) return { never: 'erasure-dossier-open' };
  if (held) return { never: 'erasure-held' };
  if (reused) return { never: 'erasure-document-reused' };
  if (period.years === null) return { never: 'erasure-kept-for-good' };
  const ends = [endOfRetention(closedAt, period.years), ...resultsUntil].map((instant) => Date.parse(instant));
  return { from: new Date(Math.max(...ends)).toISOString() };
}

/**
 * The dossiers whose period has ended at an instant are those that were closed before this one: the beginning, in Viet Nam, of the year
 * that lies so many years back.
 */
export function closedBefore(at: string, years: number): string {
  return beginningOfYear(Number(localDate(at).slice(0, 4)) - years);
}

function endOfRetention(closedAt: string, years: number): string {
  return beginningOfYear(Number(localDate(closedAt).slice(0, 4)) + 1 + years);
}

/** Viet Nam has kept +07:00 for as long as there have been dossiers here. */
function beginningOfYear(year: number): string {
  return new Date(`${year}-01-01T00:00:00+07:00`).toISOString();
}
