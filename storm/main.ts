/** What `npm run storm` runs: servers of its own, killed and cut off while people act, and the ledger held against everything afterwards. */
import { rmSync } from 'node:fs';
import { environmentOf } from '../infra/config/environment.ts';
import { stoppedBySignals, tellingSince } from '../infra/stack/measuring-run.ts';
import { makeRunFolder } from '../infra/stack/run-folder.ts';
import { programSettingsIn } from '../infra/stack/stack-environment.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { readOptions, USAGE } from './options.ts';
import { runStorm, type StormFigures } from './run-storm.ts';

const tell = tellingSince();
const stopping = stoppedBySignals();

const SHOWN = 40;

function summarise({ findings, acts, killsOf, ...figures }: StormFigures): void {
  console.log('');
  for (const finding of findings.slice(0, SHOWN)) console.log(`✗ ${finding}`);
  if (findings.length > SHOWN) console.log(`  … and ${findings.length - SHOWN} more`);
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(20)} ${value}`);
  console.log(`killed               ${listOf(killsOf)}`);
  console.log(`done                 ${listOf(acts)}`);
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function explain(error: unknown): string {
  return error instanceof TypeError ? `${error.message}\n\n${USAGE}` : startFailure(error);
}

let folder = '';
try {
  const { json, ...size } = readOptions(process.argv.slice(2));
  folder = await makeRunFolder('storm');
  const env = programSettingsIn(environmentOf(process.env));
  const figures = await runStorm({ ...size, env, folder, signal: stopping, tell });
  summarise(figures);
  const { lost, doubled, gaps, disagreements } = figures;
  const isWhole = lost + doubled + gaps + disagreements === 0;
  if (isWhole) rmSync(folder, { recursive: true, force: true });
  else console.log(`logs and data of this storm: ${folder}`);
  if (json) console.log(JSON.stringify(figures));
  process.exit(isWhole ? 0 : 1);
} catch (error) {
  console.error(stopping.aborted ? 'stopped' : `${explain(error)}\nlogs: ${folder}`);
  process.exit(stopping.aborted ? 130 : 1);
}
