import type { SealedForm } from '../storage/form-sealer.ts';
import type { Database } from './orm.ts';

/** A draft that nobody has saved for so many days is removed. */
const KEPT_DAYS = 30;
const EXPIRY = `now() + make_interval(days => ${KEPT_DAYS})`;

type Execute = Pick<Database, 'execute'>;

/** A draft as it is written: what it says is sealed, and codes of the catalogue show it in lists. */
export interface DraftWrite {
  readonly id: string;
  readonly person: string;
  readonly procedure: string | null;
  readonly office: string | null;
  readonly sealed: SealedForm;
}

/** Where a draft stands after it was written. */
export interface DraftRevision extends Record<string, unknown> {
  readonly revision: number;
  readonly updated_at: Date;
  readonly expires_at: Date;
}

/** A draft as it is stored, whoever it belongs to. */
export interface DraftFound extends DraftRevision {
  readonly person: string;
  readonly cipher: Buffer;
  readonly wrapped_key: Buffer;
  readonly master_key_id: string;
  readonly created_at: Date;
}

/** A draft as a list shows it; `updated_key` is its instant as fine as the database has it. */
export interface DraftListed extends Record<string, unknown> {
  readonly id: string;
  readonly procedure: string | null;
  readonly office: string | null;
  readonly revision: number;
  readonly updated_at: Date;
  readonly updated_key: string;
}

const CREATE = {
  name: 'draft-create',
  text: `insert into reception_draft
      (id, person, procedure, office, cipher, wrapped_key, master_key_id, revision, created_at, updated_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, 1, now(), now(), ${EXPIRY})
    on conflict (id) do nothing returning revision, updated_at, expires_at`,
};

const REPLACE = {
  name: 'draft-replace',
  text: `update reception_draft set procedure = $3, office = $4, cipher = $5, wrapped_key = $6, master_key_id = $7,
      revision = revision + 1, updated_at = now(), expires_at = ${EXPIRY}
    where id = $1 and person = $2 and ($8::int[] is null or revision = any ($8))
    returning revision, updated_at, expires_at`,
};

const FIND = {
  name: 'draft-find',
  text: `select person, cipher, wrapped_key, master_key_id, revision, created_at, updated_at, expires_at
    from reception_draft where id = $1`,
};

const LIST = {
  name: 'drafts-of-person',
  text: `select id, procedure, office, revision, updated_at, (updated_at at time zone 'UTC')::text || '+00' as updated_key
    from reception_draft where person = $1 and (updated_at, id) < ($2::timestamptz, $3::uuid)
    order by updated_at desc, id desc limit $4`,
};

const DELETE = { name: 'draft-delete', text: 'delete from reception_draft where id = $1 and person = $2' };

const REMOVE_EXPIRED = {
  name: 'drafts-remove-expired',
  text: `with gone as (
    delete from reception_draft where id = any (array(
      select id from reception_draft where expires_at <= now() order by expires_at limit $1 for update skip locked))
    returning id
  ) select count(*)::int as n from gone`,
};

/** Writes a draft that is not there yet. @returns null when there is one of that id */
export async function createDraft(db: Execute, draft: DraftWrite): Promise<DraftRevision | null> {
  const [row] = await db.execute<DraftRevision>(CREATE, columnsOf(draft));
  return row ?? null;
}

/**
 * Writes a person's draft over, and keeps it for longer.
 * @param expected the revisions that may be written over; null for any
 * @returns null when the person has no such draft, or it has another revision
 */
export async function replaceDraft(
  db: Execute,
  draft: DraftWrite,
  expected: readonly number[] | null,
): Promise<DraftRevision | null> {
  const [row] = await db.execute<DraftRevision>(REPLACE, [...columnsOf(draft), expected]);
  return row ?? null;
}

/** A draft, whoever it belongs to. */
export async function findDraft(db: Execute, id: string): Promise<DraftFound | null> {
  const [row] = await db.execute<DraftFound>(FIND, [id]);
  return row ?? null;
}

/** A person's drafts, latest first, from before the given key on. */
export function listDrafts(
  db: Execute,
  person: string,
  before: { readonly updated: string; readonly id: string },
  limit: number,
): Promise<DraftListed[]> {
  return db.execute<DraftListed>(LIST, [person, before.updated, before.id, limit]);
}

/** Deletes a person's draft; one that is gone or somebody else's is passed over, and nobody is told which. */
export async function deleteDraft(db: Execute, id: string, person: string): Promise<void> {
  await db.execute(DELETE, [id, person]);
}

/**
 * Removes drafts that were not saved for too long; one that is being saved just now stays.
 * @param limit most drafts to remove
 * @returns how many were removed
 */
export async function removeExpiredDrafts(db: Execute, limit = 500): Promise<number> {
  const [row] = await db.execute<{ n: number }>(REMOVE_EXPIRED, [limit]);
  return row?.n ?? 0;
}

function columnsOf({ id, person, procedure, office, sealed }: DraftWrite): unknown[] {
  return [id, person, procedure, office, sealed.cipher, sealed.wrappedKey, sealed.masterKeyId];
}
