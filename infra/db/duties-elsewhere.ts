import { apartFrom, keptFrom, type ActedBy } from '../../domain/access/duties.ts';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import type { CommandWrite } from '../../domain/dossier/command.ts';
import { dossierOfPart } from '../../domain/dossier/parts.ts';
import { DomainError } from '../../domain/errors.ts';
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

const TAKE_TURNS = {
  name: 'take-turns-in-whole',
  text: `select pg_advisory_xact_lock(hashtext('motcua whole'), hashtext($1))`,
};

/** An act that what somebody does on another dossier of the same whole may keep from him. */
interface BoundAct {
  readonly act: ActName;
  /** Code of the dossier that is the whole. */
  readonly whole: string;
}

/** What of a command other dossiers of its whole may keep from somebody; null for nearly all. */
export function boundElsewhere({ before: { state }, input }: CommandWrite): BoundAct | null {
  const whole = dossierOfPart(state.code) ?? (state.parts.length > 0 ? state.code : null);
  const act = ACT_NAMES.find((one) => one === input.act);
  return whole === null || act === undefined || apartFrom(act).length === 0 ? null : { act, whole };
}

/**
 * Asks once more, in the transaction that writes the command: each dossier of a whole has a run of its own, and two acts that are to be
 * apart may be judged at the same instant. Here they take turns, so that the second sees the first.
 * @throws DomainError `duties-not-separate`
 */
export async function assertDutiesApartElsewhere(
  execute: Database['execute'],
  { before: { state }, input: { actor } }: CommandWrite,
  { act, whole }: BoundAct,
): Promise<void> {
  if (!('person' in actor)) return;
  await execute(TAKE_TURNS, [whole]);
  const kept = keptFrom(act, [actor.person, actor.onBehalfOf], await dutiesElsewhere({ execute }, state.code));
  if (kept !== null) throw new DomainError('duties-not-separate', { permission: `act.${act}`, act: kept });
}
