import { errorTexts, isErrorCode, type ErrorCode, type ErrorParams } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';

/** What only a person at a terminal can use: what was given, and where the codes stand that may be given instead. */
const HINTS: Partial<Record<ErrorCode, (params: ErrorParams) => Bilingual>> = {
  'office-unknown': ({ office }) => ({
    vi: ` Mã đã nêu: "${String(office)}"; các mã có trong catalogue/offices.json.`,
    en: ` The code given: "${String(office)}"; the codes are in catalogue/offices.json.`,
  }),
};

/** What went wrong in both languages, for a person at a terminal. */
export function problemTexts(error: unknown): string {
  if (error instanceof DomainError && isErrorCode(error.code)) {
    const { vi, en } = errorTexts(error.code, error.params);
    const hint = HINTS[error.code]?.(error.params);
    return `${vi.title}: ${vi.detail}${hint?.vi ?? ''}\n${en.title}: ${en.detail}${hint?.en ?? ''}`;
  }
  return error instanceof Error ? error.message : String(error);
}
