import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { ServerControl } from '../../infra/stack/server-process.ts';
import { aPdf, persist, type Answer, type Step } from '../support/desks.ts';
import { traces } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { until } from '../support/until.ts';

/** How long PostgreSQL stays stopped: several rounds of whatever is tried again meanwhile. */
const STOPPED_SECONDS = 25;

/** What that adds to the history of the act is nothing; this is for a busy machine. */
const SPARE_EVENTS = 2;

describe('A server that ends', () => {
  let service: OwnService;

  beforeAll(async () => {
    service = await prepareOwnService('server-deaths', { env: { ACT_WAIT_SECONDS: '3' } });
    await Promise.all([service.worker.start(), service.api.start()]);
  }, 180_000);
  afterAll(() => service?.stop(), 60_000);

  const stepOf = ({ body }: Answer): Step => body['step'] as Step;

  test('between two acts costs a wait and nothing else, be it PostgreSQL, Temporal or MinIO', async () => {
    const { code, step } = await service.receive();
    if (step === null) throw new Error('a reception opens a step');
    const { postgres, temporal, minio } = service.stack;

    const act = (open: Step, body: object = {}): Promise<Answer> => {
      const key = randomUUID();
      return persist(() => service.tryAct(code, open, { key, body: { ...body } }));
    };
    const killed = async (server: ServerControl | undefined): Promise<void> => {
      const pid = server?.pid;
      await server?.kill();
      await server?.start();
      expect(server?.pid).not.toBe(pid);
    };

    await killed(postgres);
    const appraised = await act(step);
    expect([appraised.status, appraised.body['seq']]).toEqual([200, 4]);

    await killed(temporal);
    const approved = await act(stepOf(appraised));
    expect([approved.status, approved.body['seq']]).toEqual([200, 6]);

    const sealing = stepOf(approved);
    const clerk = service.as(service.holderOf(sealing));
    const file = aPdf();
    const key = randomUUID();
    const upload = () => clerk.upload(`/dossiers/${code}/documents?kind=result`, file, 'application/pdf', { key });
    await minio?.kill();
    const homeless = await upload();
    expect([homeless.status, homeless.body['code']]).toEqual([503, 'storage-unavailable']);
    await minio?.start();
    const uploaded = await persist(upload);
    expect(uploaded.status).toBe(201);

    await killed(minio);
    const sealed = await act(sealing, { document: uploaded.body['id'] });
    expect([sealed.status, sealed.body['seq']]).toEqual([200, 8]);

    const returned = await act(stepOf(sealed));
    expect([returned.status, returned.body['status']]).toEqual([200, 'returned']);
    const stream = await readStream(service.connections.db, code);
    expect(stream).toHaveLength(10);
    expect(() => verifyChain(stream)).not.toThrow();
  }, 300_000);

  test(`while it writes an act, and is away for ${STOPPED_SECONDS} s, has done it once when it is back`, async () => {
    const { workflow } = service.connections.engine.client;
    const historyLength = async (code: string): Promise<number> =>
      (await workflow.getHandle(code).fetchHistory()).events?.length ?? 0;
    const plain = await service.receive();
    const { code, step } = await service.receive();
    if (plain.step === null || step === null) throw new Error('a reception opens a step');
    const start = await historyLength(plain.code);
    await service.act(plain.code, plain.step);
    const usual = (await historyLength(plain.code)) - start;

    const before = await historyLength(code);
    const key = randomUUID();
    const send = (): Promise<Answer> => service.tryAct(code, step, { key });
    // The act waits for the dossier's row, in PostgreSQL and in the middle of its one statement.
    const holder = new Client({ connectionString: service.config.database.url });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from dossier where code = $1 for update', [code]);
    const first = send();
    await until(async () => {
      const { rowCount } = await holder.query(`select from pg_stat_activity where wait_event_type = 'Lock'`);
      return rowCount !== null && rowCount > 0;
    });
    await service.stack.postgres?.stop();
    expect((await first).status).toBe(503);
    await delay(STOPPED_SECONDS * 1000);
    expect((await send()).status).toBe(503);
    await service.stack.postgres?.start();

    const answer = await persist(send);
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    expect(await traces(service.connections.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 0 });
    expect(verifyChain(await readStream(service.connections.db, code))).toBe(answer.body['headHash']);
    expect((await historyLength(code)) - before - usual).toBeLessThanOrEqual(SPARE_EVENTS);
    expect((await send()).text).toBe(answer.text);
  }, 300_000);

  test('all at once, with the worker and the API, leaves every dossier where it stood', async () => {
    const { code, step } = await service.receive();
    if (step === null) throw new Error('a reception opens a step');
    const answer = await service.act(code, step);
    const { postgres, temporal, minio } = service.stack;
    const servers = [postgres, minio, temporal, service.worker, service.api].filter((server) => server !== undefined);
    await Promise.all(servers.map((server) => server.kill()));
    for (const server of servers) await server.start();
    const rest = await service.takeToEnd(code, answer.step);
    expect(rest.map(({ act, seq }) => [act, seq])).toEqual([
      ['approve', 6],
      ['seal', 8],
      ['return', 10],
    ]);
  }, 300_000);
});
