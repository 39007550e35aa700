import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Env } from './config.ts';
import { CHECKOUT } from './settings.ts';

/**
 * The environment a main reads its configuration from: the process's own variables over those of the file `.env` in the
 * checkout, if there is one.
 */
export const environmentOf = (processEnv: Env, checkout: string = CHECKOUT): Env => {
  const path = join(checkout, '.env');
  const file = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  const set = Object.entries(processEnv).filter(([, value]) => value !== undefined && value !== '');
  return { ...file, ...Object.fromEntries(set) };
};
