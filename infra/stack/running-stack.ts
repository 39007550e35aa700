import { readFileSync } from 'node:fs';
import type { Env } from '../config/config.ts';
import { readSettings } from '../config/config.ts';
import { dataPaths, holderOf, writePrivateFile } from './data-folder.ts';
import { withoutSettings } from './stack-environment.ts';

/** Writes down how to reach the servers of this data folder while they run; only this user can read it. */
export const writeRunning = (dataDir: string, env: Readonly<Record<string, string>>): void =>
  writePrivateFile(dataPaths(dataDir).running, JSON.stringify(env, undefined, 2));

/**
 * The environment of the stack that runs in the data folder of `env`, settings of `env` left out; undefined when none runs.
 * Commands beside a running `npm start` read their configuration from it.
 */
export const runningEnvironment = (env: Env): Env | undefined => {
  const { DATA_DIR: dataDir } = readSettings(env);
  if (holderOf(dataDir) === undefined) return undefined;
  try {
    const running: unknown = JSON.parse(readFileSync(dataPaths(dataDir).running, 'utf8'));
    return { ...withoutSettings(env), ...(running as Record<string, string>) };
  } catch {
    // Held, but not up yet.
    return undefined;
  }
};
