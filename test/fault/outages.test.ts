import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { persist, type Json, type Receipt, type Step } from '../support/desks.ts';
import { traces } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** How long PostgreSQL stays away, and after how much of it nothing more may come into a history. */
const OUTAGE_SECONDS = 120;
const SETTLED_SECONDS = 20;

const DOSSIERS = 20;

/** A reception is answered while someone waits at the counter. */
const PROMPT_MS = 10_000;

/**
 * What an outage adds to the history of a step's act, however long it lasts: the switch to an ordinary activity, and for a run that
 * had not been asked anything before, an alarm that is set twice.
 */
const EXTRA_EVENTS = { appraisal: 8, approval: 6, sealing: 6, return: 6 } as const;
const STAGES = ['appraisal', 'approval', 'sealing', 'return'] as const;

/** What a busy machine may add. */
const SPARE_EVENTS = 2;

describe('While a server is away', () => {
  let service: OwnService;
  const proxies: Record<'worker' | 'api', TcpProxy | null> = { worker: null, api: null };

  beforeAll(async () => {
    service = await prepareOwnService('outages', {
      env: { ACT_WAIT_SECONDS: '3' },
      lead: (env, process) => {
        const proxy = proxies[process];
        if (proxy === null) return env;
        const through = (url = ''): string => Object.assign(new URL(url), { port: String(proxy.port) }).href;
        return {
          ...env,
          DATABASE_URL: through(env['DATABASE_URL']),
          DATABASE_API_URL: through(env['DATABASE_API_URL']),
        };
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
  const lengths = (dossiers: readonly { readonly code: string }[]): Promise<number[]> =>
    Promise.all(dossiers.map(async ({ code }) => (await history(code)).length));
  const accepted = async (code: string): Promise<number> =>
    (await history(code)).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
  /** A dossier that waits for the step of a stage, with what its act needs. */
  const atStage = async (stage: string): Promise<{ code: string; step: Step; body: Json }> => {
    let { code, step } = await received();
    while (step.stage !== stage) step = await next(code, step);
    const document = stage === 'sealing' ? { document: (await service.uploadResult(code, step)).id } : {};
    await until(async () => (await lengths([{ code }]).catch(() => [])).length > 0);
    return { code, step, body: { note: 'Đủ thành phần', ...document } };
  };
  const next = async (code: string, from: Step): Promise<Step> => {
    const { step } = await service.act(code, from);
    if (step === null) throw new Error('no step is open');
    return step;
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

  test(`acts under way when PostgreSQL goes away for ${OUTAGE_SECONDS} s are done once when it is back`, async () => {
    const usual = await Promise.all(
      STAGES.map(async (stage) => {
        const { code, step, body } = await atStage(stage);
        const [before = 0] = await lengths([{ code }]);
        await service.act(code, step, { body });
        const [after = 0] = await lengths([{ code }]);
        return after - before;
      }),
    );

    const dossiers = await Promise.all(STAGES.map(atStage));
    const acts = dossiers.map(({ code, step, body }) => {
      const key = randomUUID();
      return () => service.tryAct(code, step, { key, body });
    });
    const before = await lengths(dossiers);
    await proxies.worker?.cut();
    // The API has read its context by the time it has handed an act to the engine; then it loses PostgreSQL as well.
    const first = Promise.all(acts.map((send) => send()));
    for (const [index, { code }] of dossiers.entries()) await until(async () => (await accepted(code)) === index + 1);
    await proxies.api?.cut();
    const cut = performance.now();
    for (const [answers, reason] of [
      [await first, 'engine-busy'],
      [await Promise.all(acts.map((send) => send())), 'database-unavailable'],
    ] as const)
      for (const { status, body, headers } of answers) {
        expect([status, body['code']]).toEqual([503, reason]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }

    const left = (seconds: number): number => Math.max(0, seconds * 1000 - (performance.now() - cut));
    await delay(left(SETTLED_SECONDS));
    const settled = await lengths(dossiers);
    await delay(left(OUTAGE_SECONDS));
    expect(await lengths(dossiers)).toEqual(settled);
    for (const [index, { code }] of dossiers.entries())
      expect(await traces(service.connections.db, code)).toMatchObject({ events: 2 * index + 2, commands: index });

    await Promise.all(both((proxy) => proxy.join()));
    const answers = await Promise.all(acts.map((send) => persist(send)));
    expect(answers.map(({ status, body }) => [status, body['seq']])).toEqual([4, 6, 8, 10].map((seq) => [200, seq]));
    for (const [index, { code }] of dossiers.entries()) {
      const tasks = Math.min(index + 2, STAGES.length);
      const expected = { events: 2 * index + 4, commands: index + 1, tasks, notes: 1 };
      expect(await traces(service.connections.db, code)).toEqual(expected);
    }
    const after = await lengths(dossiers);
    for (const [index, stage] of STAGES.entries()) {
      const extra = (after[index] ?? 0) - (before[index] ?? 0) - (usual[index] ?? 0);
      expect([stage, extra <= EXTRA_EVENTS[stage] + SPARE_EVENTS, extra]).toEqual([stage, true, extra]);
    }
    const repeats = await Promise.all(acts.map((send) => send()));
    expect(repeats.map(({ text }) => text)).toEqual(answers.map(({ text }) => text));
  }, 400_000);

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
