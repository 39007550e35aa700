import type { DossierItem, DossierQuery, DossierView } from '../../../contracts/dossier.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Timeline } from '../../../contracts/timeline.ts';
import type { PersonalView } from '../../../domain/access/personal-view.ts';
import type { Role } from '../../../domain/access/roles.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { listDossiers } from './list.ts';
import { findDossier, viewDossier, type DossierFound, type ExplainStep } from './read-dossier.ts';
import { readTimeline, type LedgerHead } from './timeline.ts';
import { DomainError } from '../../../domain/errors.ts';

/** What deciding about a timeline takes: the dossier's head, and who takes part. */
export interface TimelineHead extends LedgerHead {
  readonly participants: readonly string[];
}

export interface DossierReadService {
  list(agency: string, query: DossierQuery): Promise<Page<DossierItem>>;
  /** @throws DomainError `dossier-unknown` */
  find(code: string): Promise<DossierFound>;
  view(found: DossierFound, personal: PersonalView): Promise<DossierView>;
  /** @throws DomainError `dossier-unknown` */
  head(code: string): Promise<TimelineHead>;
  timeline(head: LedgerHead, role: Role): Promise<Timeline>;
}

const HEAD = {
  name: 'timeline-head',
  text: `select d.code, d.seq, d.head_hash as "headHash", d.agencies || d.receiving_agency || d.competent_agency || d.office as participants,
      (select coalesce(jsonb_agg(to_jsonb(o) order by o.code), '[]') from (
        select p.code, p.seq, p.head_hash as "headHash" from dossier p where p.parent = d.code
        union all select c.code, c.seq, c.head_hash from consultation c
          where c.dossier in (select d.code union all select s.code from dossier s where s.parent = d.code)) as o) as others
    from dossier d where d.code = $1`,
};

/** Reading dossiers, from PostgreSQL alone. */
export function createDossierReadService(parts: {
  readonly db: Pick<Database, 'execute'>;
  readonly names: () => Promise<Names>;
  readonly explainStep: ExplainStep;
}): DossierReadService {
  const { db, names, explainStep } = parts;
  return {
    list: async (agency, query) => listDossiers(db, await names(), agency, query),
    find: (code) => findDossier(db, code),
    view: async (found, personal) => viewDossier(found, personal, await names(), explainStep),
    async head(code) {
      const [row] = await db.execute<TimelineHead & Record<string, unknown>>(HEAD, [code]);
      if (row === undefined) throw new DomainError('dossier-unknown', { code });
      return row;
    },
    timeline: async (head, role) => readTimeline(db, await names(), head, role),
  };
}
