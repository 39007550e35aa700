import type { Config } from '../../infra/config/config.ts';
import { readConfig } from '../../infra/config/config.ts';
import { connect, type Connections } from '../../infra/connect.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { dataPaths } from '../../infra/stack/data-folder.ts';
import { serverProcess, type ServerControl } from '../../infra/stack/server-process.ts';
import { issuerProcess, serviceProcess } from '../../infra/stack/service-process.ts';
import { prepareDatabase } from '../../infra/stack/start-service.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';
import { createDesks, type Desks } from './desks.ts';
import { startOwnStack } from './stack.ts';

/** motcua on servers of a test's own, worker and API in processes of their own, to be killed and cut off at will. */
export interface OwnService extends Desks {
  readonly stack: Stack;
  readonly config: Config;
  readonly worker: ServerControl;
  readonly api: ServerControl;
  /** The test's own way to the facts and the engine. */
  readonly connections: Connections;
  /** Another program of ours on these servers; it says `{ ready: true }` when it is. */
  program(name: string, path: string, args?: readonly string[], env?: Readonly<Record<string, string>>): ServerControl;
  stop(): Promise<void>;
}

export interface OwnServiceOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Runs when the servers are up, before `lead` is asked. */
  readonly beforeLeading?: (stack: Stack) => Promise<void>;
  /** Changes what worker and API are told, e.g. to lead them through a proxy. */
  readonly lead?: (
    env: Readonly<Record<string, string>>,
    process: 'worker' | 'api',
  ) => Readonly<Record<string, string>>;
}

/** Brings up servers, schema and catalogue; worker and API are left to the test. */
export async function prepareOwnService(name: string, options: OwnServiceOptions = {}): Promise<OwnService> {
  const stack = await startOwnStack(name, options.env);
  const led = (process: 'worker' | 'api'): Stack => {
    const env = options.lead?.(stack.env, process) ?? stack.env;
    return { ...stack, env, config: readConfig(env) };
  };
  await options.beforeLeading?.(stack);
  await prepareDatabase(stack.config);
  const issuer = issuerProcess(stack);
  await issuer?.start();
  const catalogue = await loadCatalogue(stack.config.catalogueDir);
  const connections = await connect(stack.config, ENGINE_NAMES);
  const worker = serviceProcess('worker', led('worker'));
  const api = serviceProcess('api', led('api'));
  const others: ServerControl[] = [];
  return {
    ...createDesks(`http://127.0.0.1:${stack.ports.api}`, catalogue),
    stack,
    config: stack.config,
    worker,
    api,
    connections,
    program(programName, path, args = [], env = {}) {
      const control = serverProcess(
        {
          name: programName,
          setting: 'TEMPORAL_ADDRESS',
          port: 0,
          end: 'terminate',
          readyWithinMs: 90_000,
          dataDir: stack.dataDir,
          logDir: dataPaths(stack.dataDir).logs,
          messages: true,
          command: () =>
            Promise.resolve({ file: process.execPath, args: [path, ...args], env: { ...stack.env, ...env } }),
          isReady: (told) => Promise.resolve(told),
        },
        stack.guarded,
      );
      others.push(control);
      return control;
    },
    async stop() {
      await connections.close();
      for (const control of [api, worker, issuer, ...others]) if (control?.pid !== undefined) await control.stop();
      await stack.stop();
    },
  };
}
