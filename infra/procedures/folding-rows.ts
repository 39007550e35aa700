import { DomainError } from '../../domain/errors.ts';
import type { Difference } from '../../domain/procedure/folding.ts';
import type { Database } from '../db/orm.ts';

type Execute = Pick<Database, 'execute'>;

/** What a walk over recorded dossiers needs to know of its folding. */
export interface FoldingFacts {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  /** So many of the newest dossiers of the old version are folded, at most. */
  readonly newest: number;
  readonly askedAt: Date;
}

const FACTS = {
  name: 'procedure-folding-facts',
  text: `select code, from_version as "from", to_version as "to", newest, asked_at as "askedAt" from procedure_folding where id = $1`,
};

/** @throws DomainError `folding-unknown` */
export async function getFoldingFacts(db: Execute, id: string): Promise<FoldingFacts> {
  const [row] = await db.execute<FoldingFacts & Record<string, unknown>>(FACTS, [id]);
  if (row === undefined) throw new DomainError('folding-unknown');
  return row;
}

/** A sub-dossier goes where its dossier goes, and is not folded for itself. */
const PAGE = {
  name: 'dossiers-of-version',
  text: `select code from (
      select code from dossier where procedure = $1 and procedure_version = $2 and filed_at <= $3 and parent is null
      order by filed_at desc, code limit $4
    ) as newest where code > $5 order by code limit $6`,
};

/** Codes of the newest dossiers of a version, in order. */
export async function pageOfVersion(
  db: Execute,
  { code, from, newest, askedAt }: FoldingFacts,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ code: string }>(PAGE, [code, from, askedAt, newest, after ?? '', limit]);
  return rows.map((row) => row.code);
}

const KEEP = {
  name: 'procedure-folding-item',
  text: `insert into procedure_folding_item (folding, dossier, ended, differences, code) values ($1, $2, $3, $4::jsonb, $5)
    on conflict (folding, dossier) do update set ended = excluded.ended, differences = excluded.differences, code = excluded.code`,
};

/** Keeps what would be otherwise of a dossier, or the code of why that cannot be said. */
export async function keepDifferences(
  db: Execute,
  folding: string,
  dossier: string,
  { ended, differences, code }: { ended: boolean; differences: readonly Difference[]; code: string | null },
): Promise<void> {
  await db.execute(KEEP, [folding, dossier, ended, JSON.stringify(differences), code]);
}

const END = {
  name: 'procedure-folding-end',
  text: 'update procedure_folding set looked_at = $2, ended_at = now() where id = $1 and ended_at is null',
};

/** Every dossier has been looked at. */
export async function endFolding(db: Execute, folding: string, lookedAt: number): Promise<void> {
  await db.execute(END, [folding, lookedAt]);
}
