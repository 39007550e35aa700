import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TrackingAnswer } from '../../contracts/tracking.ts';
import { RECEPTIONIST, type Answer, type Receipt } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

const NAME = 'Trần Thị Tra Cứu';
const NUMBER = '001085000771';
const PHONE = '0912000771';
const LIMITS = { address: 8, code: 6, total: 1_000_000 };
const anAddress = (): string => `2001:db8:${randomInt(0xffff).toString(16)}:${randomInt(0xffff).toString(16)}::1`;

describe('Public tracking', () => {
  let motcua: Motcua;
  let receipt: Receipt;
  let secret: string;

  beforeAll(async () => {
    const { config } = testStack();
    const api = { ...config.api, trustProxy: 1, limits: { ...config.api.limits, tracking: LIMITS } };
    motcua = await startMotcua({ ...config, api });
    const applicant = { kind: 'citizen', name: NAME, identityNumber: NUMBER, phone: PHONE };
    receipt = await motcua.receive({ body: { applicant } });
    secret = receipt.trackingSecret ?? '';
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const track = (code: string, typed: string, from = anAddress()): Promise<Answer> =>
    motcua
      .withToken(null)
      .post('/tracking', { code, secret: typed }, { key: null, headers: { 'X-Forwarded-For': from } });
  /** An answer without what belongs to its request alone. */
  const plain = ({ status, text, headers }: Answer) => ({
    status,
    text: text.replaceAll(/urn:motcua:request:[0-9a-f-]{36}/g, 'urn:motcua:request:x'),
    headers: [...headers]
      .filter(([name]) => !['x-request-id', 'date'].includes(name))
      .map(([name, value]) => `${name}: ${value}`),
  });

  test('the secret is on the receipt, and the same on each repeat of the reception', async () => {
    expect(secret).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const first = await motcua.receive({ key: 'tracking-repeat-1' });
    const again = await motcua.receive({ key: 'tracking-repeat-1' });
    expect(again).toEqual(first);
    expect(first.trackingSecret).not.toBe(secret);
  });

  test('no row holds it, but its hash', async () => {
    const [kept] = await rows<{ row: string }>(
      motcua.db,
      'select to_jsonb(t)::text as row from tracking t where dossier = $1',
      receipt.code,
    );
    expect(kept?.row).toContain(receipt.code);
    expect(kept?.row).not.toContain(secret.slice(0, 4));
    const [command] = await rows<{ row: string }>(
      motcua.db,
      `select to_jsonb(c)::text as row from command c where c.outcome->>'code' = $1`,
      receipt.code,
    );
    expect(command?.row).toContain(receipt.code);
    expect(command?.row).not.toContain(secret);
  });

  test('code and secret say where the dossier stands, in words, and nothing of anybody', async () => {
    const answer = await track(receipt.code.toLowerCase(), ` ${secret.toLowerCase().replaceAll('-', ' ')} `);
    expect(answer.status).toBe(200);
    const shown = TrackingAnswer.parse(answer.body);
    expect(shown).toMatchObject({
      code: receipt.code,
      dueAt: receipt.dueAt,
      status: { code: 2, name: { vi: 'Được tiếp nhận' } },
      step: { name: { vi: 'thẩm định' } },
      awaited: null,
      result: null,
    });
    expect(shown.procedure.name?.vi).not.toBe('');
    for (const personal of [NAME, NUMBER, PHONE, 'Demo', 'applicant', RECEPTIONIST])
      expect(answer.text).not.toContain(personal);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('what is waited for, and the result with its place, are told when there are any', async () => {
    const dossier = await motcua.receive();
    const look = async () => TrackingAnswer.parse((await track(dossier.code, dossier.trackingSecret ?? '')).body);
    let { step } = dossier;
    let before = await look();
    while (step !== null) {
      before = await look();
      ({ step } = await motcua.act(dossier.code, step));
    }
    expect(before).toMatchObject({
      status: { code: 9 },
      result: { returned: false, where: { code: expect.any(String) } },
    });
    expect(await look()).toMatchObject({
      status: { code: 10 },
      step: null,
      result: { returned: true },
      endedAt: expect.any(String),
    });
  }, 60_000);

  test('a wrong code, a wrong secret, another’s secret, a dossier that ended or was erased are answered the same to the byte', async () => {
    const ended = await motcua.receive();
    await motcua.takeToEnd(ended.code, ended.step);
    const erased = await motcua.receive();
    await rows(motcua.db, 'update dossier set erased_at = now() where code = $1', erased.code);
    const wrong = '0000-0000-0000-0000';
    const answers = await Promise.all([
      track(receipt.code, wrong),
      track('H49.143-200101-0001', wrong),
      track('H49.143-200101-0001', secret),
      track(ended.code, secret),
      track(erased.code, erased.trackingSecret ?? ''),
      track(erased.code, wrong),
      track('no code', ''),
    ]);
    const [first] = answers.map(plain);
    expect(first).toMatchObject({ status: 404 });
    for (const answer of answers) expect(plain(answer)).toEqual(first);
  }, 60_000);

  test('ten thousand guesses from one place are stopped after a few, and learn nothing', async () => {
    const from = anAddress();
    const statuses = new Map<number, number>();
    const texts = new Set<string>();
    const waits: number[] = [];
    for (let n = 0; n < 10_000; n += 500) {
      const guesses = Array.from({ length: 500 }, (_, at) =>
        track(
          n + at === 9_999 ? receipt.code : `H49.143-261125-${n + at}`,
          `0000-0000-0000-${String(n + at).padStart(4, '0')}`,
          from,
        ),
      );
      for (const answer of await Promise.all(guesses)) {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        texts.add(`${answer.status} ${String(answer.body['code'])}`);
        if (answer.status === 429) waits.push(Number(answer.headers.get('retry-after')));
      }
    }
    expect(Object.fromEntries(statuses)).toEqual({ 404: LIMITS.address, 429: 10_000 - LIMITS.address });
    expect([...texts].toSorted()).toEqual(['404 tracking-unknown', '429 too-many-requests']);
    expect(Math.min(...waits)).toBeGreaterThan(0);
    // Neither does the right one come through from there now.
    expect((await track(receipt.code, secret, from)).status).toBe(429);
    expect((await track(receipt.code, secret)).status).toBe(200);
  }, 120_000);

  test('guesses at one dossier from many places stop all of them, and not the citizen', async () => {
    const { code, trackingSecret } = await motcua.receive();
    const guessers = Array.from({ length: 20 }, anAddress);
    const guess = (from: string): Promise<Answer> => track(code, '0000-0000-0000-0000', from);
    for (const from of guessers) await guess(from);
    const again = await Promise.all(guessers.map(guess));
    expect(again.map(({ status }) => status)).toEqual(guessers.map(() => 429));
    for (let n = 0; n < 3; n += 1) expect((await track(code, trackingSecret ?? '')).status).toBe(200);
  }, 60_000);

  test('an address that the client makes up counts for nothing', async () => {
    const from = anAddress();
    const statuses: number[] = [];
    for (let n = 0; n < LIMITS.address + 2; n += 1)
      statuses.push((await track('H49.143-200101-0001', '', `198.51.100.${n}, ${from}`)).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  test('a counter issues a new secret for a lost receipt; the one before opens nothing, a repeat answers the same', async () => {
    const { code, trackingSecret } = await motcua.receive();
    const issue = (key: string) =>
      motcua.as(RECEPTIONIST).post(`/dossiers/${code}/tracking-secret`, undefined, { key });
    const issued = await issue('tracking-issue-1');
    expect(issued.status).toBe(201);
    expect((await issue('tracking-issue-1')).text).toBe(issued.text);
    expect((await track(code, String(issued.body['trackingSecret']))).status).toBe(200);
    expect((await track(code, trackingSecret ?? '')).status).toBe(404);
    const stranger = await motcua.as('auditor').post(`/dossiers/${code}/tracking-secret`, undefined);
    expect(stranger.status).toBe(403);
    const unknown = await motcua.as(RECEPTIONIST).post('/dossiers/H49.143-200101-0001/tracking-secret', undefined);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'dossier-unknown']);
  });

  test('neither code nor secret comes into the log', async () => {
    const from = motcua.logs.length;
    await track('H49.143-999999-0001', 'ZZZZ-ZZZZ-ZZZZ-ZZZZ');
    await track(receipt.code, secret);
    const lines = motcua.logs.slice(from).join('\n');
    expect(lines).toContain('/tracking');
    for (const told of ['999999', 'ZZZZ', receipt.code, secret]) expect(lines).not.toContain(told);
  });
});
