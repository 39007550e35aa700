import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runDemo } from '../../demo/run-demo.ts';
import { readConfig } from '../../infra/config/config.ts';
import { freePorts } from '../../infra/stack/ports.ts';
import type { ServerControl } from '../../infra/stack/server-process.ts';
import { serviceProcess } from '../../infra/stack/service-process.ts';
import { prepareOwnService, type OwnService } from '../support/own-service.ts';

/** Lines that the demo has printed when one of each is killed: in the middle of a dossier. */
const KILLED_AT = 12;

describe('Two workers and two APIs on one stack', () => {
  let service: OwnService;
  let second: { readonly worker: ServerControl; readonly api: ServerControl };

  beforeAll(async () => {
    service = await prepareOwnService('two-of-each', { env: { ACT_WAIT_SECONDS: '3' } });
    const { stack } = service;
    const port = (await freePorts()).api;
    const env = { ...stack.env, API_PORT: String(port) };
    const other = { ...stack, env, config: readConfig(env), ports: { ...stack.ports, api: port } };
    second = { worker: serviceProcess('worker', stack, 'worker-2'), api: serviceProcess('api', other, 'api-2') };
    await Promise.all([service.worker, service.api, second.worker, second.api].map((server) => server.start()));
  }, 180_000);
  afterAll(async () => {
    for (const server of [second?.api, second?.worker]) await server?.stop();
    await service?.stop();
  }, 60_000);

  test('serve the demo to its end while one of each is killed, and everything that it claims holds', async () => {
    let lines = 0;
    const killed: Promise<void>[] = [];
    const report = await runDemo({
      apiUrls: [service.api, second.api].map(({ port }) => `http://127.0.0.1:${port}`),
      config: service.config,
      out() {
        lines += 1;
        if (lines === KILLED_AT) killed.push(service.worker.kill(), second.api.kill());
      },
    });
    await Promise.all(killed);
    expect([service.worker.pid, second.api.pid]).toEqual([undefined, undefined]);
    expect(report.checks.filter(({ held }) => !held)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(lines).toBeGreaterThan(2 * KILLED_AT);
  }, 300_000);
});
