import type { MigrationDecision, MigrationProposal, MigrationReceipt } from '../../../contracts/procedure-version.ts';
import { ledgerActor } from '../../../domain/access/actor.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { instant, type StoredInstant } from '../instant.ts';
import { once } from '../once.ts';
import type { Asked } from './service.ts';

export interface DecideMigration extends Asked {
  readonly code: string;
  readonly id: string;
}

/** Moving running dossiers to another version: each decision in one transaction; the work on dossiers is a batch. */
export interface MigrationService {
  /**
   * Proposes to move dossiers; what it would make of each is worked out afterwards.
   * @throws DomainError `version-unknown`, `version-not-published`, `migration-dossiers-unknown`, `key-reused`, `rights-changed`
   */
  propose(command: Asked & { readonly code: string; readonly body: MigrationProposal }): Promise<MigrationReceipt>;
  /**
   * Approves what has been previewed: the batch begins. Once more, after the batch, for what was refused; while it is under way, to
   * have it started again.
   * @throws DomainError `migration-unknown`, `-not-previewed`, `-settled`, `key-reused`, `rights-changed`, those of `authorise`
   */
  approve(command: DecideMigration): Promise<MigrationDecision>;
  /** Drops what has not been approved. @throws DomainError `migration-unknown`, `-settled`, `key-reused`, those of `authorise` */
  drop(command: DecideMigration): Promise<MigrationDecision>;
}

const VERSIONS = {
  name: 'migration-versions',
  text: `select version, status from procedure_version where code = $1 and version in ($2, $3)`,
};
const KNOWN = {
  name: 'migration-dossiers',
  text: 'select dossiers_named_of_version($1, $2, $3) as n',
};

/** Nothing is written when the rights have changed since they were read. */
const PROPOSE = {
  name: 'propose-migration',
  text: `with proposed as (
    insert into procedure_migration (id, code, from_version, to_version, reason, status, proposer, proposed_at)
    select $1, $2, $3, $4, $5, 'proposed', $6, now()
    where exists (select from person p where p.id = $6 and p.rights_version = $7)
    returning id, proposed_at
  ), items as (
    insert into procedure_migration_item (migration, dossier, outcome) select id, unnest($8::text[]), 'pending' from proposed
  ), posted as (
    insert into outbox (kind, subject, created_at) select 'preview-migration', id::text, now() from proposed
  ) select proposed_at from proposed`,
};

interface MigrationFound extends Record<string, unknown> {
  readonly status: 'proposed' | 'approved' | 'applying' | 'applied' | 'dropped';
  readonly proposer: string;
  readonly previewed: boolean;
  readonly refused: boolean;
}

const FIND = {
  name: 'find-migration',
  text: `select m.status, m.proposer, m.previewed_at is not null as previewed,
      exists (select from procedure_migration_item i where i.migration = m.id and i.outcome = 'refused') as refused
    from procedure_migration m where m.code = $1 and m.id = $2`,
};
const APPROVE = {
  name: 'approve-migration',
  text: `update procedure_migration set status = 'approved', approver = $2, approved_as = $3, approved_at = now()
    where id = $1 and exists (select from person p where p.id = $2 and p.rights_version = $4) returning id`,
};
const START = {
  name: 'start-migration',
  text: `insert into outbox (kind, subject, created_at) values ('apply-migration', $1, now()) returning created_at as at`,
};
const DROP = {
  name: 'drop-migration',
  text: `update procedure_migration set status = 'dropped', dropped_by = $2, dropped_at = now() where id = $1 returning dropped_at as at`,
};

export function createMigrationService(parts: {
  readonly db: Database;
  readonly hash: RequestHasher;
  readonly owners: readonly string[];
}): MigrationService {
  const { db, hash, owners } = parts;
  const find = async (execute: Database['execute'], { code, id }: DecideMigration): Promise<MigrationFound> => {
    const [row] = await execute<MigrationFound>(FIND, [code, id]);
    if (row === undefined) throw new DomainError('migration-unknown');
    return row;
  };
  const scope = (person: string): string => `procedure-migration:${person}`;

  return {
    propose: ({ key, person, actorFor, code, body }) =>
      once(parts, { scope: scope(person), key, act: 'propose-migration', request: { code, body } }, async () => {
        const actor = actorFor({}, 'procedure.propose');
        const { from, to, dossiers, reason } = body;
        await assertVersions(db, code, from, to);
        const id = idOf(hash, 'procedure-migration', person, key);
        const write = async (execute: Database['execute']): Promise<MigrationReceipt> => {
          const [known] = await execute<{ n: number }>(KNOWN, [dossiers, code, from]);
          const missing = dossiers.length - (known?.n ?? 0);
          if (missing > 0)
            throw new DomainError('migration-dossiers-unknown', { count: missing, procedure: code, version: from });
          const [row] = await execute<{ proposed_at: StoredInstant }>(PROPOSE, [
            id,
            code,
            from,
            to,
            reason,
            person,
            actor.rightsVersion,
            dossiers,
          ]);
          if (row === undefined) throw new DomainError('rights-changed');
          const proposedAt = instant(row.proposed_at);
          return { id, procedure: code, from, to, dossiers: dossiers.length, proposedBy: person, proposedAt };
        };
        return { about: `procedure ${code}`, write };
      }),

    approve: (command) => {
      const { key, person, code, id } = command;
      return once(parts, { scope: scope(person), key, act: 'approve-migration', request: { code, id } }, async () => {
        const { proposer } = await find(db.execute, command);
        const actor = command.actorFor({ owners, proposer }, 'procedure.publish');
        const write = async (execute: Database['execute']): Promise<MigrationDecision> => {
          if (!mayBegin(await find(execute, command))) {
            const as = JSON.stringify(ledgerActor(actor));
            const approved = await execute(APPROVE, [id, person, as, actor.rightsVersion]);
            if (approved.length === 0) throw new DomainError('rights-changed');
          }
          return decisionOf('approved', command, await execute<{ at: StoredInstant }>(START, [id]));
        };
        return { about: `procedure ${code}`, write };
      });
    },

    drop: (command) => {
      const { key, person, code, id } = command;
      return once(parts, { scope: scope(person), key, act: 'drop-migration', request: { code, id } }, async () => {
        const { proposer } = await find(db.execute, command);
        // The proposer takes it back, or who would approve it turns it down.
        if (proposer === person) command.actorFor({}, 'procedure.propose');
        else command.actorFor({ owners, proposer }, 'procedure.publish');
        const write = async (execute: Database['execute']): Promise<MigrationDecision> => {
          const { status } = await find(execute, command);
          if (status !== 'proposed') throw new DomainError('migration-settled', { status });
          return decisionOf('dropped', command, await execute<{ at: StoredInstant }>(DROP, [id, person]));
        };
        return { about: `procedure ${code}`, write };
      });
    },
  };
}

async function assertVersions(
  db: Pick<Database, 'execute'>,
  procedure: string,
  from: number,
  to: number,
): Promise<void> {
  const rows = await db.execute<{ version: number; status: string }>(VERSIONS, [procedure, from, to]);
  for (const version of [from, to]) {
    const found = rows.find((row) => row.version === version);
    if (found === undefined) throw new DomainError('version-unknown', { procedure, version });
    if (version === to && found.status !== 'published') throw new DomainError('version-not-published', { version });
  }
  if (from === to) throw new DomainError('same-version', { version: to });
}

/** Judges whether a migration may be begun. @returns true when it is under way, and only has to be started again */
function mayBegin({ status, previewed, refused }: MigrationFound): boolean {
  if (status === 'approved' || status === 'applying') return true;
  if (status === 'dropped' || (status === 'applied' && !refused))
    throw new DomainError('migration-settled', { status });
  if (!previewed) throw new DomainError('migration-not-previewed');
  return false;
}

function decisionOf(
  decision: MigrationDecision['decision'],
  { id, person }: DecideMigration,
  [row]: readonly { readonly at: StoredInstant }[],
): MigrationDecision {
  if (row === undefined) throw new Error('what was decided answers one row');
  return { id, decision, by: person, at: instant(row.at) };
}
