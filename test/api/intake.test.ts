import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localDate } from '../../domain/dossier/code.ts';
import { createApplicantSealer } from '../../infra/personal/applicant-sealer.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { createKeyring } from '../../infra/storage/envelope.ts';
import { aPdf, RECEPTIONIST, SIMPLE_OFFICE, statusesOf } from '../support/desks.ts';
import { count, rows, traces } from '../support/facts.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson, changeRights } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

describe('The reception of a dossier', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const post = (body: unknown, key?: string, account = RECEPTIONIST) =>
    motcua.as(account).post('/dossiers', body, key === undefined ? {} : { key });

  test('answers 201 with the code, the appointment and the address of the dossier', async () => {
    const answer = await post(motcua.intakeBody());
    const day = localDate(new Date().toISOString()).slice(2).replaceAll('-', '');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      code: expect.stringMatching(new RegExp(`^H49\\.01\\.143-${day}-\\d{4,}$`)),
      act: 'receive',
      seq: 2,
      status: 'in-process',
      nationalStatus: 2,
      step: { stage: 'appraisal', agency: 'H49.143' },
    });
    expect(answer.headers.get('location')).toBe(`/dossiers/${String(answer.body['code'])}`);
    expect(Date.parse(String(answer.body['dueAt']))).toBeGreaterThan(Date.now());
  });

  test('keeps what the applicant said in the erasable tables and its run in the engine', async () => {
    const applicant = { kind: 'citizen', name: 'Nguyễn Thị Mẫu', phone: '0900000000', identityNumber: '022190000001' };
    const { code } = await motcua.receive({ body: { applicant } });
    const [kept] = await rows<Record<string, string> & { readonly cipher: Buffer; readonly wrapped_key: Buffer }>(
      motcua.db,
      'select * from applicant join dossier_personal using (dossier) where dossier = $1',
      code,
    );
    const hashIdentity = identityHasherOf(motcua.config.keys.identity);
    expect(kept).toMatchObject({
      name: applicant.name,
      name_search: 'nguyen thi mau',
      phone: applicant.phone,
      identity_number: null,
      identity_masked: '•••••••••001',
      identity_hash: hashIdentity(applicant.identityNumber),
    });
    if (kept === undefined) throw new Error('nothing was kept');
    const { cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId = '' } = kept;
    const sealer = createApplicantSealer(createKeyring(motcua.config.keys.master), hashIdentity);
    expect(sealer.open(code, { cipher, wrappedKey, masterKeyId })).toEqual({
      identityNumber: applicant.identityNumber,
      email: null,
      address: null,
      submitterIdentity: null,
    });
    const { type } = await motcua.engine.client.workflow.getHandle(code).describe();
    expect(type).toBe('dossier');
  });

  test('sent twice with one key is one dossier and one answer', async () => {
    const key = randomUUID();
    const first = await post(motcua.intakeBody(), key);
    const second = await post(motcua.intakeBody(), key);
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await count(motcua.db, 'command where key = $1', key)).toBe(1);
  });

  test('sent many times at once with one key is one dossier and takes one serial', async () => {
    const key = randomUUID();
    const before = await motcua.receive();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(motcua.intakeBody(), key)));
    const next = await motcua.receive();
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    const serial = (code: string): number => Number(code.slice(code.lastIndexOf('-') + 1));
    expect(serial(next.code) - serial(before.code)).toBe(2);
  });

  test('answers the same after the dossier has been returned', async () => {
    const key = randomUUID();
    const first = await post(motcua.intakeBody(), key);
    const receipt = await motcua.receive({ key });
    await motcua.takeToEnd(receipt.code, receipt.step);
    const again = await post(motcua.intakeBody(), key);
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  test('with a used key and another body is refused, and the first one stands', async () => {
    const key = randomUUID();
    const { code } = await motcua.receive({ key });
    const other = await post(motcua.intakeBody({ body: { channel: 'postal' } }), key);
    expect([other.status, other.body['code']]).toEqual([422, 'key-reused']);
    expect(await traces(motcua.db, code)).toMatchObject({ events: 2, tasks: 1 });
  });

  test('with two bodies under one key at once takes exactly one of them', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      ['direct', 'postal', 'direct', 'postal'].map((channel) => post(motcua.intakeBody({ body: { channel } }), key)),
    );
    expect(statusesOf(answers)).toEqual([201, 201, 422, 422]);
  });

  test('keys of different people do not meet', async () => {
    const key = randomUUID();
    const first = await motcua.receive({ key });
    const second = await motcua.receive({ key, office: 'phuong-bai-chay' });
    expect(second.code).not.toBe(first.code);
  });

  test('may name one document for two components', async () => {
    const uploaded = await motcua.as(RECEPTIONIST).upload('/documents', aPdf(), 'application/pdf');
    const documents = [uploaded.body['id']];
    const components = ['declaration', 'birth-notification'].map((component) => ({ component, documents }));
    const { code } = await motcua.receive({
      procedure: '1.001193',
      body: { components: [...components, { component: 'authorisation', documents: [...documents, ...documents] }] },
    });
    expect(await count(motcua.db, 'document where dossier = $1', code)).toBe(1);
  });

  test('is refused, with a code for each reason, and takes no serial', async () => {
    const before = await motcua.receive();
    const document = randomUUID();
    const original = { component: 'original', originals: 1, copies: 0, documents: [] };
    const cases: [object, number, string][] = [
      [{ procedure: '9.999999' }, 404, 'procedure-unknown'],
      [{ procedure: '1.009994', case: 'standard' }, 422, 'procedure-ended'],
      [{ case: 'no-such-case' }, 422, 'case-unknown'],
      [{ components: [] }, 422, 'component-missing'],
      [{ components: [original, { ...original, component: 'gift' }] }, 422, 'component-unknown'],
      [{ components: [{ ...original, documents: [document] }] }, 404, 'document-unknown'],
      [{ office: 'no-such-office' }, 404, 'office-unknown'],
      [{ place: 'centre-tinh-quang-ninh' }, 422, 'place-unknown'],
      [{ place: '0987612345' }, 422, 'place-unknown'],
      [{ unit: 'no-such-commune' }, 422, 'agency-unresolved'],
      [{ applicant: { kind: 'citizen', name: '' } }, 422, 'body-invalid'],
      [{ unheardOf: true }, 422, 'body-invalid'],
    ];
    const answers = await Promise.all(cases.map(([body]) => post(motcua.intakeBody({ body: { ...body } }))));
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(
      cases.map(([, status, code]) => [status, code]),
    );
    const after = await motcua.receive();
    const serial = (code: string): number => Number(code.slice(code.lastIndexOf('-') + 1));
    expect(serial(after.code) - serial(before.code)).toBe(1);
  });

  test('is for the receptionists of that office alone', async () => {
    const body = motcua.intakeBody();
    const refusals: [string, string][] = [
      ['appraiser-hong-gai', 'role-not-allowed'],
      ['return-clerk-hong-gai', 'role-not-allowed'],
      ['receptionist-bai-chay', 'not-your-agency'],
    ];
    for (const [account, code] of refusals) {
      const answer = await post(body, undefined, account);
      expect([account, answer.status, answer.body['code']]).toEqual([account, 403, code]);
    }
  });

  test('is refused when the receptionist’s rights changed meanwhile, and leaves nothing', async () => {
    const person = await aPerson(motcua.db, [{ agency: 'H49.01.143', role: 'receptionist', office: SIMPLE_OFFICE }]);
    const caller = motcua.withToken(person.token);
    expect((await caller.post('/dossiers', motcua.intakeBody())).status).toBe(201);
    const key = randomUUID();
    const answer = await meanwhile(
      'command',
      () => caller.post('/dossiers', motcua.intakeBody(), { key }),
      () => changeRights(motcua.db, person),
    );
    expect([answer.status, answer.body['code']]).toEqual([409, 'rights-changed']);
    expect(await count(motcua.db, 'command where key = $1', key)).toBe(0);
    expect(await count(motcua.db, 'dossier_event where command = $1', key)).toBe(0);
  });

  test('needs a valid token and an Idempotency-Key', async () => {
    const body = motcua.intakeBody();
    for (const token of [null, 'demo-nobody', 'receptionist-hong-gai', 'x'.repeat(5000)]) {
      const answer = await motcua.withToken(token).post('/dossiers', body);
      expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    const basic = await motcua
      .withToken(null)
      .post('/dossiers', body, { headers: { Authorization: 'Basic ZGVtbzpkZW1v' } });
    expect(basic.status).toBe(401);
    const keyless = await motcua.as(RECEPTIONIST).post('/dossiers', body, { key: null });
    expect([keyless.status, keyless.body['code']]).toEqual([400, 'idempotency-key-missing']);
  });

  test('refusals speak Vietnamese unless English is asked for, and always carry both', async () => {
    const refused = (language?: string) =>
      motcua.as('appraiser-hong-gai').post('/dossiers', motcua.intakeBody(), {
        headers: language === undefined ? {} : { 'Accept-Language': language },
      });
    const [plain, english] = await Promise.all([refused(), refused('en')]);
    expect(plain.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(plain.headers.get('content-language')).toBe('vi');
    expect(english.headers.get('content-language')).toBe('en');
    const messages = plain.body['messages'] as Record<'vi' | 'en', { title: string; detail: string }>;
    expect(plain.body).toMatchObject({ title: messages.vi.title, detail: messages.vi.detail, status: 403 });
    expect(english.body).toMatchObject({ title: messages.en.title, detail: messages.en.detail });
    expect(messages.vi.title).not.toBe(messages.en.title);
    expect(messages.vi.detail).toContain('công chức tiếp nhận');
    expect(plain.body['instance']).toBe(`urn:motcua:request:${plain.headers.get('x-request-id')}`);
  });
});
