/** An instant as a driver or the database's JSON gives it. */
export type StoredInstant = Date | string;

/** An instant in the one form that answers use: ISO 8601, UTC, milliseconds. */
export function instant(stored: StoredInstant): string {
  return new Date(stored).toISOString();
}

/** The same for an instant that may be absent. */
export function instantOrNull(stored: StoredInstant | null): string | null {
  return stored === null ? null : instant(stored);
}
