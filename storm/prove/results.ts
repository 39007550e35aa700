import { createHash } from 'node:crypto';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import type { Config } from '../../infra/config/config.ts';
import type { Database } from '../../infra/db/orm.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import type { Kept } from '../kept.ts';
import { rows, type Findings } from './findings.ts';
import type { Stream } from './streams.ts';

interface ResultRow extends Record<string, unknown> {
  readonly document: string;
  readonly dossier: string;
  readonly bucket: string;
  readonly object_key: string;
  readonly version_id: string;
  readonly cipher_sha256: string;
  readonly retain_until: Date;
}

const RESULTS = `select document, dossier, bucket, object_key, version_id, cipher_sha256, retain_until from result`;
const UPLOADS = 'select id, plain_sha256 from document';

/** Every upload is there; every sealed result lies in the store with its hash and its lock, and belongs to one dossier. */
export async function proveResults(
  db: Pick<Database, 'execute'>,
  { storage }: Pick<Config, 'storage'>,
  kept: Kept,
  streams: ReadonlyMap<string, Stream>,
  snapshots: ReadonlyMap<string, DossierSnapshot>,
  { lost, doubled, disagreements }: Findings,
): Promise<{ readonly sealed: number }> {
  const uploads = new Map(
    (await rows<{ id: string; plain_sha256: string }>(db, UPLOADS)).map(({ id, plain_sha256 }) => [id, plain_sha256]),
  );
  for (const { document, sha256 } of kept.uploaded)
    if (uploads.get(document) !== sha256) lost.push(`upload ${document}`);

  const results = await rows<ResultRow>(db, RESULTS);
  const store = createMinioObjectStore(storage);
  for (const row of results) {
    const { document, bucket, object_key: key, version_id: version, retain_until: until } = row;
    try {
      const { body, retention } = await store.getProtected(bucket, key, version);
      const hash = createHash('sha256');
      for await (const chunk of body) hash.update(chunk as Buffer);
      if (hash.digest('hex') !== row.cipher_sha256) disagreements.push(`result ${document}: other bytes`);
      if (retention?.mode !== 'COMPLIANCE' || retention.until < until)
        disagreements.push(`result ${document}: not locked until ${until.toISOString()}`);
    } catch (error) {
      lost.push(`result ${document}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  }

  const sealedIn = new Map(results.map(({ document, dossier }) => [document, dossier]));
  const named = [...streams].flatMap(([code, stream]) =>
    stream.flatMap(({ event }) =>
      'result' in event.data && event.data.result ? [{ code, ...event.data.result }] : [],
    ),
  );
  for (const { code, document } of named)
    if (sealedIn.get(document) !== code) disagreements.push(`${code}: result ${document} is not in its table`);
  for (const [document, times] of Map.groupBy(named, (one) => one.document))
    if (times.length > 1) doubled.push(`upload ${document}: sealed ${times.length} times`);
  for (const [code, { state }] of snapshots)
    if (state.result !== null && sealedIn.get(state.result.document) !== code)
      disagreements.push(`${code}: its result`);
  return { sealed: results.length };
}
