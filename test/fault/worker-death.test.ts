import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { CrashPoint } from '../support/crashing-worker.ts';
import { persist, type Step } from '../support/desks.ts';
import { rows, traces } from '../support/facts.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';
import { positionOf } from '../support/position.ts';
import { versionsOf } from '../support/s3.ts';
import { until } from '../support/until.ts';

const CRASHING_WORKER = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));

/** As long as the engine waits for a try of which it hears nothing at all, unless it is told that it is being worked on. */
const A_TRY_MAY_TAKE_MS = 60_000;

const WORKER = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

describe('A worker', () => {
  let service: OwnService;

  beforeAll(async () => {
    service = await prepareOwnService('worker-death', { env: { ACT_WAIT_SECONDS: '2' } });
    await Promise.all([service.worker.start(), service.api.start()]);
  }, 180_000);
  afterAll(() => service?.stop(), 60_000);

  /** Hands the step to a worker that dies at that point, then to one that lives. */
  const actThroughDeath = async (point: CrashPoint, code: string, step: Step, body: object = {}) => {
    await service.worker.stop();
    const dying = service.program(`dying-${point}`, CRASHING_WORKER, [point]);
    await dying.start();
    const key = randomUUID();
    const send = () => service.tryAct(code, step, { key, body: { ...body } });
    const first = send();
    await until(() => dying.pid === undefined, 60_000);
    const seen = await traces(service.connections.db, code);
    expect((await first).status).toBe(503);
    expect(Number((await first).headers.get('retry-after'))).toBeGreaterThan(0);
    await service.worker.start();
    return { seen, send, answer: await persist(send) };
  };

  const received = async (): Promise<{ code: string; step: Step }> => {
    const { code, step } = await service.receive();
    if (step === null) throw new Error('a reception opens a step');
    return { code, step };
  };

  test('killed after the act was committed has done it, once, and the same key is answered', async () => {
    const { code, step } = await received();
    const { seen, send, answer } = await actThroughDeath('after-write', code, step, { note: 'Đủ thành phần' });
    expect(seen).toEqual({ events: 4, commands: 1, tasks: 2, notes: 1 });
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    expect(await traces(service.connections.db, code)).toEqual(seen);
    expect((await send()).text).toBe(answer.text);
    await service.takeToEnd(code, answer.body['step'] as Step);
    const stream = await readStream(service.connections.db, code);
    expect(stream).toHaveLength(10);
    expect(() => verifyChain(stream)).not.toThrow();
  }, 180_000);

  test('killed before the act was committed has done nothing, and the next worker does it, once', async () => {
    const { code, step } = await received();
    const { seen, answer } = await actThroughDeath('before-write', code, step);
    expect(seen).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    expect(await traces(service.connections.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 0 });
  }, 180_000);

  test('killed while it keeps trying hands over within seconds, not after all the time that a try may take', async () => {
    const { code, step } = await received();
    const sent = Date.now();
    const { seen, answer } = await actThroughDeath('while-patient', code, step);
    expect(seen).toMatchObject({ events: 2, commands: 0 });
    expect([answer.status, answer.body['seq']]).toEqual([200, 4]);
    expect(Date.now() - sent).toBeLessThan(A_TRY_MAY_TAKE_MS);
  }, 180_000);

  test('killed after the commit together with the engine leaves a run that learns of it, though nobody asks again', async () => {
    const { code, step } = await received();
    const { db, engine } = service.connections;
    await service.worker.stop();
    const dying = service.program('dying-with-engine', CRASHING_WORKER, ['after-write']);
    await dying.start();
    const first = service.tryAct(code, step);
    await until(() => dying.pid === undefined, 60_000);
    await service.stack.temporal?.kill();
    expect((await first).status).toBe(503);
    expect(await traces(db, code)).toMatchObject({ events: 4, commands: 1 });
    await service.stack.temporal?.start();
    await service.worker.start();
    const learnt = async (): Promise<boolean> => {
      const position = await positionOf(engine.client, code).catch(() => null);
      return position?.seq === 4;
    };
    await until(learnt, 60_000, 500);
  }, 180_000);

  test('killed between the result’s storage and the act’s commit leaves one version of the result', async () => {
    const { code, step } = await received();
    const approval = (await service.act(code, step)).step;
    const sealing = approval === null ? null : (await service.act(code, approval)).step;
    if (sealing === null) throw new Error('no sealing is open');
    const { id: document } = await service.uploadResult(code, sealing);
    const { seen, answer } = await actThroughDeath('after-store', code, sealing, { document });
    expect(seen).toMatchObject({ events: 6 });
    expect([answer.status, answer.body['seq']]).toEqual([200, 8]);
    const stored = await rows<{ bucket: string; object_key: string }>(
      service.connections.db,
      'select bucket, object_key from result where dossier = $1',
      code,
    );
    expect(stored).toHaveLength(1);
    for (const { bucket, object_key: key } of stored) expect(await versionsOf(service.config, bucket, key)).toBe(1);
  }, 180_000);

  test('that the engine refuses ends, instead of living on without working', async () => {
    const misled = service.program('misled', WORKER, [], { TEMPORAL_NAMESPACE: 'nowhere' });
    await expect(misled.start()).rejects.toThrow('ended at once');
    expect(misled.pid).toBeUndefined();
  }, 120_000);
});
