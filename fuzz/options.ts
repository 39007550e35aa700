import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { countOption } from '../infra/stack/measuring-run.ts';

export interface FuzzSize {
  /** Made-up requests of each operation, for each account. */
  readonly examples: number;
  /** What every choice hangs on. */
  readonly seed: number;
}

const DEFAULT_EXAMPLES = 30;
const MOST = { examples: 10_000, seed: 2 ** 31 } as const;

export const USAGE = `npm run fuzz [-- options]
  --examples N  made-up requests of each operation, for each account (${DEFAULT_EXAMPLES})
  --seed K      repeats the choices of an earlier run (any)
  --json        end with one line of JSON: requests, serverErrors, crossAgency`;

/** @throws TypeError for an unknown option or a number that is none */
export function readOptions(args: readonly string[]): FuzzSize & { readonly json: boolean } {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, examples: number, seed: number },
  });
  return {
    json: values.json ?? false,
    examples: countOption('examples', values.examples, DEFAULT_EXAMPLES, MOST.examples),
    seed: countOption('seed', values.seed, randomInt(1, MOST.seed), MOST.seed),
  };
}
