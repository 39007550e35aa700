import { z } from 'zod';
import { cursorsOf, toPage, type Page } from '../../../contracts/paging.ts';
import type { SearchItem, SearchQuery } from '../../../contracts/personal-read.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, type StoredInstant } from '../instant.ts';
import { namesOfPeople } from '../shown-actor.ts';

interface SearchFound extends Record<string, unknown> {
  readonly id: string;
  readonly at: StoredInstant;
  readonly person: string;
  readonly kind: SearchItem['by'];
  readonly hits: number;
}

/** Within the reach of the agency $5: by where whoever searched works, or worked. */
const LIST = {
  name: 'searches',
  text: `select s.id::text, s.at, s.person, s.kind, s.hits from search_use s
    where ($1::text is null or s.person = $1) and ($2::timestamptz is null or s.at >= $2) and ($3::timestamptz is null or s.at < $3)
      and ($4::bigint is null or s.id < $4)
      and exists (select from appointment a where a.person = s.person and $5 = any (agencies_above(array[a.agency])))
    order by s.id desc limit $6`,
};

const cursors = cursorsOf('searches', z.strictObject({ id: z.string().regex(/^\d{1,18}$/) }));

/** Searches by what is personal within the reach of an agency that audits, the latest first; those that found nothing are in no other log. */
export async function listSearches(
  db: Pick<Database, 'execute'>,
  agency: string,
  { cursor, limit, person, from, to }: SearchQuery,
): Promise<Page<SearchItem>> {
  const before = cursor === undefined ? null : cursors.decode(cursor).id;
  const rows = await db.execute<SearchFound>(LIST, [
    person ?? null,
    from ?? null,
    to ?? null,
    before,
    agency,
    limit + 1,
  ]);
  const personOf = await namesOfPeople(
    db,
    rows.map((row) => row.person),
  );
  return toPage(
    rows,
    limit,
    cursors,
    ({ id }) => ({ id }),
    ({ id, at, person: by, kind, hits }) => ({ id, at: instant(at), person: personOf(by), by: kind, hits }),
  );
}
