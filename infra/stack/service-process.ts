import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiOrigin } from '../config/api-config.ts';
import { CHECKOUT } from '../config/settings.ts';
import { dataPaths } from './data-folder.ts';
import { embeddedSecrets } from './secrets.ts';
import { serverProcess } from './server-process.ts';
import type { ServerControl } from './server-process.ts';
import { messageOf } from './stack-error.ts';
import { withDatabaseOf } from './stack-environment.ts';
import type { Stack } from './start-stack.ts';

const READY_WITHIN_MS = 90_000;

/** The worker lets running activities finish; the API, running requests. */
const END_WITHIN_MS = 20_000;

interface ServiceProgram {
  readonly main: string;
  readonly setting: string;
  readonly isReady: (stack: Stack, told: boolean) => Promise<boolean>;
}

const PROGRAMS = {
  worker: {
    main: 'worker/main.ts',
    setting: 'TEMPORAL_ADDRESS',
    isReady: (_, told) => Promise.resolve(told),
  },
  api: {
    main: 'api/main.ts',
    setting: 'API_PORT',
    // A certificate is for the name under which clients come, not for this look from next door.
    isReady: async ({ config: { api } }, told) =>
      api.tls === undefined ? (await fetch(`${apiOrigin(api)}/health/ready`)).ok : told,
  },
  issuer: {
    main: 'infra/identity/issuer/issuer-main.ts',
    setting: 'EMBEDDED_ISSUER_PORT',
    isReady: (_, told) => Promise.resolve(told),
  },
} as const satisfies Record<string, ServiceProgram>;

/**
 * Room for young objects and for a heap that grows: with V8's own defaults, made for small programs, worker and API spend a
 * tenth of their time collecting garbage, and more of other cores' in helping with it. Costs up to 300 MB.
 */
export const NODE_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--single-threaded-gc',
  '--initial-old-space-size=256',
] as const;

/**
 * The worker, the API or the issuer as a process of its own on that stack.
 * @param name of the process and its log, where there are several of a kind
 */
export const serviceProcess = (program: keyof typeof PROGRAMS, stack: Stack, name: string = program): ServerControl => {
  const { main, setting, isReady }: ServiceProgram = PROGRAMS[program];
  return serverProcess(
    {
      name,
      setting,
      port: program === 'worker' ? 0 : stack.ports[program],
      end: 'terminate',
      readyWithinMs: READY_WITHIN_MS,
      endWithinMs: END_WITHIN_MS,
      dataDir: stack.dataDir,
      logDir: dataPaths(stack.dataDir).logs,
      messages: true,
      command: () =>
        Promise.resolve({
          file: process.execPath,
          // The issuer is small, and needs no such heap.
          args: [...(program === 'issuer' ? [] : NODE_FLAGS), join(CHECKOUT, main)],
          env: program === 'issuer' ? { ...stack.env, ...issuerKeys(stack) } : withDatabaseOf(program, stack.env),
          cwd: CHECKOUT,
        }),
      isReady: (told) => isReady(stack, told),
    },
    stack.guarded,
  );
};

/** The embedded issuer, where demo accounts are on; its keys are nobody else's. */
export const issuerProcess = (stack: Stack): ServerControl | undefined =>
  stack.config.demo === undefined ? undefined : serviceProcess('issuer', stack);

const issuerKeys = ({ dataDir }: Stack): Record<string, string> => {
  const { issuerSigningKey, issuerCookieKey } = embeddedSecrets(dataDir);
  return { ISSUER_SIGNING_KEY: issuerSigningKey, ISSUER_COOKIE_KEY: issuerCookieKey };
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const CALM_MS = 60_000;

/**
 * Starts a process again whenever it crashes, after a pause that doubles each time and is short again once it has run for a
 * minute. Never gives up: what it needs may come back.
 */
export const keepRunning = (server: ServerControl, stopping: AbortSignal, tell: (line: string) => void): void => {
  let pause = FIRST_PAUSE_MS;
  let startedAt = Date.now();
  const again = async (): Promise<void> => {
    if (Date.now() - startedAt > CALM_MS) pause = FIRST_PAUSE_MS;
    for (;;) {
      if (stopping.aborted) return;
      tell(`${server.name} has ended; starting it again in ${pause / 1000} s`);
      await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      startedAt = Date.now();
      try {
        await server.start();
        tell(`${server.name} runs again`);
        return;
      } catch (error) {
        tell(messageOf(error));
      }
    }
  };
  server.onCrash(() => void again());
};
