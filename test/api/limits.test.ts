import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RECEPTIONIST, statusesOf, type Answer } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

const WRITES = { account: 10, address: 14, total: 1_000_000 };
const LOGINS = { address: 5, total: 1_000_000 };
const anAddress = (): string => `2001:db8:${randomInt(0xffff).toString(16)}:${randomInt(0xffff).toString(16)}::1`;

describe('Limits', () => {
  /** Lets nobody write much. */
  let motcua: Motcua;
  /** Two processes that let nobody sign in often; apart from it, since all tests sign in from this machine. */
  let gates: readonly Motcua[] = [];

  beforeAll(async () => {
    const { config } = testStack();
    const limited = (changed: object) => {
      const limits = { ...config.api.limits, ...changed };
      return startMotcua({ ...config, api: { ...config.api, trustProxy: 1, limits } });
    };
    motcua = await limited({ writes: WRITES });
    gates = [await limited({ logins: LOGINS }), await limited({ logins: LOGINS })];
  }, 60_000);
  afterAll(async () => {
    for (const one of [motcua, ...gates]) await one?.stop();
  }, 30_000);

  const times = (count: number, one: () => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: count }, one));
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
  const saveDraft = (account: string, address: string): Promise<Answer> =>
    motcua.as(account).put(`/drafts/${randomUUID()}`, {}, from(address));
  const counted = (answers: readonly Answer[]): Record<string, number> =>
    Object.fromEntries([...Map.groupBy(statusesOf(answers), String)].map(([status, all]) => [status, all.length]));

  test('an account that writes too much is told to wait, in both languages; it may read, and others write', async () => {
    await motcua.as(RECEPTIONIST).get('/dossiers');
    const address = anAddress();
    const answers = await times(WRITES.account + 5, () => saveDraft(RECEPTIONIST, address));
    expect(counted(answers)).toMatchObject({ 429: 5 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused?.body).toMatchObject({
      code: 'too-many-requests',
      messages: { vi: { detail: expect.stringContaining('giây') }, en: { detail: expect.stringContaining('seconds') } },
    });
    expect((await motcua.as(RECEPTIONIST).get('/drafts', from(address))).status).toBe(200);
    expect((await saveDraft('auditor', anAddress())).status).toBe(403);
  });

  test('an address is limited too, whoever writes from it', async () => {
    const address = anAddress();
    await times(8, () => saveDraft('auditor', address));
    const answers = await times(8, () => saveDraft('indicator-officer', address));
    expect(counted(answers)).toEqual({ 403: WRITES.address - 8, 429: 8 - (WRITES.address - 8) });
  });

  test('sign-ins that begin, and requests that are signed in by nobody, are limited for an address', async () => {
    const [gate] = gates;
    const ask = async (token: string | null, path: string, address: string) => {
      if (gate === undefined) throw new Error('no gate');
      return gate.withToken(token).get(path, from(address));
    };
    const address = anAddress();
    const logins = await times(LOGINS.address + 3, () => ask(null, '/auth/login', address));
    expect(counted(logins)[429]).toBe(3);
    const strange = await times(LOGINS.address + 3, () => ask('made-up', '/dossiers', address));
    expect(counted(strange)).toEqual({ 401: LOGINS.address, 429: 3 });
    expect((await ask('made-up', '/dossiers', anAddress())).status).toBe(401);
  });

  test('hold for made-up words of the issuer too', async () => {
    const url = `${gates[1]?.url ?? ''}/auth/backchannel-logout`;
    const headers = { 'X-Forwarded-For': anAddress() };
    const send = async () =>
      (await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ logout_token: 'made.up.token' }) }))
        .status;
    const statuses = await Promise.all(Array.from({ length: LOGINS.address + 3 }, send));
    expect(statuses.filter((status) => status === 400)).toHaveLength(LOGINS.address);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  });

  test('of signing in hold for all processes together: they are counted in the database', async () => {
    const address = anAddress();
    const answers = await Promise.all(
      gates.map((one) => times(LOGINS.address, () => one.withToken(null).get('/auth/login', from(address)))),
    );
    expect(answers.flat().filter(({ status }) => status === 429)).toHaveLength(LOGINS.address);
  });

  test('keep no address: neither in the database nor in the log', async () => {
    const address = '198.51.100.77';
    await motcua.withToken(null).get('/auth/login', from(address));
    const kept = await rows<{ key: string }>(motcua.db, 'select key from rate_limit');
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(address);
    expect(motcua.logs.join('\n')).not.toContain(address);
  });
});
