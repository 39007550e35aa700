import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '../../domain/errors.ts';
import { type NationalRecord, parseNationalRecord } from './national-record.ts';
import type { FlagCode } from './national-types.ts';
import type { SourceItem } from './read-records.ts';

/** One procedure as the store keeps it: a draft without a route until someone completes it. */
export interface ProcedureDraft {
  readonly code: string;
  readonly contentHash: string;
  readonly content: NationalRecord;
}

export interface UpsertCounts {
  readonly inserted: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Where imported procedures go. A code comes at most once in a batch. */
export interface ProcedureStore {
  /** Adds a draft version for every code that is new or whose latest national version has another hash; touches no other version. */
  upsertDrafts(batch: readonly ProcedureDraft[]): Promise<UpsertCounts>;
}

export interface BrokenRecord {
  readonly source: string;
  readonly code?: string;
  /** A stable error code, e.g. `national-record.missing-name`. */
  readonly error: string;
}

/** A flag of a record with the procedure's code. */
export interface ReportedFlag {
  readonly procedure: string;
  readonly field: string;
  readonly code: FlagCode;
  readonly value: string;
}

/** `records` = `valid` + number of `broken`; with a store, `valid` = `imported` + `changed` + `unchanged`. */
export interface ImportReport {
  readonly records: number;
  readonly valid: number;
  readonly imported: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly broken: readonly BrokenRecord[];
  /** Files that are not records. */
  readonly skipped: readonly string[];
  readonly flags: {
    readonly byCode: Readonly<Partial<Record<FlagCode, number>>>;
    readonly list: readonly ReportedFlag[];
  };
}

export interface ImportOptions {
  /** Records per call of the store; default 200. */
  readonly batchSize?: number;
  /** Called for each good record, in order, before the next one is read. */
  readonly onRecord?: (record: NationalRecord) => Promise<void> | void;
  /** Called after each record with the number read so far. */
  readonly onProgress?: (records: number) => void;
}

/**
 * SHA-256 over the canonical JSON (RFC 8785) of what the record says. The flags are left out, since they tell about our reading of it,
 * and the form of Unicode does not matter.
 */
export function contentHash({ flags: _flags, ...content }: NationalRecord): string {
  const canonical = (canonicalize(content) ?? '').normalize('NFC');
  return createHash('sha256').update(canonical).digest('hex');
}

function read(item: Exclude<SourceItem, { skipped: true }>, seen: ReadonlySet<string>): NationalRecord | BrokenRecord {
  if ('error' in item) return item;
  try {
    const record = parseNationalRecord(item.text, item.source);
    // A second record of the same code would take turns with the first at every import.
    if (seen.has(record.code))
      return { source: item.source, code: record.code, error: 'national-record.duplicate-code' };
    return record;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const code = error.params['code'];
    return { source: item.source, ...(typeof code === 'string' ? { code } : {}), error: error.code };
  }
}

/**
 * Imports records of the national catalogue. Broken records, and all but the first of one code, are reported and the rest goes in;
 * importing the same records again changes nothing, and a changed record becomes a new draft version.
 * @param store null for a dry run
 */
export async function importNational(
  records: AsyncIterable<SourceItem>,
  store: ProcedureStore | null,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { batchSize = 200, onRecord, onProgress } = options;
  const counts = { inserted: 0, changed: 0, unchanged: 0 };
  const seen = new Set<string>();
  const broken: BrokenRecord[] = [];
  const skipped: string[] = [];
  const list: ReportedFlag[] = [];
  const byCode: Partial<Record<FlagCode, number>> = {};
  let batch: ProcedureDraft[] = [];
  const flush = async (): Promise<void> => {
    if (!store || batch.length === 0) return;
    const done = await store.upsertDrafts(batch);
    counts.inserted += done.inserted;
    counts.changed += done.changed;
    counts.unchanged += done.unchanged;
    batch = [];
  };
  for await (const item of records) {
    if ('skipped' in item) {
      skipped.push(item.source);
      continue;
    }
    const outcome = read(item, seen);
    if ('error' in outcome) {
      broken.push(outcome);
    } else {
      seen.add(outcome.code);
      for (const flag of outcome.flags) {
        byCode[flag.code] = (byCode[flag.code] ?? 0) + 1;
        list.push({ procedure: outcome.code, ...flag });
      }
      await onRecord?.(outcome);
      if (store) {
        batch.push({ code: outcome.code, contentHash: contentHash(outcome), content: outcome });
        if (batch.length >= batchSize) await flush();
      }
    }
    onProgress?.(seen.size + broken.length);
  }
  await flush();
  return {
    records: seen.size + broken.length,
    valid: seen.size,
    imported: counts.inserted,
    changed: counts.changed,
    unchanged: counts.unchanged,
    broken,
    skipped,
    flags: { byCode, list },
  };
}
