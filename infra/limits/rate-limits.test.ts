import { describe, expect, test } from '@jest/globals';
import { LimitReached } from './limit-reached.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';

/** The table of counts as PostgreSQL would keep it; only what the statements of the library do. */
function aTable() {
  const rows = new Map<string, { points: number; expire: number }>();
  const asked: string[] = [];
  return {
    rows,
    asked,
    async execute<T extends Record<string, unknown>>(
      { name, text }: { readonly name: string; readonly text: string },
      [key, points, expire, now]: readonly unknown[],
    ): Promise<T[]> {
      asked.push(name);
      expect(text).toMatch(/"rate_limit"/);
      const kept = rows.get(String(key));
      const alive = kept !== undefined && kept.expire > Number(now);
      const row = alive
        ? { points: kept.points + Number(points), expire: kept.expire }
        : { points: Number(points), expire: Number(expire) };
      rows.set(String(key), row);
      // `pg` gives a bigint as text.
      return [{ points: row.points, expire: String(row.expire) }] as unknown as T[];
    },
  };
}

const CONFIG = {
  writes: { account: 5, address: 8, total: 12 },
  logins: { address: 3, total: 5 },
  tracking: { code: 4, address: 3, total: 100 },
};

const hash = (parts: unknown): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64').padEnd(40, '=').slice(-40);

const limitsOn = (table = aTable(), config = CONFIG) => ({ table, limits: createRateLimits(config, table, hash) });

/** How many of so many tries are let through. */
async function admitted(tries: number, one: (n: number) => Promise<unknown>): Promise<number> {
  let count = 0;
  for (let n = 0; n < tries; n += 1) {
    try {
      await one(n);
      count += 1;
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
    }
  }
  return count;
}

describe('Writes', () => {
  test('are limited for an account, for an address and for everybody, and cost no statement', async () => {
    const { table, limits } = limitsOn();
    expect(await admitted(20, () => limits.write('198.51.100.1', 'a'))).toBe(CONFIG.writes.account);
    expect(await admitted(20, (n) => limits.write('198.51.100.1', `b${n}`))).toBe(
      CONFIG.writes.address - CONFIG.writes.account,
    );
    expect(await admitted(20, (n) => limits.write(`198.51.100.${n + 2}`, `c${n}`))).toBe(
      CONFIG.writes.total - CONFIG.writes.address,
    );
    expect(table.asked).toEqual([]);
  });

  test('say when the next one makes sense', async () => {
    const { limits } = limitsOn();
    await admitted(CONFIG.writes.account, () => limits.write('198.51.100.1', 'a'));
    const refusal: unknown = await limits.write('198.51.100.1', 'a').catch((error: unknown) => error);
    const { seconds } = refusal as LimitReached;
    expect(refusal).toMatchObject({ code: 'too-many-requests', params: { seconds } });
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
  });
});

describe('Sign-ins', () => {
  test('are limited for an address, also when many come at once, and by all processes together', async () => {
    const table = aTable();
    const [one, other] = [limitsOn(table).limits, limitsOn(table).limits];
    const tries = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).login('203.0.113.1'));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(CONFIG.logins.address);
  });

  test('are limited for everybody, but never for a client that has hardly begun: nobody locks the others out', async () => {
    const { limits } = limitsOn(undefined, { ...CONFIG, logins: { address: 100, total: 20 } });
    expect(await admitted(100, () => limits.login('203.0.113.1'))).toBe(20);
    expect(await admitted(100, () => limits.login('203.0.113.2'))).toBe(4);
    expect(await admitted(4, () => limits.login('198.51.100.7'))).toBe(4);
  });

  test('are limited for all networks of one site together', async () => {
    const { limits } = limitsOn();
    const tries = (site: string) => admitted(200, (n) => limits.login(`2001:db8:${site}:${n.toString(16)}::1`));
    expect(await tries('1')).toBe(10 * CONFIG.logins.address);
    expect(await tries('2')).toBe(10 * CONFIG.logins.address);
  });
});

describe('Look-ups of dossiers', () => {
  const look = (limits: RateLimits, address: string, code: string) => limits.tracking(address, code);

  test('that are wrong stop an address, whatever codes it tries, and IPv6 addresses of one network together', async () => {
    const { limits } = limitsOn();
    expect(await admitted(50, (n) => look(limits, '203.0.113.1', `code-${n}`))).toBe(CONFIG.tracking.address);
    expect(await admitted(50, (n) => look(limits, `2001:db8:1:2::${n}`, `code-${n}`))).toBe(CONFIG.tracking.address);
  });

  test('that are right count for nothing', async () => {
    const { limits } = limitsOn();
    const right = async () => (await look(limits, '203.0.113.1', 'code')).passed();
    expect(await admitted(50, right)).toBe(50);
  });

  test('of one code that a stranger got wrong do not lock the citizen out, and stop the stranger', async () => {
    const { limits } = limitsOn();
    await admitted(20, (n) => look(limits, `203.0.113.${n}`, 'code'));
    expect(await admitted(5, () => look(limits, '203.0.113.1', 'code'))).toBe(0);
    expect(await admitted(5, async () => (await look(limits, '198.51.100.7', 'code')).passed())).toBe(5);
  });

  test('of which there are too many at all lock nobody out who has no wrong one', async () => {
    const { limits } = limitsOn(undefined, { ...CONFIG, tracking: { code: 1000, address: 10, total: 20 } });
    const wrong = async (address: string) => admitted(10, (n) => look(limits, address, `code-${n}`));
    expect([await wrong('203.0.113.1'), await wrong('203.0.113.2'), await wrong('203.0.113.3')]).toEqual([10, 10, 1]);
    expect(await admitted(5, async () => (await look(limits, '198.51.100.7', 'code')).passed())).toBe(5);
  });

  test('ask PostgreSQL no more for an address that is over its limit', async () => {
    const { table, limits } = limitsOn();
    await admitted(10, () => look(limits, '203.0.113.1', 'code'));
    const before = table.asked.length;
    await admitted(100, () => look(limits, '203.0.113.1', 'code'));
    expect(table.asked.length).toBe(before);
  });

  test('are counted under hashes: no address and no code is kept', async () => {
    const { table, limits } = limitsOn();
    await look(limits, '203.0.113.77', 'H49.143-261125-0001');
    expect(table.rows.size).toBe(3);
    for (const key of table.rows.keys()) expect(key).not.toMatch(/203\.0\.113|H49|261125/);
  });
});
