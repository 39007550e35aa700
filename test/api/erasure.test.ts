import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { RetentionSchedule } from '../../domain/dossier/erasure.ts';
import { DomainError } from '../../domain/errors.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { CHECKOUT } from '../../infra/config/settings.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import { dueErasures } from '../../infra/personal/due-erasures.ts';
import { eraseDossier, type Erased } from '../../infra/personal/erase-dossier.ts';
import { holdDossier, releaseDossier } from '../../infra/personal/erasure-holds.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { nameSearchOf } from '../../infra/personal/name-search.ts';
import { WRAPPED_KEYS } from '../../infra/personal/wrapped-keys.ts';
import { createDecryptor } from '../../infra/storage/chunked-cipher.ts';
import { createKeyring } from '../../infra/storage/envelope.ts';
import { createMinioObjectStore } from '../../infra/storage/minio-object-store.ts';
import { StorageError } from '../../infra/storage/storage-error.ts';
import { aPdf, RECEPTIONIST, type Receipt } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { aBirthDeclaration } from '../support/forms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { everyValue } from '../support/scratch-database.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, type Way } from '../support/ways.ts';

const ADMINISTRATOR = 'system-administrator';
const REASON = 'Hết thời hạn lưu trữ';
const RETENTION: RetentionSchedule = {
  default: { years: 2 },
  procedures: { '1.000656': { years: null } },
  documentTypes: {},
};

const MARK = randomUUID().slice(0, 8);
/** The same in letters, as a name has them. */
const LETTERS = MARK.replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
/** Values that occur nowhere else, one for each way in. */
const CANARY = {
  name: `Vànganh Thị ${LETTERS}`,
  submitter: `Chàomào Văn ${LETTERS}`,
  identityNumber: `0${String(parseInt(MARK, 16)).padStart(11, '2')}`,
  phone: `09${String(parseInt(MARK, 16)).slice(-8).padStart(8, '7')}`,
  email: `vanganh.${MARK}@vidu.example`,
  address: `Ngõ Bìmbịp ${MARK}`,
  fileName: `giấy-của-${MARK}.pdf`,
  fileText: `nộidung-của-${MARK}`,
  note: `ghichú-về-${MARK}`,
  location: `Đồi Sáosậu ${MARK}`,
  finding: `kếtluận-${MARK}`,
};

interface Stored {
  readonly id: string;
  readonly kind: string;
  readonly bucket: string;
  readonly object_key: string;
  readonly version_id: string | null;
}

describe('The erasure of a dossier', () => {
  let motcua: Motcua;
  let admin: Client;
  let receipt: Receipt;
  let document: string;
  let verified: Way;

  beforeAll(async () => {
    const { config, adminUrl } = testStack();
    motcua = await startMotcua(config);
    admin = new Client({ connectionString: new URL(new URL(config.database.url).pathname, adminUrl).href });
    await admin.connect();
    const { name, phone, identityNumber, email, address, note } = CANARY;
    const applicant = { kind: 'citizen', name, phone, identityNumber, email, address };
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(CANARY.fileName)}`;
    const scan = await motcua.as(RECEPTIONIST).upload('/documents', aPdf(CANARY.fileText), 'application/pdf', {
      headers: { 'Content-Disposition': disposition },
    });
    document = String(scan.body['id']);
    receipt = await motcua.receive({
      procedure: '1.001193',
      body: {
        applicant,
        submitter: { name: CANARY.submitter, identityNumber, basis: 'family' },
        form: aBirthDeclaration({ name, phone, identityNumber }),
        components: [
          { component: 'declaration', originals: 1, copies: 0, documents: [] },
          { component: 'birth-notification', originals: 0, copies: 0, documents: [document] },
        ],
      },
    });
    for (let step = receipt.step; step !== null;) {
      const answer = await motcua.act(receipt.code, step, { body: { note } });
      step = answer.step;
    }
    // An auditor says why he reads it in words of his own.
    const why = { headers: { 'X-Motcua-Reason': encodeURIComponent(`Khiếu nại của ${name}, ${phone}`) } };
    await motcua.as('auditor').get(`/dossiers/${receipt.code}`, why);
    const visit = { location: CANARY.location, participants: [{ name, capacity: 'x' }], content: CANARY.finding };
    verified = await createWays(motcua).receive({ body: { applicant } });
    await verified.do(AT.appraiser, 'record-verification', visit);
    await verified.toEnd();
  }, 120_000);
  afterAll(async () => {
    await admin?.end();
    await motcua?.stop();
  }, 30_000);

  const parts = (at = '2060-01-01T00:00:00Z', retention = RETENTION) => ({
    db: motcua.db,
    store: createMinioObjectStore(motcua.config.storage),
    retention,
    now: () => new Date(at),
  });
  const erase = (code: string, at?: string, retention?: RetentionSchedule, by = ADMINISTRATOR): Promise<Erased> =>
    eraseDossier(parts(at, retention), { code, by, reason: REASON });
  const refusal = (code: string) => expect.objectContaining({ code });

  /** Tables in which a value of the applicant, or of what was said of him, lies in any form. */
  async function tablesThatTell(): Promise<string[]> {
    const { name, submitter, identityNumber } = CANARY;
    const hash = identityHasherOf(motcua.config.keys.identity)(identityNumber);
    const told = [...Object.values(CANARY), hash, nameSearchOf(name), nameSearchOf(submitter)];
    const disguises = told.flatMap((value) => [
      value,
      Buffer.from(value).toString('hex'),
      Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1),
    ]);
    const tables = await everyValue(admin);
    expect(tables.length).toBeGreaterThan(30);
    return tables.filter(({ text }) => disguises.some((one) => text.includes(one))).map(({ table }) => table);
  }

  const stored = () =>
    rows<Stored & Record<string, unknown>>(
      motcua.db,
      'select id, kind, bucket, object_key, version_id from document where dossier = $1 order by kind',
      receipt.code,
    );

  /** Null for a key that no master key opens, as other tests leave them: it opens nothing. */
  function opening(unwrap: () => Buffer): Buffer | null {
    try {
      return unwrap();
    } catch (error) {
      if (error instanceof StorageError) return null;
      throw error;
    }
  }

  /** How many of all keys that the database has, opened by the master keys, open this ciphertext. */
  async function keysThatOpen(ciphertext: Buffer): Promise<number> {
    const keyring = createKeyring(motcua.config.keys.master);
    let opened = 0;
    for (const { table, owner, context } of WRAPPED_KEYS) {
      const found = await rows<{ owner: string; wrappedKey: Buffer; masterKeyId: string }>(
        motcua.db,
        `select ${owner} as owner, wrapped_key as "wrappedKey", master_key_id as "masterKeyId" from ${table} where wrapped_key is not null`,
      );
      for (const row of found) {
        const key = opening(() => keyring.unwrap(row, context(row.owner)));
        if (key === null) continue;
        const decryptor = createDecryptor(key);
        const plain = Readable.from([ciphertext], { objectMode: false }).pipe(decryptor).resume();
        opened += await finished(plain).then(
          () => 1,
          () => 0,
        );
      }
    }
    return opened;
  }

  const indicators = async (): Promise<unknown> => {
    const { body } = await motcua.as('indicator-officer').get('/indicators?from=2026-01-01&to=2099-12-31');
    return { ...body, computedAt: null, asOf: null };
  };

  test('is refused before its retention has ended, while it is held, for an open one, and to all but administrators', async () => {
    const { code } = receipt;
    const open = await createWays(motcua).receive();
    await expect(erase(open.code)).rejects.toEqual(refusal('erasure-dossier-open'));
    await expect(erase(code, new Date().toISOString())).rejects.toEqual(refusal('erasure-too-early'));
    await expect(erase(code, undefined, { ...RETENTION, default: { years: null } })).rejects.toEqual(
      refusal('erasure-kept-for-good'),
    );
    await expect(erase(code, undefined, RETENTION, AT.leader)).rejects.toEqual(refusal('administrator-unknown'));
    await expect(erase('H49.01-200101-0001')).rejects.toEqual(refusal('dossier-unknown'));
    const order = { code, by: ADMINISTRATOR, reason: 'Đang giải quyết khiếu nại' };
    await holdDossier(motcua.db, order);
    await expect(holdDossier(motcua.db, order)).rejects.toEqual(refusal('hold-exists'));
    await expect(erase(code)).rejects.toEqual(refusal('erasure-held'));
    await releaseDossier(motcua.db, order);
    await expect(releaseDossier(motcua.db, order)).rejects.toEqual(refusal('hold-unknown'));
    expect(await count(motcua.db, 'erasure where dossier = $1', code)).toBe(0);
    expect(await count(motcua.db, 'applicant where dossier = $1', code)).toBe(1);
  });

  test('is refused while an open dossier uses one of its documents', async () => {
    const open = await createWays(motcua).receive();
    const borrowing = `${open.code}.C99`;
    await rows(
      motcua.db,
      `insert into consultation (code, dossier, number, task, stage, rule, asker, agency, agencies, via, on_silence, status, documents,
        content_hash, sent_at, seq, head_hash, updated_at, closed_at)
       values ($1, $2, 99, 't', 's', 'r', 'a', 'a', '{}', 'inbox', 'wait', 'answered', array[$3::uuid], '', now(), 1, '', now(), now())`,
      borrowing,
      open.code,
      document,
    );
    await expect(erase(receipt.code)).rejects.toEqual(refusal('erasure-document-reused'));
    await admin.query('delete from consultation where code = $1', [borrowing]);
  });

  test('finds those that are due, and no other', async () => {
    const dueAt = async (at: string, retention = RETENTION): Promise<string[]> => {
      const due: string[] = [];
      for await (const code of dueErasures(motcua.db, retention, at, 3)) due.push(code);
      return due;
    };
    const year = new Date().getFullYear();
    expect(await dueAt(`${year + 2}-12-31T10:00:00Z`)).not.toContain(receipt.code);
    const due = await dueAt(`${year + 3}-01-02T00:00:00Z`);
    expect(due).toEqual(expect.arrayContaining([receipt.code, verified.code]));
    expect(new Set(due).size).toBe(due.length);
    expect(due).toHaveLength(
      await count(motcua.db, `dossier where closed_at is not null and parent is null and procedure <> '1.000656'`),
    );
    expect(await dueAt('2060-01-01T00:00:00Z', { ...RETENTION, default: { years: null } })).toEqual([]);
  });

  test('destroys keys and personal values, and leaves the ledger and the figures as they were', async () => {
    const { code } = receipt;
    const store = createMinioObjectStore(motcua.config.storage);
    const files = await stored();
    expect(files.map(({ kind }) => kind)).toEqual(['component', 'result']);
    const ciphertexts = await Promise.all(
      files.map(async (one) => buffer(await store.get(one.bucket, one.object_key, one.version_id ?? undefined))),
    );
    for (const one of ciphertexts) expect(await keysThatOpen(one)).toBe(1);
    expect(await tablesThatTell()).toEqual(
      expect.arrayContaining(['applicant', 'dossier_note', 'document_name', 'personal_read', 'verification']),
    );
    const before = {
      ledger: await readStream(motcua.db, code),
      indicators: await indicators(),
      tasks: await rows(motcua.db, 'select * from task where dossier = $1 order by id', code),
    };

    const erased = await erase(code);
    // The result is locked by the store for its own time; without a key it is noise.
    expect(erased).toMatchObject({ now: true, objects: { removed: 1, kept: 1 } });
    expect(erased.counts).toMatchObject({
      applicant: 1,
      dossier_personal: 1,
      dossier_form: 1,
      document: 2,
      document_name: 2,
    });
    expect(erased.counts['dossier_note']).toBeGreaterThan(2);
    expect((await erase(verified.code)).counts).toMatchObject({ applicant: 1, verification: 1 });

    expect(await tablesThatTell()).toEqual([]);
    for (const one of ciphertexts) expect(await keysThatOpen(one)).toBe(0);
    const [component] = files;
    await expect(store.get(component?.bucket ?? '', component?.object_key ?? '')).rejects.toEqual(
      refusal('object-missing'),
    );
    // That he read it stays on record.
    expect(await count(motcua.db, `personal_read where dossier = $1 and person = 'auditor'`, code)).toBe(1);
    const ledger = await readStream(motcua.db, code);
    expect(ledger).toEqual(before.ledger);
    verifyChain(ledger);
    expect(await indicators()).toEqual(before.indicators);
    expect(await rows(motcua.db, 'select * from task where dossier = $1 order by id', code)).toEqual(before.tasks);
    const [kept] = await rows(motcua.db, 'select by, reason, basis, counts from erasure where dossier = $1', code);
    expect(kept).toMatchObject({
      by: ADMINISTRATOR,
      reason: REASON,
      basis: { period: { years: 2 } },
      counts: erased.counts,
    });
  }, 60_000);

  test('leaves a dossier of which the timeline is shown and proved, and whose files and reopening are gone', async () => {
    const { code } = receipt;
    const leader = motcua.as(AT.leader);
    const { body: view } = await leader.get(`/dossiers/${code}`);
    expect(view).toMatchObject({ applicant: null, erasedAt: expect.stringMatching(/^20/) });
    expect(view['documents']).toEqual([
      expect.objectContaining({ erased: true, name: null }),
      expect.objectContaining({ erased: true, name: null }),
    ]);
    const { body: timeline } = await leader.get(`/dossiers/${code}/timeline`);
    expect(timeline).toMatchObject({ ledger: { verified: true } });
    const file = await leader.get(`/dossiers/${code}/documents/${document}`);
    expect([file.status, file.body['code']]).toEqual([410, 'document-erased']);
    const again = await verified.try(AT.leader, 'reopen');
    expect([again.status, again.body['code']]).toEqual([410, 'dossier-erased']);
  });

  test('and master keys are asked for at the command line, which says what it cannot do', async () => {
    const motcuaCli = (...argv: string[]) =>
      promisify(execFile)(process.execPath, [join(CHECKOUT, 'infra/cli/main.ts'), ...argv], {
        env: { ...testStack().env },
      }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
    const { code } = await createWays(motcua).receive({
      body: { components: [], reception: { outcome: 'refused', note: 'Không thuộc thẩm quyền' } },
    });
    const who = ['--dossier', code, '--by', ADMINISTRATOR, '--reason', REASON];
    const kept = await motcuaCli('erase', ...who);
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining('The dossier is kept for good')]);
    const due = await motcuaCli('erase', 'due', '--dry-run', '--json');
    expect([due.code, JSON.parse(due.stdout)]).toEqual([0, { due: [], erased: [], refused: {} }]);
    expect((await motcuaCli('erase', 'hold', ...who)).stdout).toContain(`${code}: đã giữ | is held`);
    const held = await motcuaCli('erase', ...who);
    expect([held.code, held.stderr]).toEqual([1, expect.stringContaining('The dossier is held')]);
    const active = motcua.config.keys.master[0].id;
    const keys = await motcuaCli('keys', 'list', '--json');
    const none = { active, configured: [active], missing: [] };
    expect([keys.code, JSON.parse(keys.stdout)]).toEqual([0, expect.objectContaining(none)]);
    const { body: health } = await motcua.withToken(null).get('/health/ready');
    expect(health).toMatchObject({ status: 'ready', parts: { keys: 'up' } });
    const rotated = await motcuaCli('keys', 'rotate', '--json');
    expect(JSON.parse(rotated.stdout)).toEqual({ key: active, rewrapped: 0, left: 0 });
  }, 60_000);

  test('is of a whole dossier, with its parts, once all of them have ended', async () => {
    const { code } = await createWays(motcua).receive({
      body: { components: [], reception: { outcome: 'refused', note: CANARY.note } },
    });
    const part = `${code}.S1`;
    await admin.query(
      `insert into dossier select (jsonb_populate_record(d, jsonb_build_object('code', $2::text, 'parent', d.code, 'part', 'tax',
        'closed_at', null))).* from dossier d where d.code = $1`,
      [code, part],
    );
    const note = `insert into dossier_note (id, dossier, text, salt) values ($1, $2, $3, 'salt')`;
    await admin.query(note, [randomUUID(), part, CANARY.note]);
    await expect(erase(part)).rejects.toEqual(refusal('erasure-of-part'));
    await expect(erase(code)).rejects.toEqual(refusal('erasure-dossier-open'));
    await admin.query('update dossier set closed_at = now() where code = $1', [part]);
    expect((await erase(code)).counts).toMatchObject({ applicant: 1, dossier_note: 2, tracking: 1 });
    expect(await count(motcua.db, 'dossier where code = any ($1) and erased_at is not null', [code, part])).toBe(2);
    expect(await tablesThatTell()).toEqual([]);
  });

  test('and the reopening of one dossier at the same time: one of them is done, never both', async () => {
    const ended = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const way = await createWays(motcua).receive();
        await way.toEnd();
        return way;
      }),
    );
    for (const way of ended) {
      const [reopened, erased] = await Promise.all([
        way.try(AT.leader, 'reopen'),
        erase(way.code).then(
          () => 'done',
          (error: unknown) => (error instanceof DomainError ? error.code : 'failed'),
        ),
      ]);
      expect(['200 erasure-dossier-open', '410 done']).toContain(`${reopened.status} ${erased}`);
      expect(
        await count(motcua.db, 'dossier where code = $1 and erased_at is not null and closed_at is null', way.code),
      ).toBe(0);
    }
  }, 60_000);

  test('is done once; its record stays, and a repeat looks only for what is left in the store', async () => {
    expect(await erase(receipt.code)).toEqual({
      code: receipt.code,
      now: false,
      counts: {},
      objects: { removed: 1, kept: 1 },
    });
    expect(await count(motcua.db, 'erasure where dossier = $1', receipt.code)).toBe(1);
    for (const text of ['delete from erasure', 'update erasure set reason = reason', 'delete from erasure_hold'])
      await expect(rows(motcua.db, text)).rejects.toEqual(refusal('42501'));
  });
});
