import type { Bilingual } from '../../domain/procedure/procedure.ts';
import type { Database } from '../../infra/db/orm.ts';

/** A code with its name; the name is null for a code that the catalogue does not know (any more). */
export interface Named {
  readonly code: string;
  readonly name: Bilingual | null;
}

/** Names of agencies, offices and premises, as the catalogue has them now, and of agencies' own systems. */
export interface Names {
  agency(code: string): Named;
  office(code: string): Named;
  premises(code: string): Named;
  client(id: string): Named;
}

interface NameRow extends Record<string, unknown> {
  readonly kind: 'agency' | 'office' | 'premises' | 'client';
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

const NAMES = {
  name: 'catalogue-names',
  text: `select 'agency' as kind, code, name_vi as vi, name_en as en from agency
    union all select 'office', code, name_vi, name_en from office
    union all select 'client', id, name_vi, name_en from api_client
    union all select 'premises', p->>'code', p->'name'->>'vi', p->'name'->>'en'
      from agency, jsonb_array_elements(agency.content->'premises') as p`,
};

/** Reads the catalogue's names, a few hundred, and keeps them for a short while. */
export function createNames(
  db: Pick<Database, 'execute'>,
  { keepMs = 30_000, now = Date.now }: { keepMs?: number; now?: () => number } = {},
): () => Promise<Names> {
  let kept: { readonly until: number; readonly names: Names } | null = null;
  return async () => {
    if (kept !== null && now() < kept.until) return kept.names;
    const rows = await db.execute<NameRow>(NAMES, []);
    const known = new Map(rows.map(({ kind, code, vi, en }) => [`${kind} ${code}`, { vi, en }]));
    const named = (kind: NameRow['kind']) => (code: string) => ({ code, name: known.get(`${kind} ${code}`) ?? null });
    const names: Names = {
      agency: named('agency'),
      office: named('office'),
      premises: named('premises'),
      client: named('client'),
    };
    kept = { until: now() + keepMs, names };
    return names;
  };
}
