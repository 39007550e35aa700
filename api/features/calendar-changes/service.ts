import type {
  CalendarChangeDecision,
  CalendarChangeReceipt,
  CalendarProposal,
} from '../../../contracts/calendar-change.ts';
import type { AccessSubject, Permission } from '../../../domain/access/access.ts';
import { ledgerActor, type ActorContext } from '../../../domain/access/actor.ts';
import { calendarDifference } from '../../../domain/calendar/calendar-difference.ts';
import { validateCalendar } from '../../../domain/calendar/due-date.ts';
import { DomainError } from '../../../domain/errors.ts';
import { canonicalHash } from '../../../domain/ledger/hash-chain.ts';
import { findCalendarInForce } from '../../../infra/calendars/calendar-versions.ts';
import type { Catalogue } from '../../../infra/catalogue/load-catalogue.ts';
import { toCalendar } from '../../../infra/catalogue/to-calendar.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { instant, type StoredInstant } from '../instant.ts';
import { provinceCentres } from '../province-centres.ts';
import { once } from '../once.ts';
import { copyOf } from './list.ts';

/** A write on its way: whose, under which key, and by which of his powers. */
interface Asked {
  readonly key: string;
  readonly person: string;
  readonly actorFor: (subject: AccessSubject, permission: Permission) => ActorContext;
}

export interface ProposeCommand extends Asked {
  readonly body: CalendarProposal;
}

export interface DecideCommand extends Asked {
  readonly id: string;
}

/** Changes of calendars: each written in one transaction, answered from the table of commands; the work on dossiers is a batch. */
export interface CalendarChangeService {
  /**
   * Proposes a calendar in the place of the one in force; what it would make of open dossiers is worked out afterwards.
   * @throws DomainError `calendar-unknown`, `calendar-change-empty`, `key-reused`, `rights-changed`, those of `validateCalendar`
   */
  propose(command: ProposeCommand): Promise<CalendarChangeReceipt>;
  /**
   * Approves what has been previewed: the batch begins. Once more, after the batch, for what was refused; while it is under way, to
   * have it started again.
   * @throws DomainError `calendar-change-unknown`, `-not-previewed`, `-outdated`, `-running`, `-settled`, `key-reused`,
   * `rights-changed`, those of `authorise`
   */
  approve(command: DecideCommand): Promise<CalendarChangeDecision>;
  /** Drops what has not been approved. @throws DomainError `calendar-change-unknown`, `-settled`, `key-reused`, those of `authorise` */
  drop(command: DecideCommand): Promise<CalendarChangeDecision>;
}

/** Nothing is written when the rights have changed since they were read. */
const PROPOSE = {
  name: 'propose-calendar-change',
  text: `with versioned as (
    insert into calendar_version (calendar, version, status, content, content_hash, created_by, created_at)
    select $2, (select max(version) + 1 from calendar_version where calendar = $2), 'proposed', $3::jsonb, $4, $5, now()
    where exists (select from person p where p.id = $5 and p.rights_version = $6)
    returning calendar, version
  ), proposed as (
    insert into calendar_change (id, calendar, version, based_on, content_hash, reason, status, proposer, proposed_at)
    select $1, calendar, version, $7, $4, $8, 'proposed', $5, now() from versioned
    returning id, version, proposed_at
  ), posted as (
    insert into outbox (kind, subject, created_at) select 'preview-calendar-change', id::text, now() from proposed
  ) select version, proposed_at from proposed`,
};

interface ChangeFound extends Record<string, unknown> {
  readonly calendar: string;
  readonly version: number;
  readonly based_on: number;
  readonly status: 'proposed' | 'approved' | 'applying' | 'applied' | 'dropped';
  readonly proposer: string;
  readonly previewed: boolean;
  readonly refused: boolean;
  /** Another change of the same calendar is under way. */
  readonly running: boolean;
}

const FIND = {
  name: 'find-calendar-change',
  text: `select c.calendar, c.version, c.based_on, c.status, c.proposer, c.previewed_at is not null as previewed,
      exists (select from calendar_change_item i where i.change = c.id and i.outcome = 'refused') as refused,
      exists (select from calendar_change o where o.calendar = c.calendar and o.id <> c.id and o.status in ('approved', 'applying'))
        as running
    from calendar_change c where c.id = $1`,
};

const APPROVE = {
  name: 'approve-calendar-change',
  text: `with approved as (
    update calendar_change set status = 'approved', approver = $2, approved_as = $3, approved_at = now()
    where id = $1 and exists (select from person p where p.id = $2 and p.rights_version = $4)
    returning id, calendar, version
  ), versioned as (
    update calendar_version v set approved_by = coalesce(v.approved_by, $2), approved_at = coalesce(v.approved_at, now())
    from approved a where v.calendar = a.calendar and v.version = a.version
  ) select id from approved`,
};
const START = {
  name: 'start-calendar-change',
  text: `insert into outbox (kind, subject, created_at) values ('apply-calendar-change', $1, now()) returning created_at as at`,
};

const DROP = {
  name: 'drop-calendar-change',
  text: `with dropped as (
    update calendar_change set status = 'dropped', dropped_by = $2, dropped_at = now() where id = $1 returning calendar, version, dropped_at
  ), versioned as (
    update calendar_version v set status = 'dropped' from dropped d where v.calendar = d.calendar and v.version = d.version
  ) select dropped_at as at from dropped`,
};

export function createCalendarChangeService({
  db,
  hash,
  catalogue,
}: {
  readonly db: Database;
  readonly hash: RequestHasher;
  readonly catalogue: Pick<Catalogue, 'agencies' | 'calendars'>;
}): CalendarChangeService {
  const owners = provinceCentres(catalogue.agencies);

  const find = async (execute: Database['execute'], id: string): Promise<ChangeFound> => {
    const [row] = await execute<ChangeFound>(FIND, [id]);
    if (row === undefined) throw new DomainError('calendar-change-unknown');
    return row;
  };

  /** One decision at a time about a calendar. */
  const onceFor = <T extends object>(
    { key, person }: Asked,
    act: string,
    request: object,
    admit: () => Promise<{ readonly calendar: string; readonly write: (execute: Database['execute']) => Promise<T> }>,
  ): Promise<T> =>
    once({ db, hash }, { scope: `calendar-change:${person}`, key, act, request: { person, ...request } }, async () => {
      const { calendar, write } = await admit();
      return { about: `calendar ${calendar}`, write };
    });

  return {
    propose: (command) =>
      onceFor(command, 'propose-calendar-change', { body: command.body }, async () => {
        const { content, reason } = command.body;
        const actor = command.actorFor({}, 'calendar.propose');
        const calendar = content.id;
        if (!catalogue.calendars.has(calendar)) throw new DomainError('calendar-unknown', { calendar });
        const proposed = toCalendar(content);
        validateCalendar(proposed);
        const write = async (execute: Database['execute']): Promise<CalendarChangeReceipt> => {
          const former = await findCalendarInForce({ execute }, calendar);
          if (former === null) throw new DomainError('calendar-unknown', { calendar });
          const contentHash = canonicalHash(content);
          if (contentHash === former.contentHash) throw new DomainError('calendar-change-empty', { calendar });
          const id = idOf(hash, 'calendar-change', command.person, command.key);
          const [row] = await execute<{ version: number; proposed_at: StoredInstant }>(PROPOSE, [
            id,
            calendar,
            JSON.stringify(content),
            contentHash,
            command.person,
            actor.rightsVersion,
            former.version,
            reason,
          ]);
          if (row === undefined) throw new DomainError('rights-changed');
          return {
            id,
            calendar,
            version: row.version,
            basedOn: former.version,
            ...copyOf(calendarDifference(toCalendar(former.content), proposed)),
            proposedBy: command.person,
            proposedAt: instant(row.proposed_at),
          };
        };
        return { calendar, write };
      }),

    approve: (command) =>
      onceFor(command, 'approve-calendar-change', { id: command.id }, async () => {
        const { id, person } = command;
        const { calendar, proposer } = await find(db.execute, id);
        const actor = command.actorFor({ owners, proposer }, 'calendar.approve');
        const write = async (execute: Database['execute']): Promise<CalendarChangeDecision> => {
          const underWay = await mayBegin(execute, await find(execute, id));
          if (!underWay) {
            const as = JSON.stringify(ledgerActor(actor));
            const approved = await execute(APPROVE, [id, person, as, actor.rightsVersion]);
            if (approved.length === 0) throw new DomainError('rights-changed');
          }
          return decisionOf('approved', command, await execute<{ at: StoredInstant }>(START, [id]));
        };
        return { calendar, write };
      }),

    drop: (command) =>
      onceFor(command, 'drop-calendar-change', { id: command.id }, async () => {
        const { id, person } = command;
        const { calendar, proposer } = await find(db.execute, id);
        // The proposer takes it back, or who would approve it turns it down.
        if (proposer === person) command.actorFor({}, 'calendar.propose');
        else command.actorFor({ owners, proposer }, 'calendar.approve');
        const write = async (execute: Database['execute']): Promise<CalendarChangeDecision> => {
          const { status } = await find(execute, id);
          if (status !== 'proposed') throw new DomainError('calendar-change-settled', { status });
          return decisionOf('dropped', command, await execute<{ at: StoredInstant }>(DROP, [id, person]));
        };
        return { calendar, write };
      }),
  };
}

function decisionOf(
  decision: CalendarChangeDecision['decision'],
  { id, person }: DecideCommand,
  [row]: readonly { readonly at: StoredInstant }[],
): CalendarChangeDecision {
  if (row === undefined) throw new Error('what was decided answers one row');
  return { id, decision, by: person, at: instant(row.at) };
}

/** Judges whether a change may be begun. @returns true when it is under way, and only has to be started again */
async function mayBegin(execute: Database['execute'], change: ChangeFound): Promise<boolean> {
  const { calendar, status } = change;
  if (status === 'approved' || status === 'applying') return true;
  if (status === 'dropped' || (status === 'applied' && !change.refused))
    throw new DomainError('calendar-change-settled', { status });
  if (!change.previewed) throw new DomainError('calendar-change-not-previewed');
  if (change.running) throw new DomainError('calendar-change-running', { calendar });
  const inForce = await findCalendarInForce({ execute }, calendar);
  const expected = status === 'applied' ? change.version : change.based_on;
  if (inForce?.version !== expected) throw new DomainError('calendar-change-outdated', { calendar });
  return false;
}
