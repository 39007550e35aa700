import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Env } from './config.ts';
import { CHECKOUT } from './settings.ts';

/** What a launcher adds to the environment it has made for its processes: whatever is not in it is not set. */
export const COMPLETE_ENVIRONMENT = { MOTCUA_ENVIRONMENT: 'complete' } as const;

const isComplete = ({ MOTCUA_ENVIRONMENT }: Env): boolean =>
  MOTCUA_ENVIRONMENT === COMPLETE_ENVIRONMENT.MOTCUA_ENVIRONMENT;

/**
 * The environment a main reads its configuration from: the process's own variables over those of the file `.env` in the
 * checkout, if there is one. A complete environment stands alone: the file may name other servers, or the schema's owner.
 */
export const environmentOf = (processEnv: Env, checkout: string = CHECKOUT): Env => {
  const path = join(checkout, '.env');
  const file = !isComplete(processEnv) && existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  const set = Object.entries(processEnv).filter(([, value]) => value !== undefined && value !== '');
  return { ...file, ...Object.fromEntries(set) };
};
