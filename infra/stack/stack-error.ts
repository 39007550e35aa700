/**
 * The stack cannot be brought up, for a reason the operator can mend. The message is one line (further lines quote a log):
 * the setting to look at, then Vietnamese, then English. It never holds a secret.
 */
export class StackError extends Error {
  readonly setting: string;

  constructor(setting: string, en: string, vi: string, details = '') {
    super(`${setting}: ${vi} | ${en}${details === '' ? '' : `\n${details}`}`);
    this.name = 'StackError';
    this.setting = setting;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * The code of a system, database or S3 error (`ECONNREFUSED`, `28P01`), or an empty text. A failed connection to several
 * addresses of one host carries the errors of each.
 */
export const errorCode = (error: unknown): string => {
  if (!isRecord(error)) return '';
  if (typeof error.code === 'string' || typeof error.code === 'number') return String(error.code);
  return Array.isArray(error.errors) ? (error.errors.map(errorCode).find((code) => code !== '') ?? '') : '';
};

export const messageOf = (error: unknown): string =>
  isRecord(error) && typeof error.message === 'string' ? error.message : String(error);

/** Says what a full disk means; other errors pass through. */
export const explainDisk = (error: unknown, dataDir: string): unknown =>
  errorCode(error) === 'ENOSPC' ? diskFull(dataDir) : error;

export const diskFull = (dataDir: string): StackError =>
  new StackError('DATA_DIR', `the disk of ${dataDir} is full`, `ổ đĩa chứa ${dataDir} đã đầy`);
