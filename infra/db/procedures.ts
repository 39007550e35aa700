import type { ClockRules } from '../../domain/dossier/rules.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from './orm.ts';

export interface ProcedureVersion {
  readonly version: number;
  readonly status: 'draft' | 'published';
  readonly content: ProcedureContent;
}

/** What is pinned at intake: versions of procedures and rule sets. Both are immutable, so what was read once is kept; which one is the newest is asked each time it matters. */
export interface ProcedureVersions {
  /** @throws DomainError `procedure-unknown` */
  get(code: string, version: number): Promise<ProcedureVersion>;
  /**
   * The newest published version in effect on a local date, else the newest of all: one may be published before its time.
   * @throws DomainError `procedure-unknown`, `procedure-draft` when there are only drafts
   */
  newest(code: string, day: string): Promise<ProcedureVersion>;
  /** The rules of a rule set. @throws DomainError `rule-set-unknown` */
  rules(ruleSet: string): Promise<ClockRules>;
}

const ONE = {
  name: 'procedure-version',
  text: 'select version, status, content from procedure_version where code = $1 and version = $2',
};
const NEWEST = {
  name: 'procedure-newest',
  text: `select version, status from procedure_version where code = $1
    order by status = 'published' desc, coalesce(content->>'effectiveFrom', '') <= $2 desc, version desc limit 1`,
};

const RULES = { name: 'rule-set', text: 'select content from rule_set where id = $1' };

export function createProcedureVersions(db: Pick<Database, 'execute'>): ProcedureVersions {
  const kept = new Map<string, ProcedureVersion>();
  const get = async (code: string, version: number): Promise<ProcedureVersion> => {
    const key = `${code}@${version}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const [row] = await db.execute<ProcedureVersion & Record<string, unknown>>(ONE, [code, version]);
    if (row === undefined) throw new DomainError('procedure-unknown', { procedure: code });
    kept.set(key, row);
    return row;
  };
  const keptRules = new Map<string, ClockRules>();
  return {
    get,
    async rules(ruleSet) {
      const known = keptRules.get(ruleSet);
      if (known !== undefined) return known;
      const [row] = await db.execute<{ content: ClockRules }>(RULES, [ruleSet]);
      if (row === undefined) throw new DomainError('rule-set-unknown', { date: null });
      keptRules.set(ruleSet, row.content);
      return row.content;
    },
    async newest(code, day) {
      const [row] = await db.execute<{ version: number; status: string }>(NEWEST, [code, day]);
      if (row === undefined) throw new DomainError('procedure-unknown', { procedure: code });
      if (row.status !== 'published') throw new DomainError('procedure-draft', { procedure: code });
      return get(code, row.version);
    },
  };
}
