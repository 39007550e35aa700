import { z } from 'zod';
import type { DossierItem, DossierQuery } from '../../../contracts/dossier.ts';
import { cursorsOf, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, summaryOf, type DossierColumns } from './dossier-rows.ts';

interface ItemFound extends DossierColumns {
  readonly open_task: string | null;
  readonly stage: string | null;
  readonly holder: string | null;
}

/** Of a dossier in parts its own row is for the office that received it, and each part's for the agency that does it. */
const BRANCH = (column: 'receiving_agency' | 'competent_agency'): string => `
  (select code from dossier where ${column} = $1${column === 'receiving_agency' ? ' and parent is null' : ''} and ($2::text is null or code < $2)
    and ($3::text is null or status = $3) and ($4::smallint is null or national_status = $4)
    and ($5::text is null or procedure = $5) and ($6::boolean is null or overdue = $6)
    order by code desc limit $7)`;

/** Two index ranges merged: what the agency received, and what it is competent for. */
const LIST = {
  name: 'dossiers-of-agency',
  text: `select ${DOSSIER_COLUMNS}, d.open_task, t.stage, t.agency as holder
    from (${BRANCH('receiving_agency')} union ${BRANCH('competent_agency')} order by code desc limit $7) as found
    join dossier d on d.code = found.code
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    left join task t on t.id = d.open_task
    order by d.code desc`,
};

const cursors = cursorsOf('dossiers', z.strictObject({ code: KeyText }));

/** Dossiers that an agency received or is competent for, highest code first. */
export async function listDossiers(
  db: Pick<Database, 'execute'>,
  names: Names,
  agency: string,
  { cursor, limit, ...query }: DossierQuery,
): Promise<Page<DossierItem>> {
  const before = cursor === undefined ? null : cursors.decode(cursor).code;
  const overdue = query.overdue === undefined ? null : query.overdue === 'true';
  const filters = [query.status ?? null, query.nationalStatus ?? null, query.procedure ?? null, overdue];
  const rows = await db.execute<ItemFound>(LIST, [agency, before, ...filters, limit + 1]);
  return toPage(
    rows,
    limit,
    cursors,
    ({ code }) => ({ code }),
    (row) => ({
      ...summaryOf(row, names),
      openStep:
        row.open_task === null || row.stage === null || row.holder === null
          ? null
          : { task: row.open_task, stage: row.stage, agency: names.agency(row.holder) },
    }),
  );
}
