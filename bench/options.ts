import { parseArgs } from 'node:util';
import { countOption } from '../infra/stack/measuring-run.ts';

export interface BenchOptions {
  /** The last line is one line of JSON. */
  readonly json: boolean;
  /** Dossiers of each peer in the timed rounds, all rounds together. */
  readonly dossiers: number;
  /** Dossiers under way at the same time. */
  readonly clients: number;
  /** Timed rounds of each peer. */
  readonly rounds: number;
}

const DEFAULTS = { dossiers: 900, clients: 16, rounds: 6 } as const;

export const USAGE = `npm run bench [-- options]
  --dossiers N  dossiers of each peer in the timed rounds (${DEFAULTS.dossiers})
  --clients C   dossiers under way at the same time (${DEFAULTS.clients})
  --rounds R    timed rounds of each peer, alternating (${DEFAULTS.rounds})
  --json        end with one line of JSON`;

/** @throws TypeError for an unknown option or a number that is none */
export function readOptions(args: readonly string[]): BenchOptions {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, dossiers: number, clients: number, rounds: number },
  });
  const rounds = countOption('rounds', values.rounds, DEFAULTS.rounds, 100);
  const dossiers = countOption('dossiers', values.dossiers, DEFAULTS.dossiers, 100_000);
  if (dossiers < rounds) throw new TypeError('--dossiers: at least one for each round');
  return {
    json: values.json ?? false,
    dossiers,
    clients: countOption('clients', values.clients, DEFAULTS.clients, 200),
    rounds,
  };
}
