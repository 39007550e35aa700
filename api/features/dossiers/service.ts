import type { DossierItem, DossierQuery, DossierView, OwnDossierQuery } from '../../../contracts/dossier.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ApplicantSealer } from '../../../infra/personal/applicant-sealer.ts';
import { SUBJECT_OF_D, type DossierSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { Names } from '../names.ts';
import { listDossiers } from './list.ts';
import { listOwnDossiers } from './list-own.ts';
import { findDossier, viewDossier, type DossierFound, type DossierReader, type ExplainStep } from './read-dossier.ts';
import { readTimeline, type LedgerHead, type TimelineRead } from './timeline.ts';

/** What deciding about a timeline takes: the dossier's head, and what the access table is asked about it. */
export interface TimelineHead extends LedgerHead {
  readonly subject: DossierSubject;
}

export interface DossierReadService {
  list(agency: string, query: DossierQuery): Promise<Page<DossierItem>>;
  /** A person's own, the latest filed first. */
  listOwn(person: string, query: OwnDossierQuery): Promise<Page<DossierItem>>;
  /** Null where there is none. */
  find(code: string): Promise<DossierFound | null>;
  view(found: DossierFound, reader: DossierReader): Promise<DossierView>;
  /** Null where there is none. */
  head(code: string): Promise<TimelineHead | null>;
  timeline(head: LedgerHead, reader: DossierReader): Promise<TimelineRead>;
}

const HEAD = {
  name: 'timeline-head',
  text: `select d.code, d.seq, d.head_hash as "headHash", ${SUBJECT_OF_D} as subject,
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
  readonly openApplicant: ApplicantSealer['open'];
}): DossierReadService {
  const { db, names, explainStep, openApplicant } = parts;
  return {
    list: async (agency, query) => listDossiers(db, await names(), agency, query),
    find: (code) => findDossier(db, code),
    listOwn: async (person, query) => listOwnDossiers(db, await names(), person, query),
    view: async (found, reader) => viewDossier(found, reader, await names(), explainStep, openApplicant),
    async head(code) {
      const [row] = await db.execute<TimelineHead & Record<string, unknown>>(HEAD, [code]);
      return row ?? null;
    },
    timeline: async (head, reader) => readTimeline(db, await names(), head, reader),
  };
}
