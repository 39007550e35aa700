import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusesOf, type Answer, type Step } from '../support/desks.ts';
import { count, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { soonDue } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** Steps after the first are due soon, so that a clock adds an event while a task stays open. */
const DUE_AFTER_MS = 1500;

describe('An act with If-Match', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({
        ...real,
        calendar: soonDue(real.calendar, DUE_AFTER_MS),
      }),
    });
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const received = async (): Promise<{ code: string; step: Step }> => {
    const { code, step } = await motcua.receive();
    if (step === null) throw new Error('a reception opens a step');
    return { code, step };
  };
  const etagOf = async (code: string): Promise<string> =>
    (await motcua.as('appraiser-hong-gai').get(`/dossiers/${code}`)).headers.get('etag') ?? '';
  const tryAct = (code: string, step: Step, ifMatch: string, options: { key?: string; note?: string } = {}) => {
    const body = { ...motcua.actBody(step), note: options.note ?? 'Đã xem' };
    const call = { headers: { 'If-Match': ifMatch }, ...(options.key === undefined ? {} : { key: options.key }) };
    return motcua.as(motcua.holderOf(step)).post(`/dossiers/${code}/acts`, body, call);
  };
  const refusalOf = ({ status, body, headers }: Answer) => [status, body['code'], headers.get('etag')];

  test('that names the present version is done, whatever was uploaded meanwhile', async () => {
    const { code, step } = await received();
    const seen = await etagOf(code);
    await motcua.uploadResult(code, step);
    expect(await etagOf(code)).not.toBe(seen);
    expect((await tryAct(code, step, seen)).status).toBe(200);
  });

  test('is void once anything has happened since, though its task is still open, and says where the dossier stands', async () => {
    const { code, step } = await received();
    const approval = (await motcua.act(code, step)).step;
    if (approval === null) throw new Error('no approval is open');
    const seen = await etagOf(code);
    await until(
      async () => (await count(motcua.db, "dossier_event where stream = $1 and type = 'step-overdue'", code)) === 1,
    );
    const before = await traces(motcua.db, code);
    const refused = await tryAct(code, approval, seen);
    expect(refusalOf(refused)).toEqual([412, 'precondition-failed', '"5.0"']);
    expect(refused.body['state']).toMatchObject({ status: 'in-process', seq: 5, step: { task: approval.task } });
    expect(await traces(motcua.db, code)).toEqual(before);
    expect((await tryAct(code, approval, await etagOf(code))).status).toBe(200);
  });

  test('of two that were decided on one state exactly one is done, and the other is void', async () => {
    const other = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
    for (let round = 0; round < 5; round += 1) {
      const { code, step } = await received();
      const seen = await etagOf(code);
      const body = { ...motcua.actBody(step), note: 'Của người kia' };
      const answers = await Promise.all([
        tryAct(code, step, seen),
        motcua.withToken(other.token).post(`/dossiers/${code}/acts`, body, { headers: { 'If-Match': seen } }),
      ]);
      expect(statusesOf(answers)).toEqual([200, 412]);
      expect(answers.find(({ status }) => status === 412)?.body['state']).toMatchObject({ seq: 4 });
      expect(await traces(motcua.db, code)).toMatchObject({ events: 4, commands: 1, tasks: 2, notes: 1 });
    }
  });

  test('that is done answers its repeats, whatever their If-Match', async () => {
    const { code, step } = await received();
    const key = randomUUID();
    const first = await tryAct(code, step, await etagOf(code), { key });
    expect(first.status).toBe(200);
    for (const ifMatch of ['"2.0"', '"999.0"', 'nonsense', '*']) {
      const again = await tryAct(code, step, ifMatch, { key });
      expect([ifMatch, again.status, again.text]).toEqual([ifMatch, 200, first.text]);
    }
  });

  test('that names no version the dossier had is void, and its key is free for what was meant', async () => {
    const { code, step } = await received();
    const key = randomUUID();
    for (const ifMatch of ['"1.0"', '"999.0"', 'W/"2.0"', 'nonsense']) {
      expect([ifMatch, ...refusalOf(await tryAct(code, step, ifMatch, { key }))]).toEqual([
        ifMatch,
        412,
        'precondition-failed',
        '"2.0"',
      ]);
    }
    expect(await traces(motcua.db, code)).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
    expect((await tryAct(code, step, '*', { key })).status).toBe(200);
  });
});
