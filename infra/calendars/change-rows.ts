import type { ActorContext } from '../../domain/access/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlannedDates } from '../../domain/dossier/replanning.ts';
import type { Database } from '../db/orm.ts';
import { DELEGATIONS_TO_P, type DelegationFound } from '../identity/delegations-in-force.ts';

type Execute = Pick<Database, 'execute'>;

/** What a batch over dossiers needs to know of its change. */
export interface ChangeFacts {
  readonly id: string;
  readonly calendar: string;
  /** The version that is proposed. */
  readonly version: number;
  /** Who approved it, as whom; null before. */
  readonly approvedAs: Omit<ActorContext, 'rightsVersion'> | null;
}

interface ChangeFound extends Record<string, unknown> {
  readonly id: string;
  readonly calendar: string;
  readonly version: number;
  readonly approved_as: ChangeFacts['approvedAs'];
}

const CHANGE = {
  name: 'calendar-change-facts',
  text: 'select id, calendar, version, approved_as from calendar_change where id = $1',
};

/** @throws DomainError `calendar-change-unknown` */
export async function getChangeFacts(db: Execute, id: string): Promise<ChangeFacts> {
  const [row] = await db.execute<ChangeFound>(CHANGE, [id]);
  if (row === undefined) throw new DomainError('calendar-change-unknown');
  const { calendar, version, approved_as: approvedAs } = row;
  return { id, calendar, version, approvedAs };
}

const BEGIN = {
  name: 'calendar-change-begin',
  text: `update calendar_change set status = 'applying', in_force_at = coalesce(in_force_at, clock_timestamp())
    where id = $1 and status in ('approved', 'applying')
    returning calendar, version, (extract(epoch from clock_timestamp() - in_force_at) * 1000)::float8 as since_ms`,
};
/** A version makes room before another takes its place: there is one in force at any time. */
const RETIRE = {
  name: 'calendar-version-retire',
  text: `update calendar_version set status = 'former' where calendar = $1 and status = 'in-force' and version <> $2`,
};
const PUT_IN_FORCE = {
  name: 'calendar-version-in-force',
  text: `update calendar_version set status = 'in-force' where calendar = $1 and version = $2 and status = 'proposed'`,
};
const TRY_AGAIN = {
  name: 'calendar-change-try-again',
  text: `update calendar_change_item set outcome = 'pending', code = null where change = $1 and outcome = 'refused'`,
};

/**
 * Puts an approved change in force, once; whatever it was refused for before is tried again.
 * @returns for how long it has been in force, in milliseconds; null when there is nothing to begin
 */
export function beginChange(db: Database, change: string): Promise<number | null> {
  return db.transaction(async (execute) => {
    const [row] = await execute<{ calendar: string; version: number; since_ms: number }>(BEGIN, [change]);
    if (row === undefined) return null;
    await execute(RETIRE, [row.calendar, row.version]);
    await execute(PUT_IN_FORCE, [row.calendar, row.version]);
    await execute(TRY_AGAIN, [change]);
    return Math.max(0, row.since_ms);
  });
}

const PAGE = {
  name: 'dossiers-by-calendar',
  text: `select code from dossier where code > $1 and closed_at is null and processed_at is null and waits_for is null
      and (office = any ($2::text[]) or agencies && $3::text[])
    order by code limit $4`,
};

/** Codes of the dossiers whose clocks run and count by the calendar of one of these offices or agencies, in order. */
export async function pageOfDossiers(
  db: Execute,
  { offices, agencies }: { readonly offices: readonly string[]; readonly agencies: readonly string[] },
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ code: string }>(PAGE, [after ?? '', offices, agencies, limit]);
  return rows.map(({ code }) => code);
}

const PREVIEW = {
  name: 'calendar-item-preview',
  text: `insert into calendar_change_item (change, dossier, former_due_at, former_step_due_at, new_due_at, new_step_due_at, outcome, code)
    values ($1, $2, $3, $4, $5, $6, 'pending', $7)
    on conflict (change, dossier) do update set former_due_at = excluded.former_due_at, new_due_at = excluded.new_due_at,
      former_step_due_at = excluded.former_step_due_at, new_step_due_at = excluded.new_step_due_at, code = excluded.code
    where calendar_change_item.outcome = 'pending'`,
};

/** Keeps what a change would make of a dossier; null where its dates cannot be counted, and `code` why. */
export async function keepPreview(
  db: Execute,
  change: string,
  dossier: string,
  {
    former,
    next,
    code,
  }: { readonly former: PlannedDates; readonly next: PlannedDates | null; readonly code: string | null },
): Promise<void> {
  const dates = [former.dueAt, former.stepDueAt, next?.dueAt ?? null, next?.stepDueAt ?? null];
  await db.execute(PREVIEW, [change, dossier, ...dates, code]);
}

const PREVIEWED = {
  name: 'calendar-change-previewed',
  text: `update calendar_change set previewed_at = now(), looked_at = $2 where id = $1 and status = 'proposed'`,
};

/** The preview is whole. */
export async function endPreview(db: Execute, change: string, lookedAt: number): Promise<void> {
  await db.execute(PREVIEWED, [change, lookedAt]);
}

const APPLIED = {
  name: 'calendar-item-applied',
  text: `insert into calendar_change_item as i (change, dossier, former_due_at, former_step_due_at, outcome, code, applied_due_at, applied_at)
    values ($1, $2, $3, $4, $5, $6, $7, now())
    on conflict (change, dossier) do update set outcome = excluded.outcome, code = excluded.code,
      applied_due_at = coalesce(excluded.applied_due_at, i.applied_due_at), applied_at = excluded.applied_at`,
};

/** Keeps what came of a dossier: the appointment that was written, or the code of the refusal. */
export async function keepOutcome(
  db: Execute,
  change: string,
  dossier: string,
  former: PlannedDates,
  done:
    | { readonly outcome: 'done'; readonly dueAt: string | null }
    | { readonly outcome: 'refused'; readonly code: string },
): Promise<void> {
  const [code, dueAt] = done.outcome === 'done' ? [null, done.dueAt] : [done.code, null];
  await db.execute(APPLIED, [change, dossier, former.dueAt, former.stepDueAt, done.outcome, code, dueAt]);
}

/** What the ledger says was done was done, whoever died before he could say so. */
const SETTLE = {
  name: 'calendar-items-settle',
  text: `update calendar_change_item i set applied_at = now(), applied_due_at = d.due_at,
      outcome = case when done then 'done' else 'unchanged' end,
      code = case when done then null when d.closed_at is not null then 'dossier-ended' when d.processed_at is not null then 'result-ready'
        when d.waits_for is not null then 'dossier-waits' else 'same-dates' end
    from dossier d, lateral (select exists (select from dossier_event e
      where e.stream = d.code and e.type = 'clocks-replanned' and e.data->>'change' = $1::text) as done) as ledger
    where i.change = $1::uuid and d.code = i.dossier and i.outcome in ('pending', 'refused') and ($2::text is null or i.dossier = $2)
      and ($2 is not null or i.outcome = 'pending')`,
};

/** Keeps that a dossier's dates are what they are to be: of one, or of all that nothing has been told of. */
export async function settleItems(db: Execute, change: string, dossier: string | null): Promise<void> {
  await db.execute(SETTLE, [change, dossier]);
}

const FINISH = {
  name: 'calendar-change-finish',
  text: `update calendar_change set status = 'applied', applied_at = now() where id = $1 and status = 'applying'`,
};

/** The batch has been through all dossiers. */
export function finishChange(db: Database, change: string): Promise<void> {
  return db.transaction(async (execute) => {
    await settleItems({ execute }, change, null);
    await execute(FINISH, [change]);
  });
}

const RIGHTS = {
  name: 'calendar-approver-rights',
  text: `select p.rights_version, ${DELEGATIONS_TO_P} as delegations, exists (select from appointment a
      where a.id = $2 and a.person = $3 and a.agency = $4 and a.office is not distinct from $5 and a.role = $6
        and a.effective_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
        and (a.effective_to is null or a.effective_to >= (now() at time zone 'Asia/Ho_Chi_Minh')::date)) as holds
    from person p where p.id = $1`,
};

/**
 * Whoever approved a change as he may act now, with the version of his rights.
 * @throws DomainError `rights-changed` when he holds the appointment no longer: somebody else has to approve it again
 */
export async function approverNow(db: Execute, as: Omit<ActorContext, 'rightsVersion'>): Promise<ActorContext> {
  const { person, appointment, agency, office, role, onBehalfOf } = as;
  const [row] = await db.execute<{ rights_version: number; holds: boolean; delegations: readonly DelegationFound[] }>(
    RIGHTS,
    [person, appointment, onBehalfOf ?? person, agency, office, role],
  );
  const delegated =
    onBehalfOf === null || row?.delegations.some(({ id, inForce }) => inForce && id === appointment) === true;
  if (row === undefined || !row.holds || !delegated) throw new DomainError('rights-changed');
  return { ...as, rightsVersion: row.rights_version };
}
