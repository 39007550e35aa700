import { describe } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { findTestServer } from '../../infra/stack/test-server.ts';
import { SEARCH_ATTRIBUTES } from '../../infra/temporal/engine.ts';
import { runDossiers, type DossierRuns } from './dossier-runs.ts';
import { quietRuntime } from './quiet-runtime.ts';

const server = await findTestServer(process.env['MOTCUA_CACHE_DIR']);
if ('missing' in server && !['', 'false'].includes(process.env['CI'] ?? ''))
  throw new Error(`With CI set, nothing is left out: ${server.missing}`);

/** Describes what needs that server, and is skipped where it is missing. */
export const describeOnSkippedTime = 'missing' in server ? describe.skip : describe;

/** For the title of a test that is skipped: what would run it. */
export const wanting = 'missing' in server ? ` (skipped: ${server.missing})` : '';

/** temporal.api.enums.v1.IndexedValueType */
const KEYWORD = 2;

/** Dossiers on a Temporal server in which months pass in a second. */
export interface SkippedTime {
  readonly runs: DossierRuns;
  /** Milliseconds since 1970, by the server's clock. */
  now(): Promise<number>;
  /** Lets time pass, and what rings meanwhile be written. */
  pass(ms: number): Promise<void>;
  /** The same, until an instant. */
  passUntil(instant: string | number): Promise<void>;
  stop(): Promise<void>;
}

export async function skipTime(options: { readonly calendar?: ClockCalendar } = {}): Promise<SkippedTime> {
  quietRuntime();
  const path = 'path' in server ? server.path : '';
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const namespace = environment.namespace ?? 'default';
  await environment.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => [name, KEYWORD])),
  });
  const runs = await runDossiers({
    nativeConnection: environment.nativeConnection,
    connection: { address: environment.address },
    namespace,
    ...options,
  });
  const now = (): Promise<number> => environment.currentTimeMs();
  const pass = async (ms: number): Promise<void> => {
    await environment.sleep(ms);
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  return {
    runs,
    now,
    pass,
    async passUntil(instant) {
      const left = (typeof instant === 'number' ? instant : Date.parse(instant)) - (await now());
      if (left > 0) await pass(left);
    },
    async stop() {
      await runs.stop();
      await environment.teardown();
    },
  };
}
