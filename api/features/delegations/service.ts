import type { DelegationEnd, DelegationReceipt, DelegationRequest } from '../../../contracts/delegation.ts';
import type { AccessSubject, Permission } from '../../../domain/access/access.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { checkDelegable, judgeDelegation, type InOffice } from '../../../domain/access/delegation.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { DomainError } from '../../../domain/errors.ts';
import { findCommand } from '../../../infra/db/command-store.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';

/** A write on its way: whose, under which key, and by which of his powers. */
interface Asked {
  readonly key: string;
  readonly person: string;
  readonly actorFor: (subject: AccessSubject, permission: Permission) => ActorContext;
}

export interface GrantCommand extends Asked {
  readonly body: DelegationRequest;
}

export interface EndCommand extends Asked {
  readonly id: string;
}

/** Delegations: granted and ended in one transaction each, answered from the table of commands. */
export interface DelegationService {
  /** @throws DomainError `principal-unknown`, `key-reused`, `rights-changed`, those of `authorise` and of `judgeDelegation` */
  grant(command: GrantCommand): Promise<DelegationReceipt>;
  /**
   * Ends a delegation at once, or one that has not begun; whoever ends it again learns who has and when.
   * @throws DomainError `delegation-unknown`, `delegation-over`, `key-reused`, those of `authorise`
   */
  end(command: EndCommand): Promise<DelegationEnd>;
  /** The agency at which a delegation holds; none for one that is not there. */
  agencies(id: string): Promise<readonly string[]>;
}

interface AppointmentFound extends Record<string, unknown>, InOffice {
  readonly id: string;
  readonly person: string;
  readonly agency: string;
  readonly office: string | null;
  readonly role: Role;
}

const APPOINTMENT = {
  name: 'delegated-appointment',
  text: `select id, person, agency, office, role, effective_from as "effectiveFrom", effective_to as "effectiveTo"
    from appointment where id = $1`,
};

/** One command at a time under a key, and one delegation of an appointment. */
const LOCK = {
  name: 'delegation-lock',
  text: `select pg_advisory_xact_lock(hashtext($1)), pg_advisory_xact_lock(hashtext($2))`,
};

/** A statement after the lock, so that it sees what was written under it. */
const FACTS = {
  name: 'delegation-facts',
  text: `select clock_timestamp() as now,
      (select coalesce(jsonb_agg(jsonb_build_object('effectiveFrom', a.effective_from, 'effectiveTo', a.effective_to)), '[]')
        from appointment a where a.person = $2 and a.agency = $3) as of_deputy,
      (select coalesce(jsonb_agg(jsonb_build_object('from', g.from_at, 'to', g.to_at) order by g.from_at), '[]')
        from delegation g where g.principal_appointment = $1 and g.ended_at is null and now() < g.to_at) as others`,
};

interface FactsFound extends Record<string, unknown> {
  readonly now: StoredInstant;
  readonly of_deputy: readonly InOffice[];
  readonly others: readonly { readonly from: string; readonly to: string }[];
}

/** Nothing is written when the granter's rights have changed since they were read. */
const GRANT = {
  name: 'grant-delegation',
  text: `with granted as (
    insert into delegation (id, principal_appointment, principal, agency, office, role, deputy, from_at, to_at, reason, granted_by,
      granted_at)
    select (o->>'id')::uuid, o->>'appointment', o->>'principal', $5, $6, $7, o->>'deputy', (o->>'from')::timestamptz,
      (o->>'to')::timestamptz, $8, o->>'grantedBy', (o->>'grantedAt')::timestamptz
    from (select $4::jsonb as o) as input
    where exists (select from person p where p.id = o->>'grantedBy' and p.rights_version = $9)
    returning granted_at
  ) insert into command (scope, key, request_hash, act, outcome, at)
    select $1, $2, $3, 'grant-delegation', $4::jsonb, granted_at from granted returning key`,
};

interface DelegationFound extends Record<string, unknown> {
  readonly appointment: string;
  readonly agency: string;
  readonly role: Role;
  readonly granted_by: string;
  readonly ended_at: StoredInstant | null;
  readonly ended_by: string | null;
}

const FIND = {
  name: 'find-delegation',
  text: `select principal_appointment as appointment, agency, role, granted_by, ended_at, ended_by from delegation where id = $1`,
};
const END = {
  name: 'end-delegation',
  text: `update delegation set ended_at = clock_timestamp(), ended_by = $2
    where id = $1 and ended_at is null and clock_timestamp() < to_at`,
};
const RECORD = {
  name: 'record-delegation-end',
  text: `insert into command (scope, key, request_hash, act, outcome, at) values ($1, $2, $3, 'end-delegation', $4, now())`,
};

export function createDelegationService({ db, hash }: { readonly db: Database; readonly hash: RequestHasher }) {
  const find = async (execute: Database['execute'], id: string): Promise<DelegationFound> => {
    const [row] = await execute<DelegationFound>(FIND, [id]);
    if (row === undefined) throw new DomainError('delegation-unknown');
    return row;
  };

  /** What the same command answered before; else, under its lock and that of what it is about, what it answers now. */
  const once = async <T extends object>(
    { key, person }: Asked,
    request: object,
    admit: () => Promise<{ readonly about: string; readonly write: (written: Written) => Promise<T> }>,
  ): Promise<T> => {
    const scope = `delegation:${person}`;
    const requestHash = hash({ person, ...request });
    const answered = await findCommand<T>(db, scope, key, requestHash);
    if (answered !== null) return answered;
    const { about, write } = await admit();
    return db.transaction(async (execute) => {
      await execute(LOCK, [`${scope} ${key}`, `delegation of ${about}`]);
      const meanwhile = await findCommand<T>({ execute }, scope, key, requestHash);
      return meanwhile ?? write({ execute, command: [scope, key, requestHash] });
    });
  };

  const service: DelegationService = {
    grant: (command) =>
      once(command, { act: 'grant', body: command.body }, async () => {
        const { body, person, actorFor } = command;
        const [held] = await db.execute<AppointmentFound>(APPOINTMENT, [body.appointment]);
        if (held === undefined) throw new DomainError('principal-unknown');
        checkDelegable(held.role);
        const { id: appointment, agency, office, role } = held;
        const actor = actorFor({ delegation: { appointment, agency, role, grantedBy: null } }, 'delegation.grant');
        const write = async ({ execute, command: named }: Written): Promise<DelegationReceipt> => {
          const [facts] = await execute<FactsFound>(FACTS, [appointment, body.deputy, agency]);
          if (facts === undefined) throw new Error('a query without a table answers one row');
          const now = instant(facts.now);
          const receipt: DelegationReceipt = {
            id: idOf(hash, 'delegation', person, command.key),
            appointment,
            principal: held.person,
            deputy: body.deputy,
            from: body.from ?? now,
            to: body.to,
            grantedBy: person,
            grantedAt: now,
          };
          judgeDelegation(
            { ...receipt, appointment: held },
            { now, ofDeputy: facts.of_deputy, others: facts.others.map(inUtc) },
          );
          const outcome = JSON.stringify(receipt);
          const written = await execute(GRANT, [
            ...named,
            outcome,
            agency,
            office,
            role,
            body.reason,
            actor.rightsVersion,
          ]);
          if (written.length === 0) throw new DomainError('rights-changed');
          return receipt;
        };
        return { about: appointment, write };
      }),
    agencies: async (id) => (await db.execute<DelegationFound>(FIND, [id])).map(({ agency }) => agency),
    end: (command) =>
      once(command, { act: 'end', id: command.id }, async () => {
        const { id, person, actorFor } = command;
        const { appointment, agency, role, granted_by: grantedBy } = await find(db.execute, id);
        actorFor({ delegation: { appointment, agency, role, grantedBy } }, 'delegation.end');
        const write = async ({ execute, command: named }: Written): Promise<DelegationEnd> => {
          await execute(END, [id, person]);
          const { ended_at: stored, ended_by: endedBy } = await find(execute, id);
          const endedAt = instantOrNull(stored);
          if (endedAt === null || endedBy === null) throw new DomainError('delegation-over');
          const outcome: DelegationEnd = { id, endedAt, endedBy };
          await execute(RECORD, [...named, JSON.stringify(outcome)]);
          return outcome;
        };
        return { about: appointment, write };
      }),
  };
  return service;
}

interface Written {
  readonly execute: Database['execute'];
  /** Scope, key and hash of the request. */
  readonly command: readonly [string, string, string];
}

function inUtc({ from, to }: { readonly from: string; readonly to: string }) {
  return { from: instant(from), to: instant(to) };
}
