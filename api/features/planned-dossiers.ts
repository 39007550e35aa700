import type { ActorContext } from '../../domain/access/actor.ts';
import { isStrange } from '../../infra/identity/powers.ts';
import type { RouteContext } from '../routing.ts';

type Asking = Pick<RouteContext<unknown, unknown, unknown, unknown>, 'actorFor'>;

/** Whose dossiers are listed of those that a change of a calendar or of a procedure comes to; null: all of the province. */
export type ListedFor = Pick<ActorContext, 'agency' | 'office'> | null;

/**
 * For whom the dossiers of a change are listed.
 * @param owners agencies that answer for the change in the whole province
 * @throws DomainError `role-not-allowed`, `scope-missing`, `appointment-unknown`
 */
export function listedFor({ actorFor }: Asking, owners: readonly string[]): ListedFor {
  try {
    actorFor({ owners }, 'plan.list-all-dossiers');
    return null;
  } catch (error) {
    if (!isStrange(error)) throw error;
    return actorFor({}, 'plan.list-dossiers');
  }
}

/** The values of the two parameters of `isListed`, agency and office. */
export function listedParameters(reader: ListedFor): readonly [agency: string | null, office: string | null] {
  return [reader?.agency ?? null, reader?.office ?? null];
}

/**
 * The condition that an item's dossier is one of those that are listed: the agency in `agency` (or the office in `office`) takes part in
 * it, or it was received or is decided at an agency below; every dossier where `agency` is null.
 *
 * Each comparison is a question of its own about one dossier (`offset 0`): so cheap and silent, it is asked before the policy of dossiers,
 * which walks up from every agency (0.1 ms a row).
 */
export function isListed(dossier: string, agency: string, office: string): string {
  const about = (condition: string): string =>
    `exists (select from dossier d where d.code = ${dossier} and (${condition}) offset 0)`;
  const below = `array(select a.code from agency a where ${agency} = any (agencies_above(array[a.code])))`;
  return `(${[
    `${agency}::text is null`,
    about(`d.competent_agency = any (${below})`),
    about(`d.receiving_agency = any (${below})`),
    about(`${agency} = any (d.agencies) or d.office = ${office}::text`),
  ].join(' or ')})`;
}
