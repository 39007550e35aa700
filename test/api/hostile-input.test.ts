import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import { RECEPTIONIST, SIMPLE_PROCEDURE, statusesOf, type Answer, type Json, type Step } from '../support/desks.ts';
import { count } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testDemo, testStack } from '../support/stack.ts';

/** Events that name a note which is in no row. */
const LOST_NOTES = `dossier_event e where e.stream = $1 and e.data->'note'->>'id' is not null
  and not exists (select 1 from dossier_note n where n.id::text = e.data->'note'->>'id')`;

/** Rows of notes that no event names. */
const LOOSE_NOTES = `dossier_note n where n.dossier = $1 and not exists (
  select 1 from dossier_event e where e.stream = n.dossier and e.data->'note'->>'id' = n.id::text)`;

describe('Input that nobody means well', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const receive = (body: Json, url = '/dossiers'): Promise<Answer> =>
    motcua.as(RECEPTIONIST).post(url, { ...motcua.intakeBody(), ...body });

  test('the note of an act is kept, and none other, when the same key comes at once with and without a condition', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { code, step } = await motcua.receive();
      if (step === null) throw new Error('a reception opens a step');
      const send = (headers: Record<string, string>): Promise<Answer> =>
        motcua
          .as(motcua.holderOf(step))
          .post(`/dossiers/${code}/acts`, { ...motcua.actBody(step), note: 'Đã xem' }, { key: `k-${code}`, headers });
      const answers = await Promise.all([
        send({ 'If-Match': '"1.0"' }),
        send({}),
        send({ 'If-Match': '"1.0"' }),
        send({}),
      ]);
      expect(statusesOf(answers).filter((status) => status === 200).length).toBeGreaterThanOrEqual(2);
      expect(statusesOf(answers).every((status) => status === 200 || status === 412)).toBe(true);
      expect(await count(motcua.db, LOST_NOTES, code)).toBe(0);
      expect(await count(motcua.db, `dossier_note where dossier = $1`, code)).toBe(1);
      expect(await count(motcua.db, LOOSE_NOTES, code)).toBe(0);
    }
  }, 60_000);

  test('of many acts at once on one dossier one is done, and the others are told where it stands', async () => {
    const { code, step } = await motcua.receive();
    if (step === null) throw new Error('a reception opens a step');
    const answers = await Promise.all(Array.from({ length: 24 }, () => motcua.tryAct(code, step)));
    const statuses = statusesOf(answers);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.slice(1).every((status) => status === 409 || status === 503)).toBe(true);
  }, 60_000);

  test.each(['gzip', 'br', 'deflate'])('a body that is not the %s it says it is, is malformed', async (encoding) => {
    const answer = await motcua.as(RECEPTIONIST).post('/dossiers', {}, { headers: { 'Content-Encoding': encoding } });
    expect([answer.status, answer.body['code']]).toEqual([400, 'json-malformed']);
  });

  test('bytes that are no text are malformed, instead of becoming question marks', async () => {
    const [before = '', after = ''] = JSON.stringify(motcua.intakeBody()).split('"kind":"citizen"');
    const name = Buffer.concat([
      Buffer.from(`${before}"kind":"citizen","x":"`),
      Buffer.of(0xff, 0xfe),
      Buffer.from(`"${after}`),
    ]);
    const answer = await motcua.as(RECEPTIONIST).upload('/dossiers', name, 'application/json');
    expect([answer.status, answer.body['code']]).toEqual([400, 'json-malformed']);
  });

  test('hidden characters in a name, a phone without digits, a component named twice are wrong fields', async () => {
    const { applicant, components } = motcua.intakeBody() as { applicant: Json; components: Json[] };
    const wrong: [Json, string, string][] = [
      [{ applicant: { ...applicant, name: '\u200b' } }, 'body.applicant.name', 'not-readable'],
      [{ applicant: { ...applicant, name: 'An\u202etest' } }, 'body.applicant.name', 'not-readable'],
      [{ applicant: { ...applicant, phone: '        ' } }, 'body.applicant.phone', 'wrong-format'],
      [{ applicant: { ...applicant, identityNumber: '------' } }, 'body.applicant.identityNumber', 'wrong-format'],
      [{ components: [...components, ...components] }, 'body.components', 'twice'],
    ];
    for (const [change, path, code] of wrong) {
      const answer = await receive(change);
      expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ path, code }]]);
    }
  });

  test('a number beyond all numbers is a wrong field', async () => {
    const text = JSON.stringify({ ...motcua.intakeBody(), form: { n: 'BIG' } }).replace('"BIG"', '1e999');
    const answer = await motcua.as(RECEPTIONIST).upload('/dossiers', Buffer.from(text), 'application/json');
    expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ path: 'body.form.n', code: 'invalid' }]]);
  });

  test('a year that no calendar has is a wrong field', async () => {
    for (const query of ['from=0000-01-01', 'to=0000-01-01'])
      expect((await motcua.as('indicator-officer').get(`/indicators?${query}`)).status).toBe(400);
  });

  test('a form for a procedure without one is refused', async () => {
    const procedure = '1.001776';
    const known = motcua.catalogue.procedures.get(procedure);
    if (known === undefined) throw new Error(`no procedure ${procedure}`);
    const { form: _form, ...without } = known;
    const install = (one: CatalogueProcedure): Promise<unknown> =>
      installCatalogue(
        motcua.db,
        { ...motcua.catalogue, procedures: new Map([[procedure, one]]) },
        testDemo(motcua.config),
      );
    await install(without);
    const unasked = await receive({ ...motcua.intakeBody({ procedure }), form: { canary: 'x' } });
    await install(known);
    expect([unasked.status, unasked.body['code']]).toEqual([422, 'form-unknown']);
  });

  test('a form that is wrong names each field in both languages', async () => {
    const procedure = '1.001193';
    expect(procedure).not.toBe(SIMPLE_PROCEDURE);
    const birth = motcua.catalogue.procedures.get(procedure);
    const [first] = birth?.cases ?? [];
    const components = (first?.components ?? []).map(({ id }) => ({ component: id, originals: 1, copies: 0 }));
    const wrong = await receive({ procedure, case: first?.id, components, form: { superfluous: 1 } });
    expect([wrong.status, wrong.body['code']]).toEqual([422, 'form-invalid']);
    const errors = wrong.body['errors'] as { path: string; code: string; messages: { vi: string; en: string } }[];
    expect(errors).toContainEqual(expect.objectContaining({ path: 'body.form.superfluous', code: 'unknown-field' }));
    expect(errors.some(({ path, code }) => path === 'body.form.child' && code === 'required')).toBe(true);
    for (const { messages } of errors) expect(messages).toEqual({ vi: expect.any(String), en: expect.any(String) });
  });

  test('a result with an act that takes none is refused, not dropped', async () => {
    const { code, step } = await motcua.receive();
    const body = { ...motcua.actBody(step as Step), document: randomUUID() };
    const answer = await motcua.as(motcua.holderOf(step as Step)).post(`/dossiers/${code}/acts`, body);
    expect([answer.status, answer.body['code']]).toEqual([422, 'result-not-asked']);
  });

  test('a request id that could be a number of a person or a card is not taken over', async () => {
    const answer = await motcua.as(RECEPTIONIST).get('/health', { headers: { 'X-Request-Id': '0912345678901234' } });
    expect(answer.headers.get('x-request-id')).not.toBe('0912345678901234');
  });
});
