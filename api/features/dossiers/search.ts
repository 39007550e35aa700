import type { DossierSearch, DossierSearchAnswer } from '../../../contracts/dossier-search.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { IdentityHasher } from '../../../infra/personal/identity-hash.ts';
import { nameSearchOf } from '../../../infra/personal/name-search.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, openStepOf, summaryOf, type OpenStepColumns } from './dossier-rows.ts';

/** What stands for all that was not looked through. */
interface TooBroad extends Record<string, unknown> {
  readonly code: null;
}

/** No more are shown: who finds so many looks for another thing. */
const MOST = 50;

/** The function applies the policy, and puts the search on record. */
const SEARCH = {
  name: 'search-dossiers',
  text: `select ${DOSSIER_COLUMNS}, d.open_task, t.stage, t.agency as holder
    from search_dossiers($1, $2, $3, $4) as found
    left join dossier d on d.code = found.code
    left join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    left join task t on t.id = d.open_task
    where found.code is null or $5::text[] is null or d.agencies && $5 or d.office = any ($5)
    order by d.filed_at desc nulls last, d.code desc`,
};

export interface SearchParts {
  readonly db: Pick<Database, 'execute'>;
  readonly names: () => Promise<Names>;
  readonly hash: RequestHasher;
  readonly identityHash: IdentityHasher;
}

/**
 * Dossiers of the searcher's agencies by what is personal of their applicants, the latest filed first. Nothing personal is answered.
 * @param within agencies and offices of which one takes part in what is found; null: all that the searcher may find
 */
export async function searchDossiers(
  { db, names, hash, identityHash }: SearchParts,
  { by, value }: DossierSearch,
  within: readonly string[] | null,
): Promise<DossierSearchAnswer> {
  const wanted = { name: nameSearchOf, identity: identityHash, phone: (digits: string) => digits }[by](value);
  const args = [by, wanted, hash(['search', by, wanted]), MOST + 1, within];
  const found = await db.execute<OpenStepColumns | TooBroad>(SEARCH, args);
  const rows = found.filter((row): row is OpenStepColumns => row.code !== null);
  const known = await names();
  return {
    items: rows.slice(0, MOST).map((row) => ({ ...summaryOf(row, known), openStep: openStepOf(row, known) })),
    more: rows.length > MOST || rows.length < found.length,
  };
}
