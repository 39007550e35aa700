import type { Database } from '../db/orm.ts';
import type { ObjectStore } from './object-store.ts';

/** Uploads that nobody ever named in a reception or an act. */
export interface UnusedDocuments {
  /**
   * Removes those past their time, row and object. One that a draft of whoever uploaded it may name is left.
   * @returns how many were removed; 0 when none is left
   */
  remove(): Promise<number>;
}

const AT_ONCE = 100;

/** The row goes first: if the object then stays behind, it is ciphertext without a key, while a row without its object would be a loss. */
const REMOVE = {
  name: 'remove-unused-documents',
  text: `with unused as (
      select id from document c where dossier is null and created_at < now() - make_interval(days => $1)
        and not exists (select 1 from reception_draft r where r.person = c.uploaded_by and r.updated_at >= c.created_at
          and r.created_at < c.created_at + make_interval(days => $1))
      order by created_at limit $2 for update skip locked
    ), names as (
      delete from document_name using unused where document = unused.id
    ) delete from document using unused where document.id = unused.id
      returning bucket, object_key as "objectKey", version_id as "versionId"`,
};

interface Removed extends Record<string, unknown> {
  readonly bucket: string;
  readonly objectKey: string;
  readonly versionId: string | null;
}

/** @param days since its upload after which one that no dossier names is removed */
export function createUnusedDocuments(
  db: Pick<Database, 'execute'>,
  store: ObjectStore,
  days: number,
): UnusedDocuments {
  return {
    async remove() {
      const removed = await db.execute<Removed>(REMOVE, [days, AT_ONCE]);
      for (const { bucket, objectKey, versionId } of removed) {
        const removal =
          versionId === null ? store.remove(bucket, objectKey) : store.removeVersion(bucket, objectKey, versionId);
        await removal.catch(() => {});
      }
      return removed.length;
    },
  };
}
