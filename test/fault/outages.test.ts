import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { persist, type Receipt, type Step } from '../support/desks.ts';
import { traces } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** How long PostgreSQL stays away. The same holds for minutes: MOTCUA_TEST_OUTAGE_SECONDS=120. */
const OUTAGE_SECONDS = Number(process.env['MOTCUA_TEST_OUTAGE_SECONDS'] ?? 30);

const DOSSIERS = 20;

/** A reception is answered while someone waits at the counter. */
const PROMPT_MS = 10_000;

/** What an outage may add to a history, however long it lasts: the switch to an ordinary activity, four to spare for a busy machine. */
const EXTRA_EVENTS = 11;

describe('While a server is away', () => {
  let service: OwnService;
  const proxies: Record<'worker' | 'api', TcpProxy | null> = { worker: null, api: null };

  beforeAll(async () => {
    service = await prepareOwnService('outages', {
      env: { ACT_WAIT_SECONDS: '3' },
      lead: (env, process) => {
        const proxy = proxies[process];
        if (proxy === null) return env;
        const url = new URL(env['DATABASE_URL'] ?? '');
        url.port = String(proxy.port);
        return { ...env, DATABASE_URL: url.href };
      },
      beforeLeading: async ({ ports }) => {
        proxies.worker = await startTcpProxy(ports.postgres);
        proxies.api = await startTcpProxy(ports.postgres);
      },
    });
    await Promise.all([service.worker.start(), service.api.start()]);
  }, 180_000);
  afterEach(() => Promise.all(both((proxy) => proxy.join())));
  afterAll(async () => {
    await service?.stop();
    await Promise.all(both((proxy) => proxy.close()));
  }, 60_000);

  function both<T>(work: (proxy: TcpProxy) => T): T[] {
    return [proxies.worker, proxies.api].flatMap((proxy) => (proxy === null ? [] : [work(proxy)]));
  }

  const received = async (): Promise<{ code: string; step: Step }> => {
    const { code, step } = await service.receive();
    if (step === null) throw new Error('a reception opens a step');
    return { code, step };
  };
  const history = async (code: string) =>
    (await service.connections.engine.client.workflow.getHandle(code).fetchHistory()).events ?? [];
  const historyLength = async (code: string): Promise<number> => (await history(code)).length;
  /** A dossier whose run has armed its alarm, so that its history rests. */
  const resting = async (): Promise<{ code: string; step: Step }> => {
    const dossier = await received();
    await until(async () => (await history(dossier.code)).some((event) => event.timerStartedEventAttributes));
    return dossier;
  };

  test(`${DOSSIERS} dossiers received without Temporal get their receipts at once, and all run when it is back`, async () => {
    const temporal = service.stack.temporal;
    await temporal?.stop();
    const waits: number[] = [];
    const receipts = await Promise.all(
      Array.from({ length: DOSSIERS }, async (): Promise<Receipt> => {
        const started = performance.now();
        const receipt = await service.receive();
        waits.push(performance.now() - started);
        return receipt;
      }),
    );
    expect(new Set(receipts.map(({ code }) => code)).size).toBe(DOSSIERS);
    expect(Math.max(...waits)).toBeLessThan(PROMPT_MS);

    const [first] = receipts;
    if (first === undefined || first.step === null) throw new Error('nothing was received');
    const early = await service.tryAct(first.code, first.step);
    expect(early.status).toBe(503);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);

    // With the API goes whatever it still meant to start: what is left is in PostgreSQL.
    await service.api.kill();
    await temporal?.start();
    const { workflow } = service.connections.engine.client;
    for (const { code } of receipts) {
      const runs = async (): Promise<boolean> => (await workflow.getHandle(code).describe()).status.name === 'RUNNING';
      await until(() => runs().catch(() => false), 120_000, 200);
    }
    await service.api.start();
    for (const { code, step } of receipts) {
      if (step === null) throw new Error('a reception opens a step');
      const key = randomUUID();
      const answer = await persist(() => service.tryAct(code, step, { key }));
      expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    }
  }, 300_000);

  test(`an act under way when PostgreSQL goes away for ${OUTAGE_SECONDS} s is done once when it is back`, async () => {
    const plain = await resting();
    const before = await historyLength(plain.code);
    await service.act(plain.code, plain.step);
    const eventsOfAnAct = (await historyLength(plain.code)) - before;

    const { code, step } = await resting();
    const start = await historyLength(code);
    await proxies.worker?.cut();
    const key = randomUUID();
    const send = () => service.tryAct(code, step, { key, body: { note: 'Đủ thành phần' } });
    // The API has read its context by the time it has handed the act to the engine; then it loses PostgreSQL as well.
    const first = send();
    await until(async () =>
      (await history(code)).some((event) => event.workflowExecutionUpdateAcceptedEventAttributes),
    );
    await proxies.api?.cut();
    const pending = await first;
    expect([pending.status, pending.body['code']]).toEqual([503, 'engine-busy']);
    expect(Number(pending.headers.get('retry-after'))).toBeGreaterThan(0);
    const blind = await send();
    expect([blind.status, blind.body['code']]).toEqual([503, 'database-unavailable']);
    expect(Number(blind.headers.get('retry-after'))).toBeGreaterThan(0);
    await delay(OUTAGE_SECONDS * 1000);
    expect(await traces(service.connections.db, code)).toMatchObject({ events: 2, commands: 0 });

    await Promise.all(both((proxy) => proxy.join()));
    const answer = await persist(send);
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    expect(await traces(service.connections.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 1 });
    expect((await historyLength(code)) - start - eventsOfAnAct).toBeLessThanOrEqual(EXTRA_EVENTS);
    expect((await send()).text).toBe(answer.text);
  }, 300_000);

  test('a PostgreSQL that no longer answers is given up on, and the act is done once when it does again', async () => {
    const { code, step } = await received();
    const key = randomUUID();
    const send = () => service.tryAct(code, step, { key });
    for (const proxy of both((one) => one)) proxy.freeze();
    const started = performance.now();
    const blind = await send();
    expect(blind.status).toBe(503);
    expect(performance.now() - started).toBeLessThan(60_000);
    await Promise.all(both((proxy) => proxy.join()));
    const answer = await persist(send);
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
  }, 300_000);
});
