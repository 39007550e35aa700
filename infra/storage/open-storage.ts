import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/orm.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createKeyring } from './envelope.ts';
import { createMinioObjectStore } from './minio-object-store.ts';

/** The largest document that is taken in: 100 MB, some 200 scanned pages. */
const MAX_BYTES = 100 * 1024 * 1024;

/** The document store of a process, by its configuration. Connects when used. */
export function openStorage(config: Config, db: Database): DocumentStore {
  const { storage, keys, dataDir } = config;
  return createDocumentStore({
    db,
    store: createMinioObjectStore(storage),
    keyring: createKeyring(keys.master),
    buckets: storage.buckets,
    tempDir: join(dataDir, 'spool'),
    maxBytes: MAX_BYTES,
    retentionDays: storage.resultRetentionDays,
  });
}
