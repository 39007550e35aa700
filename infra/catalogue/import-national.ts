import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '../../domain/errors.ts';
import { type NationalRecord, parseNationalRecord } from './national-record.ts';
import type { FlagCode } from './national-types.ts';
import type { SkipReason, SourceItem, SourceProblem } from './read-records-item.ts';

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
  /**
   * Adds a draft version for every code that is new or whose latest national version has another hash; touches no other version.
   * @throws an Error whose `code` is the SQLSTATE, if the database refused the batch
   */
  upsertDrafts(batch: readonly ProcedureDraft[]): Promise<UpsertCounts>;
}

export interface BrokenRecord {
  readonly source: string;
  readonly code?: string;
  /** A stable error code, e.g. `national-record.missing-name`. */
  readonly error: string;
  /** Of a record that the database refused: its SQLSTATE. */
  readonly reason?: string;
}

/** A flag of a record with the procedure's code. */
export interface ReportedFlag {
  readonly procedure: string;
  readonly field: string;
  readonly code: FlagCode;
  readonly value: string;
}

/** Something among the records that is none. */
export interface SkippedFile {
  readonly source: string;
  readonly reason: SkipReason;
}

/** A source that was not read to its end. */
export interface IncompleteSource {
  readonly source: string;
  readonly error: SourceProblem;
}

/** `records` = `valid` + number of `broken`; with a store, `valid` = `imported` + `changed` + `unchanged`. */
export interface ImportReport {
  readonly records: number;
  readonly valid: number;
  readonly imported: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly broken: readonly BrokenRecord[];
  readonly skipped: readonly SkippedFile[];
  readonly incomplete: readonly IncompleteSource[];
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

function read(
  item: Extract<SourceItem, { text: string } | { error: string }>,
  seen: ReadonlySet<string>,
): NationalRecord | BrokenRecord {
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

/** Characters of record text per call of the store: one statement carries them all. */
const MAX_BATCH_LENGTH = 10_000_000;

/** SQLSTATE classes by which a database refuses what it is given: data exception, integrity constraint, program limit exceeded. */
const REFUSAL = /^(?:22|23|54)[0-9A-Z]{3}$/u;

/** Whether the database refused what it was given: another try changes nothing, other records may go in. */
export function isRefusal(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && REFUSAL.test(error.code);
}

/** A draft that waits to be stored, and where it came from. */
interface Waiting {
  readonly source: string;
  readonly draft: ProcedureDraft;
}

interface Stored extends UpsertCounts {
  readonly refused: readonly BrokenRecord[];
}

const NOTHING_STORED: Stored = { inserted: 0, changed: 0, unchanged: 0, refused: [] };

const sum = (a: Stored, b: Stored): Stored => ({
  inserted: a.inserted + b.inserted,
  changed: a.changed + b.changed,
  unchanged: a.unchanged + b.unchanged,
  refused: [...a.refused, ...b.refused],
});

/** Stores drafts; where the database refuses them, half by half, so that all go in but those it refuses alone. */
async function storeDrafts(store: ProcedureStore, waiting: readonly Waiting[]): Promise<Stored> {
  try {
    return { ...(await store.upsertDrafts(waiting.map(({ draft }) => draft))), refused: [] };
  } catch (error) {
    const [first] = waiting;
    if (!isRefusal(error) || !first) throw error;
    if (waiting.length === 1) {
      const { source, draft } = first;
      const refused = { source, code: draft.code, error: 'national-record.refused', reason: error.code };
      return { ...NOTHING_STORED, refused: [refused] };
    }
  }
  const half = waiting.length >> 1;
  return sum(await storeDrafts(store, waiting.slice(0, half)), await storeDrafts(store, waiting.slice(half)));
}

/**
 * Imports records of the national catalogue. Broken records, those the database refuses, and all but the first of one code, are reported
 * and the rest goes in; importing the same records again changes nothing, and a changed record becomes a new draft version.
 * @param store null for a dry run
 */
export async function importNational(
  records: AsyncIterable<SourceItem>,
  store: ProcedureStore | null,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { batchSize = 200, onRecord, onProgress } = options;
  const seen = new Set<string>();
  const broken: BrokenRecord[] = [];
  const skipped: SkippedFile[] = [];
  const incomplete: IncompleteSource[] = [];
  const list: ReportedFlag[] = [];
  const byCode: Partial<Record<FlagCode, number>> = {};
  let stored = NOTHING_STORED;
  let batch: Waiting[] = [];
  let batchLength = 0;
  const flush = async (): Promise<void> => {
    if (store && batch.length > 0) stored = sum(stored, await storeDrafts(store, batch));
    batch = [];
    batchLength = 0;
  };
  for await (const item of records) {
    if ('skipped' in item) {
      skipped.push({ source: item.source, reason: item.skipped });
      continue;
    }
    if ('problem' in item) {
      incomplete.push({ source: item.source, error: item.problem });
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
        const draft = { code: outcome.code, contentHash: contentHash(outcome), content: outcome };
        batch.push({ source: item.source, draft });
        if ('text' in item) batchLength += item.text.length;
        if (batch.length >= batchSize || batchLength >= MAX_BATCH_LENGTH) await flush();
      }
    }
    onProgress?.(seen.size + broken.length);
  }
  await flush();
  return {
    records: seen.size + broken.length,
    valid: seen.size - stored.refused.length,
    imported: stored.inserted,
    changed: stored.changed,
    unchanged: stored.unchanged,
    broken: [...broken, ...stored.refused],
    skipped,
    incomplete,
    flags: { byCode, list },
  };
}
