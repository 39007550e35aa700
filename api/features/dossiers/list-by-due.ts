import { z } from 'zod';
import type { DossierItem } from '../../../contracts/dossier.ts';
import type { DueQuery } from '../../../contracts/dossier-search.ts';
import { cursorsOf, KeyInstant, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type { Database, Statement } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, openStepOf, summaryOf, type OpenStepColumns } from './dossier-rows.ts';

interface ItemFound extends OpenStepColumns {
  /** The key as text: the database's instants are finer than ours. */
  readonly due_key: string;
}

/** One range of the narrow table, which names the agency itself: a policy is no help to an index. */
const list = (name: string, after: '>' | '<', order: 'asc' | 'desc'): Statement => ({
  name,
  text: `select ${DOSSIER_COLUMNS}, d.open_task, t.stage, t.agency as holder,
      case when found.due_at = 'infinity' then 'infinity' else (found.due_at at time zone 'UTC')::text || '+00' end as due_key
    from (select due_at, code from dossier_list where agency = $1 and state = $2 and (due_at, code) ${after} ($3::timestamptz, $4)
      order by due_at ${order}, code ${order} limit $5) as found
    join dossier d on d.code = found.code
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    left join task t on t.id = d.open_task
    order by found.due_at ${order}, found.code ${order}`,
});
const DUE_FIRST = list('dossiers-due-first', '>', 'asc');
const DUE_LAST = list('dossiers-due-last', '<', 'desc');

/** Without an appointment, or while its clock stands still, nothing is due ever. */
const Due = z.union([KeyInstant, z.literal('infinity')]);
const cursors = cursorsOf('dossiers-by-due', z.strictObject({ due: Due, code: KeyText }));

/** Dossiers that an agency received or is competent for: those due first at the head, of those that have ended those due last. */
export async function listByDue(
  db: Pick<Database, 'execute'>,
  names: Names,
  agency: string,
  { state, cursor, limit }: DueQuery,
): Promise<Page<DossierItem>> {
  const [statement, start] =
    state === 'ended' ? [DUE_LAST, { due: 'infinity', code: '~' }] : [DUE_FIRST, { due: '-infinity', code: '' }];
  const after = cursor === undefined ? start : cursors.decode(cursor);
  const rows = await db.execute<ItemFound>(statement, [agency, state, after.due, after.code, limit + 1]);
  return toPage(
    rows,
    limit,
    cursors,
    ({ due_key: due, code }) => ({ due, code }),
    (row) => ({ ...summaryOf(row, names), openStep: openStepOf(row, names) }),
  );
}
