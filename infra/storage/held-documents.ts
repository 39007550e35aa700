import type { Readable } from 'node:stream';
import type { Antivirus, ScanVerdict } from '../antivirus/antivirus.ts';
import type { Database } from '../db/orm.ts';
import { tellOf, type CheckLog } from './document-checks.ts';
import { bucketOf, keyContext } from './documents.ts';
import type { Keyring } from './envelope.ts';
import type { Buckets, ObjectBody, ObjectStore } from './object-store.ts';
import { withSpool } from './spool.ts';
import { StorageError } from './storage-error.ts';
import { decrypted } from './verify-object.ts';

/** Documents that lie in quarantine, since the scanner gave no verdict when they came in. */
export interface HeldDocuments {
  /**
   * Asks the scanner again, for some of them: a clean one goes where it belongs, an infected one is refused and its object removed, and
   * of the others nothing changes. Any number may run at once.
   * @returns for how many there is a verdict now
   * @throws StorageError when storage fails
   */
  recheck(): Promise<number>;
}

interface HeldDocumentsOptions {
  readonly db: Pick<Database, 'execute'>;
  readonly store: ObjectStore;
  readonly keyring: Keyring;
  readonly buckets: Pick<Buckets, 'documents' | 'results'>;
  readonly tempDir: string;
  /** Null: none is configured; then what is held stays so. */
  readonly antivirus: Antivirus | null;
  readonly log: CheckLog;
}

interface Held extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly size: string;
  readonly plainSha256: string;
  readonly cipherSha256: string;
  readonly bucket: string;
  readonly objectKey: string;
  readonly wrappedKey: Buffer;
  readonly masterKeyId: string;
}

const AT_ONCE = 50;
const ROUND_MS = 120_000;
/** A scanner that says nothing so often in a row is away. */
const UNKNOWN_IN_A_ROW = 3;

/** In any order: one that never gets a verdict must not keep the others waiting. */
const HELD = {
  name: 'held-documents',
  text: `select id, kind, size, plain_sha256 as "plainSha256", cipher_sha256 as "cipherSha256", bucket, object_key as "objectKey",
      wrapped_key as "wrappedKey", master_key_id as "masterKeyId"
    from document where check_state = 'held' and wrapped_key is not null order by random() limit $1`,
};
const RELEASE = {
  name: 'release-document',
  text: `update document set check_state = 'clean', scanned_at = now(), bucket = $2, version_id = $3
    where id = $1 and check_state = 'held' returning id`,
};
const REFUSE = {
  name: 'refuse-document',
  text: `update document set check_state = 'refused', scanned_at = now() where id = $1 and check_state = 'held'`,
};

export function createHeldDocuments(options: HeldDocumentsOptions): HeldDocuments {
  const { db, store, keyring, buckets, tempDir, antivirus, log } = options;

  const release = async (held: Held, ciphertext: ObjectBody): Promise<void> => {
    const bucket = bucketOf(held.kind, buckets);
    const { versionId } = await store.put(bucket, held.objectKey, ciphertext);
    const released = await db.execute(RELEASE, [held.id, bucket, versionId]);
    // Another round was faster. A version that no row names would lie there for good; without versions it is the very same object.
    if (released.length === 0 && versionId !== null) await store.removeVersion(bucket, held.objectKey, versionId);
    // What stays behind is ciphertext that no row names.
    await store.remove(held.bucket, held.objectKey).catch(() => {});
  };

  const judge = (scanner: Antivirus, held: Held): Promise<ScanVerdict> =>
    withSpool(tempDir, async (spool) => {
      const ciphertext = await spool.fill(await store.get(held.bucket, held.objectKey));
      const dataKey = keyring.unwrap(held, keyContext(held.id));
      const open = (): Readable => decrypted(ciphertext.open(), dataKey, { ...held, size: Number(held.size) });
      const found = await scanner.scan(open());
      tellOf(found, held.id, log);
      if (found.verdict === 'clean') await release(held, ciphertext);
      if (found.verdict === 'infected') {
        await store.remove(held.bucket, held.objectKey);
        await db.execute(REFUSE, [held.id]);
      }
      return found;
    });

  /** One that cannot be read keeps no other waiting; it may have been released by another round just now. */
  const verdictOf = async (scanner: Antivirus, held: Held): Promise<ScanVerdict['verdict'] | 'unread'> => {
    try {
      return (await judge(scanner, held)).verdict;
    } catch (error) {
      if (!(error instanceof StorageError) || error.retryable) throw error;
      tellOf({ verdict: 'unknown', reason: error.code }, held.id, log);
      return 'unread';
    }
  };

  return {
    async recheck() {
      if (antivirus === null) return 0;
      const until = performance.now() + ROUND_MS;
      let [known, unknown] = [0, 0];
      for (const held of await db.execute<Held>(HELD, [AT_ONCE])) {
        if (unknown === UNKNOWN_IN_A_ROW || performance.now() > until) break;
        const verdict = await verdictOf(antivirus, held);
        if (verdict === 'clean' || verdict === 'infected') known++;
        unknown = verdict === 'unknown' ? unknown + 1 : 0;
      }
      return known;
    },
  };
}
