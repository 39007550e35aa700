import type { Agency } from '../../contracts/catalogue.ts';

/** Codes of the province's own centre, which answers for the appointments of all counters. */
export function provinceCentres(agencies: ReadonlyMap<string, Agency>): readonly string[] {
  return [...agencies.values()]
    .filter(({ kind, level }) => kind === 'centre' && level === 'province')
    .map(({ code }) => code);
}
