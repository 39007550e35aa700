/** What `npm run fuzz` runs: servers of its own, and made-up requests to every operation as people of two agencies. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import { readSettings } from '../infra/config/config.ts';
import { environmentOf } from '../infra/config/environment.ts';
import { createSignedIn } from '../infra/identity/sign-in.ts';
import { stoppedBySignals, tellingSince } from '../infra/stack/measuring-run.ts';
import { makeRunFolder } from '../infra/stack/run-folder.ts';
import { programSettingsIn, withoutSettings } from '../infra/stack/stack-environment.ts';
import { startService } from '../infra/stack/start-service.ts';
import { startFailure } from '../infra/telemetry/start-failure.ts';
import { fuzzApi, type FuzzFigures } from './fuzz-api.ts';
import { readOptions, USAGE, type FuzzSize } from './options.ts';
import { findSchemathesis } from './schemathesis.ts';

const tell = tellingSince();
const signal = stoppedBySignals();

const SHOWN = 40;

async function fuzz({ examples, seed }: FuzzSize): Promise<FuzzFigures> {
  const env = programSettingsIn(environmentOf(process.env));
  const folder = await makeRunFolder('fuzz');

  const programEnv = withoutSettings(process.env);
  const schemathesis = await findSchemathesis(readSettings(env).MOTCUA_CACHE_DIR, programEnv, tell);
  const service = await startService({ env, dataDir: join(folder, 'stack'), ports: 'free', signal, onProgress: tell });
  try {
    const { config } = service.stack;
    const { demo } = config;
    if (demo === undefined) throw new Error('DEMO_IDENTITY is off, and the fuzzer acts by demo accounts');
    const { apiUrl } = service;
    const signedIn = createSignedIn(() => apiUrl, demo.password);
    const catalogue = await loadCatalogue(config.catalogueDir);
    const scratch = join(folder, 'schemathesis');
    mkdirSync(scratch);
    tell(`made-up requests, seed ${seed} …`);
    const run = { apiUrl, catalogue, signedIn, schemathesis, env: programEnv, folder: scratch };
    return await fuzzApi({ ...run, examples, seed, signal, tell });
  } finally {
    await service.stop(tell);
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  const { requests, serverErrors, crossAgency } = await fuzz(options);
  for (const one of [...serverErrors, ...crossAgency].slice(0, SHOWN))
    console.log(`✗ ${one.account}: ${one.request} → ${one.status} ${one.what}`);
  const figures = { requests, serverErrors: serverErrors.length, crossAgency: crossAgency.length };
  console.log(
    options.json
      ? JSON.stringify(figures)
      : Object.entries(figures)
          .map(([name, value]) => `${name.padEnd(14)} ${value}`)
          .join('\n'),
  );
  process.exit(requests > 0 && serverErrors.length + crossAgency.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : startFailure(error));
  process.exit(1);
}
