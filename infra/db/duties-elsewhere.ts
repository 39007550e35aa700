import type { ActedBy } from '../../domain/access/duties.ts';
import type { Database } from './orm.ts';

/**
 * Who completed which step of the other dossiers of the whole that a dossier `d` belongs to: what it is part of, and its other parts. For
 * the citizen they are one, so that who appraises a part does not approve the whole, nor another part. What was undone counts for nothing.
 */
export const DUTIES_ELSEWHERE_OF_D = `(select coalesce(jsonb_object_agg(x.act, x.people), '{}') from (
      select e.data->>'act' as act, jsonb_agg(distinct p.id) as people
      from (select d.parent as code where d.parent is not null
          union all select o.code from dossier o where o.parent = case when d.parent is null then d.code else d.parent end) as f
        join dossier_event e on e.stream = f.code and e.type = 'step-acted',
        lateral (values (e.actor->>'person'), (e.actor->>'onBehalfOf')) as p (id)
      where f.code <> d.code and p.id is not null
        and not exists (select from dossier_event u where u.stream = e.stream and u.type = 'act-undone' and u.data->>'command' = e.command)
      group by 1) as x)`;

const ELSEWHERE = {
  name: 'duties-elsewhere',
  text: `select ${DUTIES_ELSEWHERE_OF_D} as duties from dossier d where d.code = $1`,
};

/** Who did which act on the other dossiers of the whole. */
export async function dutiesElsewhere(db: Pick<Database, 'execute'>, code: string): Promise<ActedBy> {
  const [row] = await db.execute<{ duties: ActedBy }>(ELSEWHERE, [code]);
  return row?.duties ?? {};
}
