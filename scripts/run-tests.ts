/**
 * What `npm test` runs: the unit tests, then, on a stack of their own, the tests that need processes. Arguments go to Jest
 * (`npm test -- test/api -t "intake"`); `--unit` leaves out the second part. The last line is `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf } from '../infra/config/environment.ts';
import { CHECKOUT } from '../infra/config/settings.ts';
import { makeRunFolder } from '../infra/stack/run-folder.ts';
import { programSettingsIn, settingsIn } from '../infra/stack/stack-environment.ts';
import { issuerProcess } from '../infra/stack/service-process.ts';
import { prepareDatabase } from '../infra/stack/start-service.ts';
import { startStack } from '../infra/stack/start-stack.ts';
import type { Stack } from '../infra/stack/start-stack.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { TEST_SETTINGS, TEST_STACK_VARIABLE, TEST_TEMPORAL_SETTINGS } from '../test/support/stack.ts';
import type { TestStackFacts } from '../test/support/stack.ts';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };
const SHARDS = ['1/3', '2/3', '3/3'] as const;

const added = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

const flags = process.argv.slice(2);
const unitOnly = flags.includes('--unit');
const jestArguments = flags.filter((flag) => flag !== '--unit');
const stopping = new AbortController();

const programEnvironment = programSettingsIn(environmentOf(process.env));

/** The environment of Jest: nothing in it leads to the operator's real servers. */
const jestEnvironment = (stack: Stack | undefined, folder: string): NodeJS.ProcessEnv => {
  const hidden = new Set(Object.keys(settingsIn(process.env)));
  const rest = Object.entries(process.env).filter(([name]) => !hidden.has(name));
  const environment = { ...Object.fromEntries(rest), ...programEnvironment };
  if (stack === undefined) return environment;
  const facts: TestStackFacts = {
    env: { ...stack.env, DATABASE_OWNER_URL: stack.config.database.ownerUrl ?? '' },
    adminUrl: stack.adminUrl ?? '',
    folder,
  };
  return { ...environment, [TEST_STACK_VARIABLE]: JSON.stringify(facts) };
};

const jest = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stack?: Stack,
): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const listing = args.includes('--listTests');
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        join(CHECKOUT, 'node_modules', 'jest', 'bin', 'jest.js'),
        ...args,
      ],
      { cwd: CHECKOUT, env, stdio: ['ignore', listing ? 'pipe' : 'inherit', 'inherit'] },
    );
    stack?.guarded.adopt('jest', child, 'terminate');
    stopping.signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const countIn = (report: Record<string, unknown>, name: string): number => {
  const value = report[name];
  return typeof value === 'number' ? value : 0;
};

/** Jest's own counts; a file that could not even be run counts as one failure. */
const readTally = (path: string): Tally | undefined => {
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(report)) return undefined;
    return {
      passed: countIn(report, 'numPassedTests'),
      failed: countIn(report, 'numFailedTests') + countIn(report, 'numRuntimeErrorTestSuites'),
      skipped: countIn(report, 'numPendingTests') + countIn(report, 'numTodoTests'),
    };
  } catch {
    return undefined;
  }
};

type Project = 'unit' | 'process';

const run = async (project: Project, folder: string, stack?: Stack, shard?: string): Promise<Tally> => {
  const report = join(folder, `jest-${project}${shard === undefined ? '' : `-${shard.replace('/', '-of-')}`}.json`);
  const output = ['--json', `--outputFile=${report}`, '--passWithNoTests', '--selectProjects', project];
  // Native parts of the engine's client outlive the tests in the one process they run in; everything started is stopped by then.
  const order = project === 'process' ? ['--runInBand', '--forceExit'] : [];
  if (shard !== undefined) order.push(`--shard=${shard}`);
  const { code } = await jest([...output, ...order, ...spread(jestArguments)], jestEnvironment(stack, folder), stack);
  const tally = readTally(report);
  if (tally === undefined) return code === 0 ? NOTHING : { ...NOTHING, failed: 1 };
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
};

/** `--selectProjects` takes every word up to the next flag, so paths must not follow it directly. */
const spread = (args: readonly string[]): string[] =>
  args[0]?.startsWith('-') === false ? ['--testPathPatterns', ...args] : [...args];

const needsStack = async (folder: string): Promise<boolean> => {
  if (unitOnly) return false;
  const args = ['--listTests', '--passWithNoTests', '--selectProjects', 'process', ...spread(jestArguments)];
  const { output } = await jest(args, jestEnvironment(undefined, folder));
  return output.trim() !== '';
};

const onOwnStack = async (folder: string): Promise<Tally> => {
  const stack = await startStack({
    env: { ...programEnvironment, ...TEST_SETTINGS },
    dataDir: join(folder, 'stack'),
    ports: 'free',
    temporalSettings: TEST_TEMPORAL_SETTINGS,
    signal: stopping.signal,
    onProgress: (line) => console.log(`test stack: ${line}`),
  });
  try {
    await prepareDatabase(stack.config);
    await issuerProcess(stack)?.start();
    // One process keeps the modules of every file that it has run: all files together are more than it may hold.
    const shards = jestArguments.length === 0 ? SHARDS : [undefined];
    let tally = NOTHING;
    for (const shard of shards) {
      if (stopping.signal.aborted) break;
      tally = added(tally, await run('process', folder, stack, shard));
    }
    return tally;
  } finally {
    await stack.stop();
  }
};

const safely = async (work: () => Promise<Tally>): Promise<Tally> => {
  try {
    return await work();
  } catch (error) {
    console.error(startFailure(error));
    return { ...NOTHING, failed: 1 };
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, () => stopping.abort());

const folder = await makeRunFolder('run');
const unit = await safely(() => run('unit', folder));
const rest = !stopping.signal.aborted && (await needsStack(folder)) ? await safely(() => onOwnStack(folder)) : NOTHING;
const passed = unit.passed + rest.passed;
const failed = unit.failed + rest.failed;
const skipped = unit.skipped + rest.skipped;

if (failed === 0) rmSync(folder, { recursive: true, force: true });
else console.log(`logs and data of this run: ${folder}`);
if (skipped > 0) console.log(`${skipped} skipped`);
if (passed + failed === 0) console.log('no test ran');
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 && !stopping.signal.aborted ? 0 : 1);
