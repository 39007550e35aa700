import type { Database } from './orm.ts';

const PAGE = {
  name: 'open-runs',
  text: `select code from (select code from dossier where closed_at is null and code > $1
      union all select code from consultation where closed_at is null and code > $1) as open
    order by code limit 500`,
};

/** The codes of open dossiers, sub-dossiers and consultations, which are the ids of their runs. */
export async function* openRuns(db: Pick<Database, 'execute'>): AsyncGenerator<string, void, undefined> {
  for (let after = ''; ;) {
    const codes = (await db.execute<{ code: string }>(PAGE, [after])).map(({ code }) => code);
    yield* codes;
    const last = codes.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
