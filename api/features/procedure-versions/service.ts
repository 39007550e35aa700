import type {
  FoldingReceipt,
  FoldingRequest,
  PublishReceipt,
  VersionProposal,
  VersionReceipt,
} from '../../../contracts/procedure-version.ts';
import type { AccessSubject, Permission } from '../../../domain/access/access.ts';
import { ledgerActor, type ActorContext } from '../../../domain/access/actor.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { canonicalHash } from '../../../domain/ledger/hash-chain.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { instant, type StoredInstant } from '../instant.ts';
import { once } from '../once.ts';
import type { CheckVersion } from './self-check.ts';

/** A write on its way: whose, under which key, and by which of his powers. */
export interface Asked {
  readonly key: string;
  readonly person: string;
  readonly actorFor: (subject: AccessSubject, permission: Permission) => ActorContext;
}

interface OnVersion extends Asked {
  readonly code: string;
  readonly version: number;
}

/** Versions of procedures: each decision in one transaction, answered from the table of commands. */
export interface ProcedureVersionService {
  /**
   * Proposes a version: a draft that never changes, with what the self-check finds in it.
   * @throws DomainError `procedure-unknown`, `version-code-mismatch`, `version-unchanged`, `key-reused`, `rights-changed`
   */
  propose(command: Asked & { readonly code: string; readonly body: VersionProposal }): Promise<VersionReceipt>;
  /**
   * Has recorded dossiers of the version in force folded over a draft.
   * @throws DomainError `version-unknown`, `version-settled`, `no-former-version`, `key-reused`
   */
  fold(command: OnVersion & { readonly body: FoldingRequest }): Promise<FoldingReceipt>;
  /**
   * Publishes a draft that was proposed by somebody else: dossiers are received by it from its date of effect on.
   * @throws DomainError `version-unknown`, `version-settled`, `version-not-proposed`, `version-outdated`, `self-check-failed`,
   * `version-not-folded`, `key-reused`, `rights-changed`, those of `authorise`
   */
  publish(command: OnVersion): Promise<PublishReceipt>;
}

const NEWEST = {
  name: 'newest-published-version',
  text: `select (select max(version) from procedure_version where code = $1 and status = 'published') as published,
    (select content_hash from procedure_version where code = $1 order by version desc limit 1) as hash,
    (select max(version) from procedure_version where code = $1) as latest`,
};

interface NewestFound extends Record<string, unknown> {
  readonly published: number | null;
  readonly hash: string | null;
  readonly latest: number | null;
}

/** Nothing is written when the rights have changed since they were read. */
const PROPOSE = {
  name: 'propose-procedure-version',
  text: `with versioned as (
    insert into procedure_version (code, version, status, source, content, content_hash, created_at)
    select $1, (select max(version) + 1 from procedure_version where code = $1), 'draft', 'proposal', $2::jsonb, $3, now()
    where exists (select from person p where p.id = $4 and p.rights_version = $5)
    returning code, version, created_at
  ), proposed as (
    insert into procedure_proposal (code, version, reason, proposer, proposed_at) select code, version, $6, $4, created_at from versioned
  ) select version, created_at from versioned`,
};

interface DraftFound extends Record<string, unknown> {
  readonly status: 'draft' | 'published';
  readonly content: unknown;
  readonly proposer: string | null;
}

const FIND = {
  name: 'find-procedure-version',
  text: `select v.status, v.content, o.proposer from procedure_version v
    left join procedure_proposal o on o.code = v.code and o.version = v.version where v.code = $1 and v.version = $2`,
};

const FOLD = {
  name: 'ask-procedure-folding',
  text: `with asked as (
    insert into procedure_folding (id, code, from_version, to_version, newest, asked_by, asked_at, dossiers)
    select $1, $2, $3, $4, $5, $6, now(),
      (select dossiers from dossiers_of_version($2, $3))
    returning id, asked_at
  ), posted as (
    insert into outbox (kind, subject, created_at) select 'fold-procedure-version', id::text, now() from asked
  ) select asked_at from asked`,
};

const FOLDED = {
  name: 'procedure-version-folded',
  text: `select exists (select from procedure_folding where code = $1 and from_version = $2 and to_version = $3 and ended_at is not null)
    as yes`,
};
const PUBLISH = {
  name: 'publish-procedure-version',
  text: `with published as (
    update procedure_version set status = 'published' where code = $1 and version = $2 and status = 'draft'
      and exists (select from person p where p.id = $3 and p.rights_version = $5)
    returning code, version
  ) update procedure_proposal o set publisher = $3, published_as = $4, published_at = now()
    from published v where o.code = v.code and o.version = v.version returning o.published_at as at`,
};

export function createProcedureVersionService(parts: {
  readonly db: Database;
  readonly hash: RequestHasher;
  readonly check: CheckVersion;
  /** Who answers for what all counters receive. */
  readonly owners: readonly string[];
  readonly now: () => Date;
}): ProcedureVersionService {
  const { db, hash, check, owners, now } = parts;
  const today = (): string => localDate(now().toISOString());
  const find = async (execute: Database['execute'], code: string, version: number): Promise<DraftFound> => {
    const [row] = await execute<DraftFound>(FIND, [code, version]);
    if (row === undefined) throw new DomainError('version-unknown', { procedure: code, version });
    if (row.status === 'published') throw new DomainError('version-settled', { version });
    return row;
  };
  const newest = async (execute: Database['execute'], code: string): Promise<NewestFound> => {
    const [row] = await execute<NewestFound>(NEWEST, [code]);
    if (row === undefined || row.latest === null) throw new DomainError('procedure-unknown', { procedure: code });
    return row;
  };
  const scope = (person: string): string => `procedure-version:${person}`;

  return {
    propose: ({ key, person, actorFor, code, body }) =>
      once(parts, { scope: scope(person), key, act: 'propose-version', request: { code, body } }, async () => {
        const actor = actorFor({}, 'procedure.propose');
        const { content, reason } = body;
        if (content.code !== code)
          throw new DomainError('version-code-mismatch', { procedure: code, content: content.code });
        const findings = await check(content, today());
        const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
        const contentHash = canonicalHash(content);
        const write = async (execute: Database['execute']): Promise<VersionReceipt> => {
          const { published, hash: latestHash, latest } = await newest(execute, code);
          if (latestHash === contentHash) throw new DomainError('version-unchanged', { version: latest });
          const [row] = await execute<{ version: number; created_at: StoredInstant }>(PROPOSE, [
            code,
            JSON.stringify(content),
            contentHash,
            person,
            actor.rightsVersion,
            reason,
          ]);
          if (row === undefined) throw new DomainError('rights-changed');
          return {
            procedure: code,
            version: row.version,
            basedOn: published,
            contentHash,
            errors: count('error'),
            warnings: count('warning'),
            proposedBy: person,
            proposedAt: instant(row.created_at),
          };
        };
        return { about: `procedure ${code}`, write };
      }),

    fold: ({ key, person, actorFor, code, version, body }) =>
      once(parts, { scope: scope(person), key, act: 'fold-version', request: { code, version, body } }, async () => {
        actorFor({}, 'procedure.review');
        const id = idOf(hash, 'procedure-folding', person, key);
        const write = async (execute: Database['execute']): Promise<FoldingReceipt> => {
          await find(execute, code, version);
          const { published: from } = await newest(execute, code);
          if (from === null) throw new DomainError('no-former-version', { procedure: code });
          const values = [id, code, from, version, body.newest, person];
          const [row] = await execute<{ asked_at: StoredInstant }>(FOLD, values);
          if (row === undefined) throw new Error('what was asked for answers one row');
          return { id, procedure: code, from, to: version, newest: body.newest, askedAt: instant(row.asked_at) };
        };
        return { about: `procedure ${code}`, write };
      }),

    publish: ({ key, person, actorFor, code, version }) =>
      once(parts, { scope: scope(person), key, act: 'publish-version', request: { code, version } }, async () => {
        const { proposer, content } = await find(db.execute, code, version);
        if (proposer === null) throw new DomainError('version-not-proposed', { version });
        const actor = actorFor({ owners, proposer }, 'procedure.publish');
        const errors = (await check(content, today())).filter(({ severity }) => severity === 'error').length;
        if (errors > 0) throw new DomainError('self-check-failed', { version, errors });
        const write = async (execute: Database['execute']): Promise<PublishReceipt> => {
          await find(execute, code, version);
          const { published: from } = await newest(execute, code);
          if (from !== null && from > version) throw new DomainError('version-outdated', { version, published: from });
          const [folded] = await execute<{ yes: boolean }>(FOLDED, [code, from, version]);
          if (from !== null && folded?.yes !== true) throw new DomainError('version-not-folded', { from, version });
          const as = JSON.stringify(ledgerActor(actor));
          const [row] = await execute<{ at: StoredInstant }>(PUBLISH, [code, version, person, as, actor.rightsVersion]);
          if (row === undefined) throw new DomainError('rights-changed');
          return { procedure: code, version, publishedBy: person, publishedAt: instant(row.at) };
        };
        return { about: `procedure ${code}`, write };
      }),
  };
}
