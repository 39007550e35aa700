import type { ProcedureDraft, ProcedureStore, UpsertCounts } from '../catalogue/import-national.ts';

/** The least a database must do here; `$1` placeholders. */
export interface SqlExecutor {
  execute(sql: string, params: unknown[]): Promise<Record<string, unknown>[]>;
}

/** How often a batch is tried against other writers of the same codes before it is given up. */
const MAX_ATTEMPTS = 10;

/** The codes that need no new version; asked first without the contents, because most of a second import is unchanged. */
const FIND_UNCHANGED = `
select i.code
from jsonb_to_recordset($1::jsonb) as i(code text, "contentHash" text)
where i."contentHash" = (
  select v.content_hash from procedure_version v
  where v.code = i.code and v.source = 'national' order by v.version desc limit 1)`;

/**
 * One statement for the rest of a batch. A code whose latest national version has the same hash stays as it is; any other gets the next version as a
 * draft. A version number that another import took in between shows as `conflict`, to be tried again on a new snapshot.
 */
const UPSERT_DRAFTS = `
with input as (
  select code, "contentHash" as content_hash, content
  from jsonb_to_recordset($1::jsonb) as r(code text, "contentHash" text, content jsonb)
), latest as (
  select i.code, coalesce(max(v.version), 0) as version,
    (array_agg(v.content_hash order by v.version desc) filter (where v.source = 'national'))[1] as national_hash
  from input i left join procedure_version v on v.code = i.code
  group by i.code
), added as (
  insert into procedure_version (code, version, status, source, content, content_hash, created_at)
  select i.code, l.version + 1, 'draft', 'national', i.content, i.content_hash, now()
  from input i join latest l on l.code = i.code
  where l.national_hash is distinct from i.content_hash
  order by i.code
  on conflict (code, version) do nothing
  returning code
)
select l.code,
  case
    when l.national_hash = i.content_hash then 'unchanged'
    when a.code is null then 'conflict'
    when l.national_hash is null then 'inserted'
    else 'changed'
  end as outcome
from input i join latest l on l.code = i.code left join added a on a.code = i.code`;

/**
 * The store of procedures over table `procedure_version`. Safe beside other imports and editors: the primary key (code, version) decides
 * who comes first, and the other reads again.
 */
export function createProcedureStore(db: SqlExecutor): ProcedureStore {
  return {
    async upsertDrafts(batch: readonly ProcedureDraft[]): Promise<UpsertCounts> {
      const hashes = batch.map(({ code, contentHash }) => ({ code, contentHash }));
      const same = new Set<unknown>();
      for (const { code } of await db.execute(FIND_UNCHANGED, [JSON.stringify(hashes)])) same.add(code);
      const counts = { inserted: 0, changed: 0, unchanged: same.size };
      let open = batch.filter(({ code }) => !same.has(code));
      for (let attempt = 0; open.length > 0; attempt += 1) {
        if (attempt === MAX_ATTEMPTS)
          throw new Error(`procedure versions kept changing: ${open.length} of ${batch.length} left`);
        const rows = await db.execute(UPSERT_DRAFTS, [JSON.stringify(open)]);
        const conflicts = new Set<unknown>();
        for (const { code, outcome } of rows) {
          if (outcome === 'inserted' || outcome === 'changed' || outcome === 'unchanged') counts[outcome] += 1;
          else conflicts.add(code);
        }
        open = open.filter(({ code }) => conflicts.has(code));
      }
      return counts;
    },
  };
}
