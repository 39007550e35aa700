import type { DossierSearch, DossierSearchAnswer } from '../../../contracts/dossier-search.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { IdentityHasher } from '../../../infra/personal/identity-hash.ts';
import { nameSearchOf } from '../../../infra/personal/name-search.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, openStepOf, summaryOf, type OpenStepColumns } from './dossier-rows.ts';

interface ItemFound extends OpenStepColumns {
  readonly broad: boolean;
}

/** No more are shown: who finds so many looks for another thing. */
const MOST = 50;

/** The function applies the policy, and puts the search on record. */
const SEARCH = {
  name: 'search-dossiers',
  text: `select ${DOSSIER_COLUMNS}, d.open_task, t.stage, t.agency as holder, found.broad
    from search_dossiers($1, $2, $3, $4) as found
    join dossier d on d.code = found.code
    join procedure_version v on v.code = d.procedure and v.version = d.procedure_version
    left join task t on t.id = d.open_task
    order by d.filed_at desc, d.code desc`,
};

export interface SearchParts {
  readonly db: Pick<Database, 'execute'>;
  readonly names: () => Promise<Names>;
  readonly hash: RequestHasher;
  readonly identityHash: IdentityHasher;
}

/** Dossiers of the searcher's agencies by what is personal of their applicants, the latest filed first. Nothing personal is answered. */
export async function searchDossiers(
  { db, names, hash, identityHash }: SearchParts,
  { by, value }: DossierSearch,
): Promise<DossierSearchAnswer> {
  const wanted = { name: nameSearchOf, identity: identityHash, phone: (digits: string) => digits }[by](value);
  const rows = await db.execute<ItemFound>(SEARCH, [by, wanted, hash(['search', by, wanted]), MOST + 1]);
  const known = await names();
  return {
    items: rows.slice(0, MOST).map((row) => ({ ...summaryOf(row, known), openStep: openStepOf(row, known) })),
    more: rows.length > MOST || rows.some(({ broad }) => broad),
  };
}
