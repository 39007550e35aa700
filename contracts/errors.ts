import type { Bilingual } from '../domain/procedure/procedure.ts';
import { ACCESS_ERRORS } from './errors/access-errors.ts';
import { ACT_ERRORS } from './errors/act-errors.ts';
import { BATCH_ERRORS } from './errors/batch-errors.ts';
import { CALENDAR_CHANGE_ERRORS } from './errors/calendar-change-errors.ts';
import { CALENDAR_ERRORS } from './errors/calendar-errors.ts';
import { CATALOGUE_ERRORS } from './errors/catalogue-errors.ts';
import { CONSULTATION_ERRORS } from './errors/consultation-errors.ts';
import { DELEGATION_ERRORS } from './errors/delegation-errors.ts';
import { DOCUMENT_ERRORS } from './errors/document-errors.ts';
import type { ErrorRow } from './errors/error-row.ts';
import { ERASURE_ERRORS } from './errors/erasure-errors.ts';
import { FEE_ERRORS } from './errors/fee-errors.ts';
import { HANDOVER_ERRORS } from './errors/handover-errors.ts';
import { IDENTITY_ERRORS } from './errors/identity-errors.ts';
import { INTAKE_ERRORS } from './errors/intake-errors.ts';
import { PART_ERRORS } from './errors/part-errors.ts';
import { PROCEDURE_VERSION_ERRORS } from './errors/procedure-version-errors.ts';
import { PROCESS_ERRORS } from './errors/process-errors.ts';
import { TRACKING_ERRORS } from './errors/tracking-errors.ts';
import { REQUEST_ERRORS } from './errors/request-errors.ts';
import { labelOf } from './labels.ts';

/** Every error the project can answer with, by its stable code. A new `DomainError` code needs a row here. */
export const ERRORS = {
  ...REQUEST_ERRORS,
  ...IDENTITY_ERRORS,
  ...PROCESS_ERRORS,
  ...DOCUMENT_ERRORS,
  ...ACCESS_ERRORS,
  ...ACT_ERRORS,
  ...CONSULTATION_ERRORS,
  ...DELEGATION_ERRORS,
  ...HANDOVER_ERRORS,
  ...PART_ERRORS,
  ...INTAKE_ERRORS,
  ...TRACKING_ERRORS,
  ...ERASURE_ERRORS,
  ...FEE_ERRORS,
  ...CALENDAR_ERRORS,
  ...CALENDAR_CHANGE_ERRORS,
  ...BATCH_ERRORS,
  ...PROCEDURE_VERSION_ERRORS,
  ...CATALOGUE_ERRORS,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>;

/** True for a code that has a row. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** The row of a code. */
export function errorRow(code: ErrorCode): ErrorRow {
  return ERRORS[code];
}

/** Title and detail of an error in both languages, with its params filled in by name; an absent param shows as a dash. */
export function errorTexts(
  code: ErrorCode,
  params: ErrorParams,
): Record<keyof Bilingual, { title: string; detail: string }> {
  const { title, detail } = errorRow(code);
  const texts = (language: keyof Bilingual) => ({
    title: title[language],
    detail: fill(detail[language], params, language),
  });
  return { vi: texts('vi'), en: texts('en') };
}

function fill(template: string, params: ErrorParams, language: keyof Bilingual): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return value === undefined || value === null ? '–' : labelOf(name, String(value), language);
  });
}
