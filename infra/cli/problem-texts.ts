import { errorTexts, isErrorCode } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';

/** What went wrong in both languages, for a person at a terminal. */
export function problemTexts(error: unknown): string {
  if (error instanceof DomainError && isErrorCode(error.code)) {
    const { vi, en } = errorTexts(error.code, error.params);
    return `${vi.title} ${vi.detail}\n${en.title} ${en.detail}`;
  }
  return error instanceof Error ? error.message : String(error);
}
