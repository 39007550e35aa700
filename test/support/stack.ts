import { join } from 'node:path';
import { readConfig } from '../../infra/config/config.ts';
import type { Config } from '../../infra/config/config.ts';
import { HIGH_LIMITS } from '../../infra/stack/stack-environment.ts';
import { startStack } from '../../infra/stack/start-stack.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';

/** The variable in which `npm test` hands the stack to Jest. */
export const TEST_STACK_VARIABLE = 'MOTCUA_TEST_STACK';

/** Of all demo accounts, on every stack that a test brings up. */
export const TEST_PASSWORD = 'test-password';

/** Settings of every stack that a test brings up. */
export const TEST_SETTINGS = { ...HIGH_LIMITS, DEMO_PASSWORD: TEST_PASSWORD };

/** What that variable holds, as JSON. */
export interface TestStackFacts {
  /** Environment for worker and API processes a test starts; here with the schema owner's URL. */
  readonly env: Readonly<Record<string, string>>;
  /** A superuser of the test PostgreSQL. */
  readonly adminUrl: string;
  /** Folder of this test run; its content goes when the run has succeeded. */
  readonly folder: string;
}

/** The servers that `npm test` has brought up for all tests of a run: schema migrated, catalogue installed. */
export interface TestStack extends TestStackFacts {
  readonly config: Config;
}

const facts = (): TestStackFacts => {
  const text = process.env[TEST_STACK_VARIABLE];
  if (text === undefined) throw new Error('This test needs real servers: run it with "npm test -- PATH".');
  return JSON.parse(text);
};

/**
 * The servers of this test run. A test that stops or kills servers uses `startOwnStack` instead.
 * @throws when the tests were not started by `npm test`
 */
export const testStack = (): TestStack => {
  const known = facts();
  return { ...known, config: readConfig(known.env) };
};

/** How demo accounts are installed on a test's stack; what `installCatalogue` takes. */
export const testDemo = (
  { identity }: Pick<Config, 'identity'> = testStack().config,
): {
  readonly demo: { readonly issuer: string; readonly password: string };
} => {
  if (identity === undefined) throw new Error('the test stack has no issuer');
  return { demo: { issuer: identity.issuer, password: TEST_PASSWORD } };
};

/** Lets a deleted run be gone within seconds; by itself the server looks every half minute. */
export const TEST_TEMPORAL_SETTINGS = {
  'history.transferProcessorUpdateAckInterval': '1s',
  'history.visibilityProcessorUpdateAckInterval': '1s',
  'history.timerProcessorUpdateAckInterval': '1s',
} as const;

/** Servers of a test's own, to stop, kill and start at will, on free ports; `name` is its folder within that of the run. */
export const startOwnStack = (name: string, env: Readonly<Record<string, string>> = {}): Promise<Stack> =>
  startStack({
    env: { ...TEST_SETTINGS, ...env },
    dataDir: join(facts().folder, name),
    ports: 'free',
    temporalSettings: TEST_TEMPORAL_SETTINGS,
  });
