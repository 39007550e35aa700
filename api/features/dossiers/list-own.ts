import { z } from 'zod';
import type { DossierItem, OwnDossierQuery } from '../../../contracts/dossier.ts';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, openStepOf, summaryOf, type OpenStepColumns } from './dossier-rows.ts';

interface ItemFound extends OpenStepColumns {
  /** The key as text: the database's instants are finer than ours. */
  readonly filed_key: string;
}

/** By the applicant alone: who handed a dossier in for another has none of it here. A part is shown with the whole. */
const LIST = {
  name: 'dossiers-own',
  text: `select ${DOSSIER_COLUMNS}, d.open_task, t.stage, t.agency as holder, (d.filed_at at time zone 'UTC')::text || '+00' as filed_key
    from person p join applicant a on a.identity_hash = p.identity_hash join dossier d on d.code = a.dossier
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    left join task t on t.id = d.open_task
    where p.id = $1 and (d.filed_at, d.code) < ($2::timestamptz, $3) order by d.filed_at desc, d.code desc limit $4`,
};

const cursors = cursorsOf('dossiers-own', z.strictObject({ filed: KeyInstant, code: KeyText }));

/** The dossiers whose applicant a person is, the latest filed first. */
export async function listOwnDossiers(
  db: Pick<Database, 'execute'>,
  names: Names,
  person: string,
  { cursor, limit }: OwnDossierQuery,
): Promise<Page<DossierItem>> {
  const before = cursor === undefined ? { filed: 'infinity', code: '' } : cursors.decode(cursor);
  const rows = await db.execute<ItemFound>(LIST, [person, before.filed, before.code, limit + 1]);
  return toPage(
    rows,
    limit,
    cursors,
    ({ filed_key: filed, code }) => ({ filed, code }),
    (row) => ({ ...summaryOf(row, names), openStep: openStepOf(row, names) }),
  );
}
