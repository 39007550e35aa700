import { evolve } from '../../domain/dossier/evolve.ts';
import { emptyDossier, type DossierSnapshot } from '../../domain/dossier/state.ts';
import { deltasOf } from '../../domain/indicators/deltas.ts';
import type { Database } from '../../infra/db/orm.ts';
import { rows, type Findings } from './findings.ts';
import { commandsOf, type Stream } from './streams.ts';

const COUNTED = `select concat_ws(' ', day, metric, agency, office, procedure, stage, bucket) as what, sum(n)::int as n from (
    select day::text, metric, agency, office, procedure, stage, bucket, n from indicator_delta
    union all select day::text, metric, agency, office, procedure, stage, bucket, n from indicator_rollup) c
  group by 1`;

/** What is counted for the indicators is what the ledger counts, each act once. */
export async function proveCounts(
  db: Pick<Database, 'execute'>,
  streams: ReadonlyMap<string, Stream>,
  snapshots: ReadonlyMap<string, DossierSnapshot>,
  { disagreements }: Findings,
): Promise<void> {
  const expected = new Map<string, number>();
  for (const [code, snapshot] of snapshots) {
    let state = emptyDossier(code);
    for (const events of commandsOf(streams.get(code) ?? [])) {
      for (const { day, metric, agency, office, procedure, stage, bucket, n } of deltasOf(snapshot, state, events)) {
        const what = [day, metric, agency, office, procedure, stage, bucket].join(' ');
        expected.set(what, (expected.get(what) ?? 0) + n);
      }
      state = events.reduce(evolve, state);
    }
  }
  const counted = new Map((await rows<{ what: string; n: number }>(db, COUNTED)).map(({ what, n }) => [what, n]));
  for (const what of new Set([...expected.keys(), ...counted.keys()])) {
    const [is, shouldBe] = [counted.get(what) ?? 0, expected.get(what) ?? 0];
    if (is !== shouldBe) disagreements.push(`counted ${is} instead of ${shouldBe}: ${what}`);
  }
}
