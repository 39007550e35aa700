import {
  erasableAt,
  retentionOf,
  type ErasureFacts,
  type RetentionPeriod,
  type RetentionSchedule,
} from '../../domain/dossier/erasure.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import type { Database } from '../db/orm.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { isStorageError } from '../storage/storage-error.ts';
import { requireAdministrator } from './administrator.ts';

/** An erasure as it is asked for. */
export interface ErasureOrder {
  readonly code: string;
  /** Id of the system administrator. */
  readonly by: string;
  /** Why, without personal values: it stays. */
  readonly reason: string;
}

/** Rows that are gone, and data keys that were destroyed, by table. */
export type ErasureCounts = Readonly<Record<string, number>>;

export interface Erased {
  readonly code: string;
  /** False: it had been before, and only its stored objects were looked for again. */
  readonly now: boolean;
  readonly counts: ErasureCounts;
  /** Objects that were removed from the store, or are not there; and those that it does not give up: ciphertext without a key. */
  readonly objects: { readonly removed: number; readonly kept: number };
}

export interface ErasureParts {
  readonly db: Database;
  readonly store: Pick<ObjectStore, 'remove' | 'removeVersion'>;
  readonly retention: RetentionSchedule;
  readonly now: () => Date;
}

interface DossierFound extends Record<string, unknown> {
  readonly parent: string | null;
  readonly erased: boolean;
  readonly closed_at: Date | null;
  readonly content: Pick<ProcedureContent, 'code' | 'results'>;
}

interface FactsFound extends Record<string, unknown> {
  readonly open: boolean;
  readonly held: boolean;
  readonly reused: boolean;
  readonly results_until: readonly string[];
}

interface StoredObject extends Record<string, unknown> {
  readonly bucket: string;
  readonly object_key: string;
  readonly version_id: string | null;
}

/** Locked, so that nothing takes it up again meanwhile. */
const FIND = {
  name: 'erasure-dossier',
  text: `select d.parent, d.erased_at is not null as erased, d.closed_at,
      jsonb_build_object('code', v.content->'code', 'results', v.content->'results') as content
    from dossier d join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    where d.code = $1 for update of d`,
};

const CODES = {
  name: 'erasure-codes',
  text: 'select code, closed_at is null as open from dossier where code = $1 or parent = $1 order by code for update',
};

const FACTS = {
  name: 'erasure-facts',
  text: `select exists (select from consultation k where k.dossier = any ($1) and k.closed_at is null) as open,
    exists (select from erasure_hold h where h.dossier = any ($1) and h.lifted_at is null) as held,
    exists (select from consultation k join dossier d on d.code = k.dossier
      where d.code <> all ($1) and d.closed_at is null and (k.documents || k.answer_documents)
        && array(select id from document where dossier = any ($1))) as reused,
    array(select to_json(retain_until)#>>'{}' from result where dossier = any ($1)) as results_until`,
};

/**
 * What was handed in, said and typed of a dossier and its parts is gone, and nothing opens its files any more, with their hashes, which
 * would let one prove a guess. What stays are the ledger, tasks, counts, and the texts of batches that are not over.
 */
const ERASE = {
  name: 'erase-dossier',
  text: `with of_it as (select id from document where dossier = any ($1)
  ), applicants as (delete from applicant where dossier = any ($1) returning 1
  ), sealed as (delete from dossier_personal where dossier = any ($1) returning 1
  ), forms as (delete from dossier_form where dossier = any ($1) returning 1
  ), notes as (delete from dossier_note where dossier = any ($1) returning 1
  ), verifications as (delete from verification where dossier = any ($1) returning 1
  ), tracked as (delete from tracking where dossier = any ($1) returning 1
  ), names as (delete from document_name where document in (select id from of_it) returning 1
  ), keys as (update document set wrapped_key = null, master_key_id = null, plain_sha256 = ''
    where id in (select id from of_it) and wrapped_key is not null returning 1
  ), said as (update batch b set note = null where b.note is not null and b.finished_at is not null
    and exists (select from batch_item i where i.batch = b.id and i.dossier = any ($1)) returning 1
  ), marked as (update dossier set erased_at = now() where code = any ($1)
  ), counted as (select jsonb_build_object('applicant', (select count(*) from applicants),
      'dossier_personal', (select count(*) from sealed), 'dossier_form', (select count(*) from forms),
      'dossier_note', (select count(*) from notes), 'verification', (select count(*) from verifications),
      'tracking', (select count(*) from tracked), 'document_name', (select count(*) from names), 'document', (select count(*) from keys),
      'batch', (select count(*) from said)) as counts
  ) insert into erasure (dossier, by, reason, basis, counts) select $2, $3, $4, $5, counts from counted returning counts`,
};

/** Why it was read is said in words of the reader's own; that it was read stays. */
const FORGET_REASONS = { name: 'erase-read-reasons', text: 'select forget_read_reasons($1)' };

const OBJECTS = {
  name: 'erased-objects',
  text: `select bucket, object_key, version_id from document
    where dossier in (select code from dossier where code = $1 or parent = $1) and wrapped_key is null order by id`,
};

/**
 * Erases a dossier whose retention has ended (xóa dữ liệu cá nhân): data keys and personal rows in one transaction, then the objects.
 * Its ledger stays as it is. A repeat removes what is left of the objects.
 * @throws DomainError `administrator-unknown`, `dossier-unknown`, and why it may not be: `erasure-of-part`, `erasure-dossier-open`,
 *   `erasure-held`, `erasure-document-reused`, `erasure-kept-for-good`, `erasure-too-early`
 * @throws StorageError `storage-unavailable` when the store is away: the data are gone all the same, and a repeat removes the objects
 */
export async function eraseDossier(parts: ErasureParts, order: ErasureOrder): Promise<Erased> {
  const { db, store } = parts;
  const counts = await db.transaction((execute) => eraseRows(execute, parts, order));
  const objects = { removed: 0, kept: 0 };
  for (const one of await db.execute<StoredObject>(OBJECTS, [order.code])) {
    if (await removeObject(store, one)) objects.removed += 1;
    else objects.kept += 1;
  }
  return { code: order.code, now: counts !== null, counts: counts ?? {}, objects };
}

/** Null when it was erased before. */
async function eraseRows(
  execute: Database['execute'],
  { retention, now }: ErasureParts,
  { code, by, reason }: ErasureOrder,
): Promise<ErasureCounts | null> {
  await requireAdministrator(execute, by);
  const [found] = await execute<DossierFound>(FIND, [code]);
  if (found === undefined) throw new DomainError('dossier-unknown', { code });
  if (found.parent !== null) throw new DomainError('erasure-of-part', { parent: found.parent });
  if (found.erased) return null;
  const whole = await execute<{ code: string; open: boolean }>(CODES, [code]);
  const codes = whole.map((one) => one.code);
  const [facts] = await execute<FactsFound>(FACTS, [codes]);
  const open = facts?.open !== false || whole.some((one) => one.open);
  const basis: ErasureFacts = {
    closedAt: open ? null : (found.closed_at?.toISOString() ?? null),
    period: retentionOf(retention, found.content),
    resultsUntil: facts?.results_until ?? [],
    held: facts?.held !== false,
    reused: facts?.reused !== false,
  };
  const from = beginningOf(basis, code);
  if (Date.parse(from) > now().getTime()) throw new DomainError('erasure-too-early', { code, from });
  const stated: { closedAt: string | null; period: RetentionPeriod; from: string } = {
    closedAt: basis.closedAt,
    period: basis.period,
    from,
  };
  const [row] = await execute<{ counts: ErasureCounts }>(ERASE, [codes, code, by, reason, JSON.stringify(stated)]);
  await execute(FORGET_REASONS, [codes]);
  return row?.counts ?? {};
}

/** From when on it may be erased. @throws DomainError when nothing but another state of things makes it so */
function beginningOf(facts: ErasureFacts, code: string): string {
  const erasable = erasableAt(facts);
  if ('never' in erasable) throw new DomainError(erasable.never, { code });
  return erasable.from;
}

async function removeObject(store: ErasureParts['store'], one: StoredObject): Promise<boolean> {
  const { bucket, object_key: key, version_id: version } = one;
  try {
    await (version === null ? store.remove(bucket, key) : store.removeVersion(bucket, key, version));
    return true;
  } catch (error) {
    if (isStorageError(error, 'object-missing')) return true;
    if (isStorageError(error, 'storage-refused')) return false;
    throw error;
  }
}
