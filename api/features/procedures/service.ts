import { z } from 'zod';
import { cursorsOf, KeyText, toPage, type Page } from '../../../contracts/paging.ts';
import { ProcedureItem, type ProcedureQuery, type ProcedureView } from '../../../contracts/procedure.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, type StoredInstant } from '../instant.ts';

export interface ProcedureService {
  /** Procedures by code, each in its newest version. */
  list(query: ProcedureQuery): Promise<Page<ProcedureItem>>;
  /** @throws DomainError `procedure-unknown` */
  get(code: string): Promise<ProcedureView>;
}

interface VersionFound extends Record<string, unknown> {
  readonly code: string;
  readonly version: number;
  readonly status: 'draft' | 'published';
  readonly source: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly created_at: StoredInstant;
  readonly newer_draft: number | null;
}

/** Walks the codes in order and takes the newest version of each; the content is cut to what a list shows. */
const LIST = {
  name: 'procedures',
  text: `select code, version, status, source, created_at, null::int as newer_draft,
      (content - '{cases,route,methods,sequence,legalBases,results,fees,flags}'::text[])
        || jsonb_build_object('routed', content ? 'route') as content
    from (
      select distinct on (code) * from procedure_version where code > $1
      order by code, status = 'published' desc, coalesce(content->>'effectiveFrom', '') <= $5 desc, version desc
    ) as newest
    where $2::text is null or starts_with(code, $2) or coalesce(content->'name'->>'vi', content->>'name') ilike $3
      or content->'name'->>'en' ilike $3
    order by code limit $4`,
};

const ONE = {
  name: 'procedure',
  text: `select code, version, status, source, content, created_at,
      (select max(d.version) from procedure_version d where d.code = v.code and d.status = 'draft' and d.version > v.version
        and v.status = 'published') as newer_draft
    from procedure_version v where code = $1
    order by status = 'published' desc, coalesce(content->>'effectiveFrom', '') <= $2 desc, version desc limit 1`,
};

const cursors = cursorsOf('procedures', z.strictObject({ code: KeyText }));

export interface ProcedureServiceParts {
  readonly db: Pick<Database, 'execute'>;
  readonly now: () => Date;
}

export function createProcedureService({ db, now }: ProcedureServiceParts): ProcedureService {
  const today = (): string => localDate(now().toISOString());
  return {
    async list({ q, cursor, limit }) {
      const after = cursor === undefined ? '' : cursors.decode(cursor).code;
      const text = q?.normalize('NFC') ?? null;
      const pattern = text === null ? null : `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
      const rows = await db.execute<VersionFound>(LIST, [after, text, pattern, limit + 1, today()]);
      return toPage(
        rows,
        limit,
        cursors,
        ({ code }) => ({ code }),
        (row) => summaryOf(row, row.content['routed'] === true, today()),
      );
    },
    async get(code) {
      const [row] = await db.execute<VersionFound>(ONE, [code, today()]);
      if (row === undefined) throw new DomainError('procedure-unknown', { procedure: code });
      return {
        ...summaryOf(row, 'route' in row.content, today()),
        createdAt: instant(row.created_at),
        newerDraft: row.newer_draft,
        content: { ...row.content },
      };
    },
  };
}

/** What a content says of itself; national drafts have other fields than the catalogue's own, and those are null here. */
function summaryOf(
  { code, version, status, source, content }: VersionFound,
  routed: boolean,
  today: string,
): ProcedureItem {
  const { shape } = ProcedureItem;
  const pick = <T extends z.ZodType>(schema: T, value: unknown): z.output<T> | null =>
    schema.safeParse(value).data ?? null;
  const effectiveFrom = pick(shape.effectiveFrom, content['effectiveFrom']);
  const effectiveTo = pick(shape.effectiveTo, content['effectiveTo']);
  const { name } = content;
  const inForce = effectiveFrom !== null && effectiveFrom <= today && (effectiveTo === null || today <= effectiveTo);
  return {
    code,
    version,
    status,
    source,
    name: typeof name === 'string' ? { vi: name, en: name } : pick(shape.name, name),
    level: pick(shape.level, content['level']) ?? pick(shape.level, content['agencyLevel']),
    field: pick(shape.field, content['field']),
    onlineLevel: pick(shape.onlineLevel, content['onlineLevel']),
    effectiveFrom,
    effectiveTo,
    receivable: status === 'published' && routed && inForce,
    provisional: pick(shape.provisional, content['provisional']) ?? [],
  };
}
