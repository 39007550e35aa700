import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../infra/config/config-error.ts';
import { DocumentRow } from '../../infra/db/entities/entities.ts';
import { createDraft, findDraft } from '../../infra/db/draft-store.ts';
import { migrate } from '../../infra/db/migrate.ts';
import { masterKeyUse, requireMasterKeys } from '../../infra/personal/master-key-use.ts';
import { rotateMasterKeys } from '../../infra/personal/rotate-keys.ts';
import { WRAPPED_KEYS } from '../../infra/personal/wrapped-keys.ts';
import { createDocumentStore } from '../../infra/storage/documents.ts';
import { createKeyring, type MasterKey } from '../../infra/storage/envelope.ts';
import { createFormSealer } from '../../infra/storage/form-sealer.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import { aPdf } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.ts';
import { testStack } from '../support/stack.ts';

const OLD: MasterKey = { id: 'k2026', bytes: randomBytes(32) };
const RECENT: MasterKey = { id: 'k2027', bytes: randomBytes(32) };
const CODE = 'H49.01-261124-0001';
const FORM = { child: 'Chim Sẻ' };
const PERSON = 'p-1';

describe('Master keys', () => {
  const { config } = testStack();
  const store = createMinioObjectStore(config.storage);
  let tempDir: string;
  let scratch: ScratchDatabase;

  beforeAll(async () => {
    tempDir = await mkdtemp(join(tmpdir(), 'motcua-keys-'));
  });
  afterAll(() => rm(tempDir, { recursive: true }));
  beforeEach(async () => {
    scratch = await createScratchDatabase('keys');
    await migrate(scratch.ownerUrl);
    await rows(
      scratch.db,
      `insert into procedure_version (code, version, status, source, content, content_hash) values ('p', 1, 'published', 'test', '{}', '')`,
    );
    await scratch.admin.query(`insert into person (id, display_name) values ('${PERSON}', 'Người thử')`);
    await rows(
      scratch.db,
      `insert into dossier (code, procedure, procedure_version, case_id, channel, office, receiving_agency, competent_agency, agencies,
        due_provisional, status, national_status, seq, head_hash, updated_at)
       values ($1, 'p', 1, 'c', 'direct', 'o', 'a', 'a', '{}', false, 'open', 2, 1, '', now())`,
      CODE,
    );
  });
  afterEach(() => scratch.drop());

  /** What a process does that was started with these keys. */
  function processWith(...keys: MasterKey[]) {
    const keyring = createKeyring(keys);
    const documents = createDocumentStore({
      db: scratch.db,
      store,
      keyring,
      buckets: config.storage.buckets,
      checks: { judge: async () => ({ state: 'clean', checkedAt: new Date(), scannedAt: null }) },
      tempDir,
      maxBytes: 1024 * 1024,
      retentionDays: 1,
    });
    return {
      keyring,
      async upload(text: string): Promise<string> {
        const { id } = await documents.upload({
          id: randomUUID(),
          dossier: null,
          kind: 'component',
          name: 'x.pdf',
          mediaType: 'application/pdf',
          uploadedBy: PERSON,
          admit: () => Promise.resolve('H49.01'),
          body: Readable.from([aPdf(text)], { objectMode: false }),
        });
        return id;
      },
      async download(id: string): Promise<Buffer> {
        const record = await scratch.db.orm.em.fork().findOneOrFail(DocumentRow, { id });
        return buffer((await documents.download(record, 'x.pdf')).stream);
      },
      /** Keeps a form, what is sealed of an applicant, and a draft. */
      async keep(draft: string): Promise<void> {
        for (const [table, kind, more] of [
          ['dossier_form', 'form', `, salt) values ($1, $2, $3, $4, 'salt')`],
          ['dossier_personal', 'personal', ') values ($1, $2, $3, $4)'],
        ] as const) {
          const { cipher, wrappedKey, masterKeyId } = createFormSealer(keyring, kind).seal(CODE, FORM);
          const text = `insert into ${table} (dossier, cipher, wrapped_key, master_key_id${more}`;
          await rows(scratch.db, text, CODE, cipher, wrappedKey, masterKeyId);
        }
        const sealed = createFormSealer(keyring, 'draft').seal(`${draft} ${PERSON}`, FORM);
        await createDraft(scratch.db, { id: draft, person: PERSON, procedure: null, office: null, sealed });
      },
      /** What it makes of these. */
      async read(draft: string): Promise<unknown[]> {
        const kept = async (table: string, kind: 'form' | 'personal') => {
          const [row] = await rows<{ cipher: Buffer; wrappedKey: Buffer; masterKeyId: string }>(
            scratch.db,
            `select cipher, wrapped_key as "wrappedKey", master_key_id as "masterKeyId" from ${table} where dossier = $1`,
            CODE,
          );
          return row === undefined ? null : createFormSealer(keyring, kind).open(CODE, row);
        };
        const found = await findDraft(scratch.db, draft);
        if (found === null) throw new Error('the draft is gone');
        const { cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId } = found;
        return [
          await kept('dossier_form', 'form'),
          await kept('dossier_personal', 'personal'),
          createFormSealer(keyring, 'draft').open(`${draft} ${PERSON}`, { cipher, wrappedKey, masterKeyId }),
        ];
      },
    };
  }

  const rotate = (keyring = createKeyring([RECENT, OLD])) => rotateMasterKeys(scratch.db, keyring, RECENT.id, 3);

  test('are rotated in the midst of uploads; once nothing is left, all opens without the old one', async () => {
    const [before, after] = [processWith(OLD), processWith(RECENT, OLD)];
    const draft = randomUUID();
    await before.keep(draft);
    const texts = Array.from({ length: 24 }, (_, n) => `giấy số ${n}`);
    const early = await Promise.all(texts.slice(0, 10).map((text) => before.upload(text)));
    // Processes of the old keys and of the new ones at work side by side, while the keys are turned over.
    const [late, first] = await Promise.all([
      Promise.all(texts.slice(10).map((text, n) => (n % 2 === 0 ? before : after).upload(text))),
      rotate(),
    ]);
    expect(first.rewrapped).toBeGreaterThanOrEqual(10 + 3);
    const second = await rotate();
    expect(second.left).toBe(0);
    // Each once: the ten and the three, and the seven of the old process.
    expect(first.rewrapped + second.rewrapped).toBe(10 + 3 + 7);
    expect(await rotate()).toEqual({ rewrapped: 0, left: 0 });

    const without = processWith(RECENT);
    const ids = [...early, ...late];
    for (const [n, id] of ids.entries()) expect((await without.download(id)).equals(aPdf(texts[n]))).toBe(true);
    expect(await without.read(draft)).toEqual([FORM, FORM, FORM]);
    await requireMasterKeys(scratch.db, [RECENT.id]);
  }, 60_000);

  test('that cannot be unwrapped do not keep the others, and are told of', async () => {
    const [before, stranger] = [processWith(OLD), processWith({ id: 'k1999', bytes: randomBytes(32) })];
    await stranger.upload('của khóa khác');
    const damaged = await before.upload('hỏng');
    await rows(scratch.db, 'update document set wrapped_key = $2 where id = $1', damaged, randomBytes(61));
    const sound = await Promise.all(Array.from({ length: 7 }, (_, n) => before.upload(`lành ${n}`)));
    expect(await rotate()).toEqual({ rewrapped: sound.length, left: 2 });
    for (const id of sound) expect((await processWith(RECENT).download(id)).length).toBeGreaterThan(0);
  }, 60_000);

  test('in use that are not configured are named, with how many rows need them, and nothing starts', async () => {
    await processWith(OLD).keep(randomUUID());
    await processWith(OLD).upload('một');
    await processWith(RECENT).upload('hai');
    expect((await masterKeyUse(scratch.db)).toSorted((a, b) => (a.table + a.key < b.table + b.key ? -1 : 1))).toEqual([
      { table: 'document', key: OLD.id, rows: 1 },
      { table: 'document', key: RECENT.id, rows: 1 },
      { table: 'dossier_form', key: OLD.id, rows: 1 },
      { table: 'dossier_personal', key: OLD.id, rows: 1 },
      { table: 'reception_draft', key: OLD.id, rows: 1 },
    ]);
    await requireMasterKeys(scratch.db, [RECENT.id, OLD.id]);
    const refusal = requireMasterKeys(scratch.db, [RECENT.id]);
    await expect(refusal).rejects.toThrow(ConfigError);
    await expect(refusal).rejects.toThrow(/^MASTER_KEYS: .*k2026.*document: 1.*reception_draft: 1/);
  }, 60_000);

  test('are known of every table that has keys', async () => {
    const { rows: found } = await scratch.admin.query<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'wrapped_key' order by 1`,
    );
    expect(found.map(({ name }) => name)).toEqual(WRAPPED_KEYS.map(({ table }) => table).toSorted());
  });
});
