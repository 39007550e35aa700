import { z } from 'zod';
import { cursorsOf, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import type {
  Folding,
  FoldingItem,
  FoldingItemQuery,
  VersionItem,
  VersionQuery,
  VersionView,
} from '../../../contracts/procedure-version.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import { isListed, listedParameters, type ListedFor } from '../planned-dossiers.ts';
import { findingView, type CheckVersion } from './self-check.ts';

type Execute = Pick<Database, 'execute'>;

interface PersonFound {
  readonly id: string;
  readonly displayName: string;
}

/** A person with the name to show, as JSON; null for none. */
export const personJson = (id: string): string =>
  `(select jsonb_build_object('id', p.id, 'displayName', p.display_name) from person p where p.id = ${id})`;

interface VersionFound extends Record<string, unknown> {
  readonly code: string;
  readonly version: number;
  readonly status: VersionItem['status'];
  readonly source: string;
  readonly content_hash: string;
  readonly created_at: StoredInstant;
  readonly reason: string | null;
  readonly proposed_by: PersonFound | null;
  readonly published_by: PersonFound | null;
  readonly published_at: StoredInstant | null;
  readonly dossiers: number;
  readonly open_dossiers: number;
}

const COLUMNS = `v.code, v.version, v.status, v.source, v.content_hash, v.created_at, o.reason, o.published_at,
  ${personJson('o.proposer')} as proposed_by, ${personJson('o.publisher')} as published_by, n.dossiers, n.open_dossiers`;
const FROM = `procedure_version v left join procedure_proposal o on o.code = v.code and o.version = v.version,
  lateral dossiers_of_version(v.code, v.version) as n`;

const LIST = {
  name: 'list-procedure-versions',
  text: `select ${COLUMNS} from ${FROM} where v.code = $1 and v.version < $2 order by v.version desc limit $3`,
};
const ONE = {
  name: 'read-procedure-version',
  text: `select ${COLUMNS}, v.content from ${FROM} where v.code = $1 and v.version = $2`,
};

const cursors = cursorsOf('procedure-versions', z.strictObject({ version: z.int() }));
const BEYOND_ANY = 2_147_483_647;

/** The versions of a procedure, the latest first. @throws DomainError `procedure-unknown`, `cursor-invalid` */
export async function listVersions(
  db: Execute,
  code: string,
  { cursor, limit }: VersionQuery,
): Promise<Page<VersionItem>> {
  const before = cursor === undefined ? BEYOND_ANY : cursors.decode(cursor).version;
  const rows = await db.execute<VersionFound>(LIST, [code, before, limit + 1]);
  if (rows.length === 0 && cursor === undefined) throw new DomainError('procedure-unknown', { procedure: code });
  return toPage(rows, limit, cursors, ({ version }) => ({ version }), toItem);
}

/** One version, with what the self-check finds in it today. @throws DomainError `version-unknown` */
export async function readVersion(
  db: Execute,
  check: CheckVersion,
  code: string,
  version: number,
  now: Date,
): Promise<VersionView> {
  const [row] = await db.execute<VersionFound & { content: Record<string, unknown> }>(ONE, [code, version]);
  if (row === undefined) throw new DomainError('version-unknown', { procedure: code, version });
  const findings = await check(row.content, localDate(now.toISOString()));
  return {
    ...toItem(row),
    findings: findings.map(findingView),
    folding: await findFolding(db, code, version),
    content: { ...row.content },
  };
}

function toItem(row: VersionFound): VersionItem {
  return {
    procedure: row.code,
    version: row.version,
    status: row.status,
    source: row.source,
    contentHash: row.content_hash,
    createdAt: instant(row.created_at),
    reason: row.reason,
    proposedBy: row.proposed_by,
    publishedBy: row.published_by,
    publishedAt: instantOrNull(row.published_at),
    dossiers: row.dossiers,
    openDossiers: row.open_dossiers,
  };
}

interface FoldingFound extends Record<string, unknown> {
  readonly id: string;
  readonly from_version: number;
  readonly to_version: number;
  readonly newest: number;
  readonly asked_by: PersonFound;
  readonly asked_at: StoredInstant;
  readonly ended_at: StoredInstant | null;
  readonly dossiers: number;
  readonly looked_at: number | null;
  readonly different: number;
  readonly failed: number;
  readonly differences: Folding['differences'];
}

const FOLDING = {
  name: 'read-procedure-folding',
  text: `select f.id, f.from_version, f.to_version, f.newest, ${personJson('f.asked_by')} as asked_by, f.asked_at, f.ended_at,
      f.dossiers, f.looked_at, n.different, n.failed, coalesce(k.differences, '[]'::jsonb) as differences
    from procedure_folding f,
      lateral (select (count(*) filter (where i.code is null))::int as different, (count(*) filter (where i.code is not null))::int as failed
        from procedure_folding_item i where i.folding = f.id) as n,
      lateral (select jsonb_agg(jsonb_build_object('kind', kind, 'of', "of", 'dossiers', dossiers, 'open', open)
          order by dossiers desc, kind, "of") as differences
        from (select kind, "of", count(*)::int as dossiers, (count(*) filter (where not ended))::int as open
          from procedure_folding_item i,
            lateral (select distinct x->>'kind' as kind, x->>'of' as "of" from jsonb_array_elements(i.differences) as x) as d
          where i.folding = f.id group by kind, "of") as counted) as k
    where f.code = $1 and f.to_version = $2 order by f.asked_at desc, f.id limit 1`,
};

/** The last folding over a version; null where none was asked for. */
export async function findFolding(db: Execute, code: string, version: number): Promise<Folding | null> {
  const [row] = await db.execute<FoldingFound>(FOLDING, [code, version]);
  if (row === undefined) return null;
  return {
    id: row.id,
    from: row.from_version,
    to: row.to_version,
    newest: row.newest,
    askedBy: row.asked_by,
    askedAt: instant(row.asked_at),
    endedAt: instantOrNull(row.ended_at),
    dossiers: row.dossiers,
    lookedAt: row.looked_at,
    different: row.different,
    failed: row.failed,
    differences: row.differences,
  };
}

/** @throws DomainError `folding-unknown` */
export async function getFolding(db: Execute, code: string, version: number): Promise<Folding> {
  const found = await findFolding(db, code, version);
  if (found === null) throw new DomainError('folding-unknown');
  return found;
}

const ITEMS = {
  name: 'list-procedure-folding-items',
  text: `select dossier, ended, differences, code from procedure_folding_item i
    where folding = $1 and dossier > $2
      and ($3::text is null or differences @> jsonb_build_array(jsonb_build_object('kind', $3::text)))
      and ${isListed('i.dossier', '$4', '$5')}
    order by dossier limit $6`,
};

const itemCursors = cursorsOf('procedure-folding-dossiers', z.strictObject({ code: KeyText }));

/** The dossiers of a folding that would go another way, by their codes. @throws DomainError `folding-unknown`, `cursor-invalid` */
export async function listFolded(
  db: Execute,
  code: string,
  version: number,
  reader: ListedFor,
  { kind, cursor, limit }: FoldingItemQuery,
): Promise<Page<FoldingItem>> {
  const after = cursor === undefined ? '' : itemCursors.decode(cursor).code;
  const { id } = await getFolding(db, code, version);
  const rows = await db.execute<FoldingItem & Record<string, unknown>>(ITEMS, [
    id,
    after,
    kind ?? null,
    ...listedParameters(reader),
    limit + 1,
  ]);
  return toPage(
    rows,
    limit,
    itemCursors,
    ({ dossier }) => ({ code: dossier }),
    (row) => ({ dossier: row.dossier, ended: row.ended, differences: row.differences, code: row.code }),
  );
}
