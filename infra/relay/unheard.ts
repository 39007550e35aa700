import { partReport } from '../../domain/dossier/parts.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import { openConsultation, restartConsultation, tell, type Messenger } from './consultations.ts';

/**
 * A run that is lost between its last commit and what it says of it has nothing left to be started for: its dossier would wait for an
 * end that is written, and a child of a dossier that was closed would go on. The ledgers know what was not heard.
 */
const UNHEARD = {
  name: 'unheard-of-children',
  text: `select p.code, p.parent as dossier, 'ended-part' as what from dossier p join dossier d on d.code = p.parent
      where p.parent is not null and p.status = 'returned' and p.closed_at between now() - interval '30 days' and now() - $1::int * interval '1 second'
        and d.closed_at is null and not exists (select from dossier_event e
          where e.stream = d.code and e.type = 'part-ended' and e.data->>'code' = p.code)
    union all
    select p.code, p.parent, 'orphaned-part' from dossier p join dossier d on d.code = p.parent
      where p.parent is not null and p.closed_at is null and d.closed_at < now() - $1::int * interval '1 second'
    union all
    select c.code, c.dossier, 'ended-consultation' from consultation c join dossier d on d.code = c.dossier
      where c.closed_at between now() - interval '30 days' and now() - $1::int * interval '1 second' and d.closed_at is null
        and not exists (select from dossier_event e where e.stream = d.code and e.type = 'consultation-reported'
          and e.data->>'consultation' = c.code and e.data->'news'->>'kind' in ('answered', 'recalled'))
    union all
    select c.code, c.dossier, 'orphaned-consultation' from consultation c join dossier d on d.code = c.dossier
      where c.closed_at is null and d.closed_at < now() - $1::int * interval '1 second'`,
};

interface Unheard extends Record<string, unknown> {
  readonly code: string;
  readonly dossier: string;
  readonly what: 'ended-part' | 'orphaned-part' | 'ended-consultation' | 'orphaned-consultation';
}

/** Far longer than a run takes to say what it has written. */
const HEARD_WITHIN_S = 60;

/** Children that are kept in memory so that none is told of twice: a dossier that has no use for it enters nothing. */
const MOST_TOLD = 50_000;

/**
 * Says for lost runs of sub-dossiers and consultations what they did not say, and to those that go on what their dossier did not.
 * @param told what was said by this process; added to
 * @returns how many were spoken for
 */
export async function tellUnheard(
  db: Pick<Database, 'execute'>,
  engine: Messenger,
  procedures: ProcedureVersions,
  told: Set<string>,
  heardWithinS = HEARD_WITHIN_S,
): Promise<number> {
  const found = await db.execute<Unheard>(UNHEARD, [heardWithinS]);
  const unheard = found.filter(({ code, what }) => !told.has(`${what} ${code}`));
  if (told.size > MOST_TOLD) told.clear();
  let failed: Error | null = null;
  for (const { code, dossier, what } of unheard) {
    try {
      await SPEAK[what](db, engine, procedures, { code, dossier });
      told.add(`${what} ${code}`);
    } catch (error) {
      // The others are not kept waiting by one; it comes again.
      failed ??= error instanceof Error ? error : new Error('unknown');
    }
  }
  if (failed !== null) throw failed;
  return unheard.length;
}

type Speak = (
  db: Pick<Database, 'execute'>,
  engine: Messenger,
  procedures: ProcedureVersions,
  child: Pick<Unheard, 'code' | 'dossier'>,
) => Promise<unknown>;

const SPEAK: Readonly<Record<Unheard['what'], Speak>> = {
  async 'ended-part'(db, engine, procedures, { code, dossier }) {
    const { state, headHash } = await loadSnapshot(db, procedures, code);
    await tell(db, engine, procedures, { to: dossier, signal: 'reported', payload: partReport(state, headHash) });
  },
  'orphaned-part': (db, engine, procedures, { code }) =>
    tell(db, engine, procedures, { to: code, signal: 'told', payload: { order: 'recall', because: 'closed' } }),
  'ended-consultation': (db, engine, procedures, { code }) => restartConsultation(db, engine, procedures, code),
  async 'orphaned-consultation'(db, engine, procedures, { code }) {
    const { recall } = await openConsultation(db, procedures, code);
    if (recall === null) return;
    await tell(db, engine, procedures, { to: code, signal: 'told', payload: { order: 'recall', because: recall } });
  },
};
