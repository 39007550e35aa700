/**
 * What `npm run verify` runs: format, lint, types, dead code, then the unit tests, architecture and workflow bundle among them.
 * Every step runs even when an earlier one failed, so that one run shows all there is to do.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '../infra/config/settings.ts';

interface Step {
  readonly name: string;
  /** Script and arguments for this very Node; paths start at the checkout. */
  readonly command: readonly [string, ...string[]];
  /** How to put right what it finds, where a command can. */
  readonly remedy?: string;
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['node_modules/oxfmt/bin/oxfmt', '--check'], remedy: 'npx oxfmt' },
  {
    name: 'lint',
    command: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--quiet'],
    remedy: 'npx oxlint --type-aware --fix',
  },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-config-hints'] },
  { name: 'unit tests', command: ['scripts/test.mjs', '--unit'] },
];

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, () => stopping.abort());

const passes = ({ command: [script, ...args] }: Step): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(CHECKOUT, script), ...args], {
      cwd: CHECKOUT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const end = (): boolean => child.kill('SIGTERM');
    stopping.signal.addEventListener('abort', end, { once: true });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('close', (code) => {
      stopping.signal.removeEventListener('abort', end);
      resolve(code === 0);
    });
  });

const failed: Step[] = [];
const lines: string[] = [];
for (const step of STEPS) {
  if (stopping.signal.aborted) break;
  console.log(`\n── ${step.name}`);
  const started = performance.now();
  const passed = await passes(step);
  if (!passed) failed.push(step);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  const advice = passed || step.remedy === undefined ? '' : `  (${step.remedy})`;
  lines.push(`${passed ? 'ok    ' : 'FAILED'} ${seconds} s  ${step.name}${advice}`);
}
console.log(`\n${lines.join('\n')}`);
process.exit(failed.length === 0 && !stopping.signal.aborted ? 0 : 1);
