import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'minio';
import { DocumentNameRow, DocumentRow } from '../../infra/db/entities/entities.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { createDocumentStore, type DocumentStoreOptions, type Upload } from '../../infra/storage/documents.ts';
import { createKeyring } from '../../infra/storage/envelope.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import type { ObjectBody } from '../../infra/storage/object-store.ts';
import { testStack } from '../support/stack.ts';

const { config } = testStack();
const { buckets } = config.storage;
const store = createMinioObjectStore(config.storage);
const keyring = createKeyring(config.keys.master);
const CODE = `H49.900-261124-${randomBytes(4).toString('hex')}`;
const MARKER = Buffer.from('Nguyễn Thị Mơ, sinh ngày 02/11/2026');
const DAY_MS = 86_400_000;
const NOW = new Date().toISOString();

let db: Database;
let tempDir: string;

beforeAll(async () => {
  db = await connectDatabase(config.database.url, 8);
  tempDir = await mkdtemp(join(tmpdir(), 'motcua-spool-'));
  await insertDossier(CODE);
});

afterAll(async () => {
  await db.close();
  await rm(tempDir, { recursive: true });
});

const documents = (options: Partial<DocumentStoreOptions> = {}) =>
  createDocumentStore({
    db,
    store,
    keyring,
    buckets,
    // What is stored here are only bytes; how documents are checked has tests of its own.
    checks: { judge: () => Promise.resolve({ state: 'clean', checkedAt: new Date(), scannedAt: null }) },
    tempDir,
    maxBytes: 32 * 1024 * 1024,
    retentionDays: 1,
    ...options,
  });

/** A PDF of about this size, with a personal value in the clear. */
function aPdf(size = 2000): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), MARKER, randomBytes(size), MARKER, Buffer.from('\n%%EOF\n')]);
}

function anUpload(content: Buffer, options: Partial<Upload> = {}): Upload {
  return {
    id: randomUUID(),
    dossier: CODE,
    kind: 'result',
    name: 'Giấy khai sinh.pdf',
    mediaType: 'application/pdf',
    uploadedBy: 'p-clerk',
    admit: () => Promise.resolve('H49.101'),
    body: Readable.from([content], { objectMode: false }),
    ...options,
  };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function bodyOf(bytes: Buffer): ObjectBody {
  const md5 = createHash('md5').update(bytes).digest('base64');
  return { size: bytes.length, sha256: sha256(bytes), md5, open: () => Readable.from([bytes], { objectMode: false }) };
}

const failure = (code: string) => expect.objectContaining({ code });

const rowOf = (id: string) => db.orm.em.fork().findOneOrFail(DocumentRow, { id });

async function insertDossier(code: string): Promise<void> {
  const procedure = `storage-${randomUUID()}`;
  await db.execute(
    {
      name: 'test-procedure',
      text: `insert into procedure_version (code, version, status, source, content, content_hash) values ($1, 1, 'published', 'test', '{}', '')`,
    },
    [procedure],
  );
  await db.execute(
    {
      name: 'test-dossier',
      text: `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
        received_at, due_at, due_provisional, due_explanation, status, national_status, seq, head_hash, updated_at)
        values ($1, $2, 1, 'c', 'counter', 'o', 'a', 'a', '{}', now(), now(), false, '{}', 'open', 2, 1, '', now())`,
    },
    [code, procedure],
  );
}

/** Versions of one object, as the store lists them. */
async function versionsOf(bucket: string, key: string): Promise<number> {
  const { hostname, port, protocol } = new URL(config.storage.endpoint);
  const { region, accessKey, secretKey } = config.storage;
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: protocol === 'https:',
    region,
    accessKey,
    secretKey,
  });
  return (await client.listObjects(bucket, key, true, { IncludeVersion: true }).toArray()).length;
}

describe('an uploaded document', () => {
  test.each([1, 70_000, 20 * 1024 * 1024])('of %i more bytes is downloaded as it was', async (size) => {
    const content = aPdf(size);
    const uploaded = await documents().upload(anUpload(content));
    const download = await documents().download(await rowOf(uploaded.id), 'Giấy khai sinh.pdf');
    expect(download).toMatchObject({ size: content.length, mediaType: 'application/pdf', name: 'Giấy khai sinh.pdf' });
    expect((await buffer(download.stream)).equals(content)).toBe(true);
  });

  test('is recorded with both hashes, and its name in a table of its own', async () => {
    const content = aPdf();
    const { id } = await documents().upload(anUpload(content, { dossier: null, declaredSha256: sha256(content) }));
    const row = await rowOf(id);
    const facts = {
      dossier: null,
      kind: 'result',
      size: content.length,
      plainSha256: sha256(content),
      masterKeyId: config.keys.master[0].id,
    };
    expect(row).toMatchObject(facts);
    const name = await db.orm.em.fork().findOneOrFail(DocumentNameRow, { document: id });
    expect(name.name).toBe('Giấy khai sinh.pdf');
  });

  test('lies in the bucket as ciphertext, named by its own hash', async () => {
    const { id, bucket, objectKey, cipherSha256 } = await documents().upload(anUpload(aPdf()));
    const object = await buffer(await store.get(bucket, objectKey));
    expect(object.includes(MARKER)).toBe(false);
    expect(object.includes('%PDF')).toBe(false);
    expect(sha256(object)).toBe(cipherSha256);
    expect(objectKey).toBe(`${cipherSha256.slice(0, 2)}/${cipherSha256}`);
    expect((await rowOf(id)).objectKey).toBe(objectKey);
  });

  test('has a key of its own: the same content twice gives two ciphertexts', async () => {
    const content = aPdf();
    const [one, two] = [await documents().upload(anUpload(content)), await documents().upload(anUpload(content))];
    expect(one.cipherSha256).not.toBe(two.cipherSha256);
    expect(one.wrappedKey).not.toEqual(two.wrappedKey);
  });

  test('is the same record when the same upload is repeated, and no other upload takes its id', async () => {
    const content = aPdf();
    const id = randomUUID();
    const first = await documents().upload(anUpload(content, { id }));
    const again = await documents().upload(anUpload(content, { id }));
    expect({ ...again }).toEqual({ ...first });
    await expect(documents().upload(anUpload(aPdf(), { id }))).rejects.toEqual(failure('key-reused'));
    await expect(documents().upload(anUpload(content, { id, kind: 'component' }))).rejects.toEqual(
      failure('key-reused'),
    );
    await expect(documents().upload(anUpload(content, { id, uploadedBy: 'p-2' }))).rejects.toEqual(
      failure('key-reused'),
    );
  });

  test('is one record and one object when it is sent several times at once', async () => {
    const content = aPdf(200_000);
    const id = randomUUID();
    const put: string[] = [];
    const watched = {
      ...store,
      put: (b: string, key: string, body: ObjectBody) => (put.push(key), store.put(b, key, body)),
    };
    const records = await Promise.all(
      [1, 2, 3, 4].map(() => documents({ store: watched }).upload(anUpload(content, { id }))),
    );
    expect(new Set(records.map(({ cipherSha256 }) => cipherSha256)).size).toBe(1);
    const there = await Promise.all(put.map((key) => store.stat(buckets.results, key)));
    expect(there.filter((version) => version !== null)).toHaveLength(1);
    expect((await buffer((await documents().download(await rowOf(id), '')).stream)).equals(content)).toBe(true);
  });

  test('that is refused or breaks off leaves nothing: no row, no object, no file', async () => {
    const put: string[] = [];
    const watched = {
      ...store,
      put: (b: string, key: string, body: ObjectBody) => (put.push(key), store.put(b, key, body)),
    };
    const refuse = async (upload: Upload, code: string, maxBytes = 10_000): Promise<void> => {
      await expect(documents({ store: watched, maxBytes }).upload(upload)).rejects.toEqual(failure(code));
      expect(await db.orm.em.fork().findOne(DocumentRow, { id: upload.id })).toBeNull();
    };
    let reads = 0;
    const broken = new Readable({
      read() {
        reads += 1;
        if (reads === 1) this.push(aPdf(100_000));
        else this.destroy(new Error('aborted'));
      },
    });
    await refuse(anUpload(aPdf(), { body: broken }), 'upload-incomplete', 1_000_000);
    await refuse(anUpload(aPdf(20_000)), 'too-large');
    await refuse(anUpload(Buffer.alloc(0)), 'upload-empty');
    await refuse(anUpload(aPdf(), { mediaType: 'image/png' }), 'media-type-mismatch');
    await refuse(anUpload(aPdf(), { declaredSha256: '0'.repeat(64) }), 'upload-incomplete');
    expect(put).toEqual([]);
    await refuse(anUpload(aPdf(), { dossier: 'H49.900-261124-nobody' }), 'dossier-unknown');
    expect(await Promise.all(put.map((key) => store.stat(buckets.results, key)))).toEqual([null]);
    expect(await readdir(tempDir)).toEqual([]);
  });

  test('that was tampered with in the bucket is never downloaded whole', async () => {
    const content = aPdf(300_000);
    const record = await documents().upload(anUpload(content, { kind: 'component' }));
    const object = await buffer(await store.get(record.bucket, record.objectKey));
    const other = await documents().upload(anUpload(content, { kind: 'component' }));
    const flipped = Buffer.from(object);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 20) ^ 1, flipped.length - 20);
    const replaced = await buffer(await store.get(other.bucket, other.objectKey));
    for (const tampered of [flipped, object.subarray(0, -1), Buffer.concat([object, Buffer.alloc(1)]), replaced]) {
      await store.put(record.bucket, record.objectKey, bodyOf(tampered));
      const { stream } = await documents().download(record, '');
      await expect(buffer(stream)).rejects.toEqual(failure('object-damaged'));
    }
    await store.remove(record.bucket, record.objectKey);
    await expect(documents().download(record, '')).rejects.toEqual(failure('object-missing'));
  });

  test('whose row was exchanged for that of another does not open', async () => {
    const [mine, theirs] = [await documents().upload(anUpload(aPdf())), await documents().upload(anUpload(aPdf()))];
    const { wrappedKey = null, bucket, objectKey } = theirs;
    await expect(documents().download({ ...mine, wrappedKey, bucket, objectKey }, '')).rejects.toEqual(
      failure('object-damaged'),
    );
  });

  test('whose key was destroyed is erased', async () => {
    const record = await documents().upload(anUpload(aPdf()));
    const erase = {
      name: 'test-erase',
      text: 'update document set wrapped_key = null, master_key_id = null where id = $1',
    };
    await db.execute(erase, [record.id]);
    await expect(documents().download(await rowOf(record.id), '')).rejects.toEqual(failure('document-erased'));
    await expect(documents().sealResult(CODE, record.id, NOW)).rejects.toEqual(failure('document-erased'));
  });
});

describe('a stored result', () => {
  test('is the uploaded version, which nobody can delete before its time', async () => {
    const content = aPdf(500_000);
    const { id, cipherSha256, versionId } = await documents().upload(anUpload(content));
    const result = await documents().sealResult(CODE, id, NOW);
    expect(result).toMatchObject({ document: id, bucket: buckets.results, versionId, sha256: cipherSha256 });
    expect(result.key.endsWith(cipherSha256)).toBe(true);
    const until = Date.parse(result.retainUntil);
    expect(until).toBeGreaterThanOrEqual(Date.parse(NOW) + DAY_MS);
    expect(until).toBeLessThan(Date.parse(NOW) + DAY_MS + 2000);
    expect(await store.retention(result.bucket, result.key, result.versionId)).toEqual({
      mode: 'COMPLIANCE',
      until: new Date(until),
    });

    await expect(store.removeVersion(result.bucket, result.key, result.versionId)).rejects.toEqual(
      failure('storage-refused'),
    );
    const object = await buffer(await store.get(result.bucket, result.key, result.versionId));
    expect(sha256(object)).toBe(cipherSha256);
    expect(object.includes(MARKER)).toBe(false);
  });

  test('can be deleted as long as it is not sealed', async () => {
    const { bucket, objectKey, versionId = null } = await documents().upload(anUpload(aPdf()));
    await store.removeVersion(bucket, objectKey, versionId ?? '');
    expect(await versionsOf(bucket, objectKey)).toBe(0);
  });

  test('is one version, word for word, however often the act is tried, also several times at once', async () => {
    const { id } = await documents().upload(anUpload(aPdf(300_000)));
    const first = await documents().sealResult(CODE, id, NOW);
    const results = await Promise.all([1, 2, 3].map(() => documents().sealResult(CODE, id, NOW)));
    expect(results).toEqual([first, first, first]);
    expect(await versionsOf(first.bucket, first.key)).toBe(1);
  });

  test('stays as it is when something is written over it or it is removed, and is read as it was', async () => {
    const content = aPdf();
    const { id } = await documents().upload(anUpload(content));
    const first = await documents().sealResult(CODE, id, NOW);
    await store.put(first.bucket, first.key, bodyOf(Buffer.from('something else')));
    await store.remove(first.bucket, first.key);
    expect(await documents().sealResult(CODE, id, NOW)).toEqual(first);
    const { stream } = await documents().download(await rowOf(id), '');
    expect((await buffer(stream)).equals(content)).toBe(true);
  });

  test('is kept longer when a later act asks for it, and never shorter', async () => {
    const { id } = await documents().upload(anUpload(aPdf()));
    const first = await documents().sealResult(CODE, id, NOW);
    const longer = await documents({ retentionDays: 3 }).sealResult(CODE, id, NOW);
    expect(longer.versionId).toBe(first.versionId);
    expect(Date.parse(longer.retainUntil) - Date.parse(first.retainUntil)).toBe(2 * DAY_MS);
    expect(await documents().sealResult(CODE, id, NOW)).toEqual(longer);
  });

  test('is not sealed when what lies there is not what was uploaded', async () => {
    const [mine, theirs] = [await documents().upload(anUpload(aPdf())), await documents().upload(anUpload(aPdf()))];
    const swap = {
      name: 'test-swap',
      text: 'update document set object_key = $2, version_id = $3 where id = $1',
    };
    await db.execute(swap, [mine.id, theirs.objectKey, theirs.versionId]);
    await expect(documents().sealResult(CODE, mine.id, NOW)).rejects.toEqual(failure('document-damaged'));
    await db.execute(swap, [mine.id, theirs.objectKey, randomUUID()]);
    await expect(documents().sealResult(CODE, mine.id, NOW)).rejects.toEqual(failure('document-damaged'));
  });

  test('is a PDF uploaded as a result of that very dossier', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(100)]);
    const image = await documents().upload(anUpload(png, { mediaType: 'image/png' }));
    const component = await documents().upload(anUpload(aPdf(), { kind: 'component' }));
    const loose = await documents().upload(anUpload(aPdf(), { dossier: null }));
    await expect(documents().sealResult(CODE, image.id, NOW)).rejects.toEqual(failure('document-not-pdf'));
    await expect(documents().sealResult(CODE, component.id, NOW)).rejects.toEqual(failure('document-unknown'));
    await expect(documents().sealResult(CODE, loose.id, NOW)).rejects.toEqual(failure('document-unknown'));
    await expect(documents().sealResult(CODE, randomUUID(), NOW)).rejects.toEqual(failure('document-unknown'));
    await expect(documents().sealResult(CODE, 'no uuid', NOW)).rejects.toEqual(failure('document-unknown'));
  });
});

describe('without its storage', () => {
  test('a document is neither taken nor sealed, and whoever asks may ask again', async () => {
    const down = createMinioObjectStore({ ...config.storage, endpoint: 'http://127.0.0.1:9' });
    const upload = anUpload(aPdf());
    const unavailable = expect.objectContaining({ code: 'storage-unavailable', retryable: true });
    await expect(documents({ store: down }).upload(upload)).rejects.toEqual(unavailable);
    expect(await db.orm.em.fork().findOne(DocumentRow, { id: upload.id })).toBeNull();
    const record = await documents().upload(anUpload(aPdf()));
    await expect(documents({ store: down }).download(record, '')).rejects.toEqual(unavailable);
    await expect(documents({ store: down }).sealResult(CODE, record.id, NOW)).rejects.toEqual(unavailable);
  });

  test('a result is not sealed into a bucket that cannot keep it', async () => {
    const unlocked = documents({ buckets: { ...buckets, results: buckets.documents } });
    const { id } = await unlocked.upload(anUpload(aPdf()));
    await expect(unlocked.sealResult(CODE, id, NOW)).rejects.toMatchObject({ name: 'StorageError', retryable: false });
  });

  test('a temporary folder that cannot be written is named', async () => {
    const upload = documents({ tempDir: '/dev/null/spool' }).upload(anUpload(aPdf(400_000)));
    await expect(upload).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringContaining('/dev/null/spool'),
    });
  });
});
