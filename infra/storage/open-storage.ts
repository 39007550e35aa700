import { join } from 'node:path';
import { createClamd } from '../antivirus/clamd.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/orm.ts';
import { createInspector } from '../inspection/inspector.ts';
import { createDocumentChecks, type CheckLog } from './document-checks.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createKeyring } from './envelope.ts';
import { createHeldDocuments, type HeldDocuments } from './held-documents.ts';
import { createMinioObjectStore } from './minio-object-store.ts';
import { createUnusedDocuments, type UnusedDocuments } from './unused-documents.ts';

export interface Storage {
  readonly documents: DocumentStore;
  readonly held: HeldDocuments;
  readonly unused: UnusedDocuments;
  /** Ends the processes that check uploads. */
  close(): void;
}

/** The storage of documents of a process, by its configuration. Connects, and starts processes, when used. */
export function openStorage(config: Config, db: Database, log: CheckLog): Storage {
  const { storage, keys, dataDir, uploads } = config;
  const antivirus = uploads.clamd === undefined ? null : createClamd(uploads.clamd);
  const inspector = createInspector({
    limits: uploads.limits,
    timeMs: uploads.checkMs,
    memoryBytes: uploads.checkMemoryBytes,
  });
  const parts = {
    db,
    store: createMinioObjectStore(storage),
    keyring: createKeyring(keys.master),
    buckets: storage.buckets,
    tempDir: join(dataDir, 'spool'),
  };
  return {
    documents: createDocumentStore({
      ...parts,
      checks: createDocumentChecks(inspector, antivirus, log),
      maxBytes: uploads.maxBytes,
      retentionDays: storage.resultRetentionDays,
    }),
    held: createHeldDocuments({ ...parts, antivirus, log }),
    unused: createUnusedDocuments(db, parts.store, uploads.unusedDays),
    close: () => inspector.close(),
  };
}
