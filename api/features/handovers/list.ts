import { z } from 'zod';
import type { HandoverItem, HandoverPage, HandoverQuery } from '../../../contracts/handover.ts';
import { cursorsOf, KeyInstant, KeyText, toPage } from '../../../contracts/paging.ts';
import type { Database, Statement } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';

interface ItemFound extends Record<string, unknown> {
  readonly id: string;
  readonly kind: HandoverItem['kind'];
  readonly dossier: string;
  readonly stream: string;
  readonly subject: string;
  readonly from_agency: string;
  readonly to_agency: string;
  readonly sent_at: StoredInstant;
  readonly delivered_at: StoredInstant | null;
  readonly opened_at: StoredInstant | null;
  readonly accepted_at: StoredInstant | null;
  readonly left_at: StoredInstant | null;
  /** The key as text: the database's instants are finer than ours. */
  readonly handed_key: string;
  readonly row_key: string;
}

type Direction = HandoverQuery['direction'];

/**
 * What was handed over by an instant of this server is only shown once no transaction that began before it is still under way: none
 * can come in between later, and whoever goes on from a cursor misses nothing.
 */
const SETTLED = '(select settled_before())';

/** By state ($4): the receiver works in this system, or has said or shown that it arrived; $5 are the agencies with their own. */
const FILTER = `($4::text is null or case $4
  when 'accepted' then accepted_at is not null
  else accepted_at is null and ($4 = 'sent') = (agency = any ($5::text[]) and delivered_at is null
    and not exists (select from task_opening o where o.task = task.id)) end)`;

const STEPS = (column: string, isOpen: boolean): string => `
  (select id as row_key, id, 'step' as kind, dossier as stream, stage as subject, handed_from as from_agency, agency as to_agency, routed_at as sent_at,
    delivered_at, (select min(o.opened_at) from task_opening o where o.task = task.id) as opened_at, accepted_at, left_at, handed_at
  from task where ${column} = $1 and handed_from is not null and ${
    isOpen ? 'accepted_at is null and left_at is null' : '(accepted_at is not null or left_at is not null)'
  } and (handed_at, id) > ($2::timestamptz, $3) and handed_at < ${SETTLED} and ${FILTER} order by handed_at, id limit $6)`;

/** What is asked, by the event by which it came to the agency that has it. */
const ASKS = (column: string, isOpen: boolean): string => `
  (select c.code as row_key, c.code || '.' || e.seq as id, 'consultation' as kind, c.code as stream, c.rule as subject,
    coalesce(e.data->>'from', c.asker) as from_agency, c.agency as to_agency, e.at as sent_at, c.delivered_at, c.opened_at,
    c.accepted_at, c.closed_at as left_at, c.handed_at
  from consultation c, lateral (select s.seq, s.at, s.data from dossier_event s
    where s.stream = c.code and s.type in ('consultation-sent', 'consultation-passed-on') order by s.seq desc limit 1) as e
  where c.${column} = $1 and ${
    isOpen ? 'c.accepted_at is null and c.closed_at is null' : '(c.accepted_at is not null or c.closed_at is not null)'
  } and (c.handed_at, c.code) > ($2::timestamptz, $3) and c.handed_at < ${SETTLED} and ($4::text is null or case $4
    when 'accepted' then c.accepted_at is not null
    else c.accepted_at is null and ($4 = 'sent') = (c.delivered_at is null and c.opened_at is null) end)
  order by c.handed_at, c.code limit $6)`;

const list = (direction: Direction, state: 'open' | 'past' | 'any'): Statement => {
  const [taskOf, askOf] = direction === 'in' ? ['agency', 'agency'] : ['handed_from', 'asker'];
  const branches = [true, false]
    .filter((isOpen) => state === 'any' || isOpen === (state === 'open'))
    .flatMap((isOpen) => [STEPS(taskOf, isOpen), ASKS(askOf, isOpen)]);
  return {
    name: `handovers-${direction}-${state}`,
    text: `select f.*, coalesce(d.parent, d.code, p.parent, p.code) as dossier, (f.handed_at at time zone 'UTC')::text || '+00' as handed_key
      from (select * from (${branches.join(' union all ')}) as b order by handed_at, row_key limit $6) as f
      left join dossier d on d.code = f.stream left join consultation a on a.code = f.stream
      left join dossier p on p.code = a.dossier
      order by f.handed_at, f.row_key`,
  };
};

const cursors = cursorsOf('handovers', z.strictObject({ at: KeyInstant, id: KeyText }));

/**
 * What was handed over to an agency or by it, oldest first.
 * @param ownSystems agencies that work in systems of their own
 */
export async function listHandovers(
  db: Pick<Database, 'execute'>,
  names: Names,
  ownSystems: ReadonlySet<string>,
  agency: string,
  { direction, state, cursor, limit }: HandoverQuery,
): Promise<HandoverPage> {
  const after = cursor === undefined ? null : cursors.decode(cursor);
  const part = state === undefined ? 'any' : state === 'accepted' ? 'past' : 'open';
  const rows = await db.execute<ItemFound>(list(direction, part), [
    agency,
    after?.at ?? '-infinity',
    after?.id ?? '',
    state ?? null,
    [...ownSystems],
    limit + 1,
  ]);
  const keysOf = ({ handed_key, row_key }: ItemFound) => ({ at: handed_key, id: row_key });
  const page = toPage(rows, limit, cursors, keysOf, (row) => toItem(row, names, ownSystems.has(row.to_agency)));
  const last = rows.slice(0, limit).at(-1);
  return {
    ...page,
    items: [...page.items],
    resume: last === undefined ? (cursor ?? null) : cursors.encode(keysOf(last)),
  };
}

function toItem(row: ItemFound, names: Names, ownSystem: boolean): HandoverItem {
  const sentAt = instant(row.sent_at);
  const [acceptedAt, openedAt] = [instantOrNull(row.accepted_at), instantOrNull(row.opened_at)];
  const known = [instantOrNull(row.delivered_at), openedAt, acceptedAt].filter((at) => at !== null).toSorted();
  const isHere = row.kind === 'step' && !ownSystem;
  const deliveredAt = isHere ? sentAt : (known[0] ?? null);
  const unaccepted = row.left_at !== null ? 'taken-back' : deliveredAt === null ? 'sent' : 'delivered';
  return {
    id: row.id,
    kind: row.kind,
    dossier: row.dossier,
    stream: row.stream,
    subject: row.subject,
    state: acceptedAt === null ? unaccepted : 'accepted',
    from: names.agency(row.from_agency),
    to: names.agency(row.to_agency),
    sentAt,
    deliveredAt,
    openedAt,
    acceptedAt,
  };
}
