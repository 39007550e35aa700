import { agenciesAbove } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { RouteContext } from '../../routing.ts';

/**
 * The agency whose dossiers a list shows: the one that is asked for, else that of the reader's own appointment.
 * @throws DomainError why he may not read there
 */
export async function agencyListed(
  { identity, query, actorFor }: RouteContext<unknown, { readonly agency?: string | undefined }, unknown, unknown>,
  db: Pick<Database, 'execute'>,
): Promise<string> {
  const own = identity?.appointments.map(({ agency }) => agency) ?? [];
  const asked = query.agency === undefined ? own : [query.agency];
  const actor = actorFor({ participants: asked, above: await agenciesAbove(db, asked) });
  return query.agency ?? actor.agency;
}
