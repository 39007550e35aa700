import type { Database } from '../../infra/db/orm.ts';

/** What is not as it must be after a storm, one line each. */
export interface Findings {
  /** Acknowledged commands that the ledger does not hold as they were acknowledged, and alarms that were not recorded. */
  readonly lost: string[];
  /** Commands and alarms that took effect more than once. */
  readonly doubled: string[];
  /** Streams with a gap, or a chain of hashes that does not hold. */
  readonly gaps: string[];
  /** Things that say otherwise than the ledger. */
  readonly disagreements: string[];
}

export function noFindings(): Findings {
  return { lost: [], doubled: [], gaps: [], disagreements: [] };
}

export async function rows<T extends Record<string, unknown>>(
  db: Pick<Database, 'execute'>,
  text: string,
  params: readonly unknown[] = [],
): Promise<T[]> {
  return db.execute<T>({ name: '', text }, params);
}

/** ISO in UTC, or null: how the ledger writes what the database gives as a date. */
export function instant(value: Date | null): string | null {
  return value?.toISOString() ?? null;
}

/** Names of the fields in which two things differ. */
export function differing(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}
