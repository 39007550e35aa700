import type { z } from 'zod';
import type { TimelineActor } from '../../contracts/timeline.ts';
import type { EventActor } from '../../domain/access/actor.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { Names } from './names.ts';

export type PersonOf = (id: string) => { id: string; displayName: string | null };

const PEOPLE = { name: 'timeline-people', text: 'select id, display_name from person where id = any ($1)' };

/** What the people of these ids are called. */
export async function namesOfPeople(db: Pick<Database, 'execute'>, ids: readonly string[]): Promise<PersonOf> {
  const found = await db.execute<{ id: string; display_name: string }>(PEOPLE, [[...new Set(ids)]]);
  const names = new Map(found.map(({ id, display_name }) => [id, display_name]));
  return (id) => ({ id, displayName: names.get(id) ?? null });
}

/** The ids of the people in an actor: who acted, and for whom. */
export function peopleIn(actor: EventActor): string[] {
  return 'person' in actor ? [actor.person, ...(actor.onBehalfOf === null ? [] : [actor.onBehalfOf])] : [];
}

/** An actor of the ledger with the names that people read. */
export function shownActor(actor: EventActor, names: Names, person: PersonOf): z.output<typeof TimelineActor> {
  if (!('person' in actor)) return { system: actor.system };
  return {
    person: person(actor.person),
    appointment: actor.appointment,
    agency: names.agency(actor.agency),
    office: actor.office === null ? null : names.office(actor.office),
    role: actor.role,
    onBehalfOf: actor.onBehalfOf === null ? null : person(actor.onBehalfOf),
    via: actor.via === undefined ? null : names.client(actor.via),
  };
}
