import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { countOption } from '../infra/stack/measuring-run.ts';

export interface StormSize {
  readonly seconds: number;
  /** People at work at the same time. */
  readonly clients: number;
  /** Under way from the beginning on. */
  readonly dossiers: number;
  /** What every choice hangs on. */
  readonly seed: number;
}

export interface StormOptions extends StormSize {
  /** The last line is one line of JSON. */
  readonly json: boolean;
}

const DEFAULTS = { seconds: 60, clients: 20, dossiers: 200 } as const;
const MOST = { seconds: 3600, clients: 200, dossiers: 10_000, seed: 2 ** 31 } as const;

export const USAGE = `npm run storm [-- options]
  --seconds S   how long it blows (${DEFAULTS.seconds})
  --clients C   people who act at the same time (${DEFAULTS.clients})
  --dossiers N  dossiers under way (${DEFAULTS.dossiers})
  --seed K      repeats the choices of an earlier storm (any)
  --json        end with one line of JSON`;

/** @throws TypeError for an unknown option or a number that is none */
export function readOptions(args: readonly string[]): StormOptions {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, seconds: number, clients: number, dossiers: number, seed: number },
  });
  return {
    json: values.json ?? false,
    seconds: countOption('seconds', values.seconds, DEFAULTS.seconds, MOST.seconds),
    clients: countOption('clients', values.clients, DEFAULTS.clients, MOST.clients),
    dossiers: countOption('dossiers', values.dossiers, DEFAULTS.dossiers, MOST.dossiers),
    seed: countOption('seed', values.seed, randomInt(1, MOST.seed), MOST.seed),
  };
}
