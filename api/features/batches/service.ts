import type { BatchReceipt, BatchRequest, BatchSteered } from '../../../contracts/batch.ts';
import type { AccessSubject, Permission } from '../../../domain/access/access.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import {
  BATCH_ACTS,
  judgeUndo,
  MOST_ITEMS,
  steer,
  type BatchAct,
  type BatchStatus,
  type Steering,
} from '../../../domain/batch/batch.ts';
import { ACTS } from '../../../domain/dossier/acts.ts';
import { localDate, parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { assertOfficers } from '../../../infra/acts/check-names.ts';
import type { Places } from '../../../infra/acts/places.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import { once } from '../once.ts';
import { findNamed, openTasksOf, type NamedDossier } from './named-dossiers.ts';

/** A write on its way: whose, under which key, and by which of his powers. */
interface Asked {
  readonly key: string;
  readonly person: string;
  readonly actorFor: (subject: AccessSubject, permission: Permission) => ActorContext;
}

export interface StartCommand extends Asked {
  readonly body: BatchRequest;
  /** Whether the sender may know of a dossier. */
  readonly knows: (subject: AccessSubject) => boolean;
}

export interface SteerCommand extends Asked {
  readonly id: string;
}

/** Batches: asked for and steered in one transaction each; the engine does what they say, from the outbox on. */
export interface BatchService {
  /**
   * Takes a batch in, or nothing of it. It is done under one appointment: the first that may do the act on any of its dossiers.
   * @throws DomainError `dossier-code-invalid`, `dossier-unknown`, `task-unknown`, `place-unknown`, `officer-unknown`, `batch-empty`,
   * `batch-too-large`, `key-reused`, `rights-changed`, those of `authorise`
   */
  start(command: StartCommand): Promise<BatchReceipt>;
  /** @throws DomainError `batch-unknown`, `batch-settled`, `key-reused`, those of `authorise` */
  steer(command: SteerCommand, how: Steering): Promise<BatchSteered>;
  /** Takes back what the batch did, dossier by dossier. @throws DomainError `batch-unknown`, `key-reused`, those of `judgeUndo` */
  undo(command: SteerCommand): Promise<BatchSteered>;
}

/** Nothing is written when the rights have changed since they were read. */
const START = {
  name: 'start-batch',
  text: `with asked as (
    insert into batch (id, person, appointment, agency, on_behalf_of, via, act, parameters, note, items, status, undo_minutes, asked_at)
    select $1, $2, $3, $4, $5, $14, $6, $7, $8, cardinality($9::text[]), 'queued', $12, now()
    where exists (select from person p where p.id = $2 and p.rights_version = $13)
    returning id, asked_at
  ), named as (
    insert into batch_item (batch, position, dossier, task, parameters, outcome)
    select id, i.position, i.dossier, i.task, i.parameters::jsonb, 'waiting'
    from asked, unnest($9::text[], $10::text[], $11::text[]) with ordinality as i (dossier, task, parameters, position)
  ), posted as (
    insert into outbox (kind, subject, created_at) select 'batch', id::text, asked_at from asked
  ) select asked_at from asked`,
};

const FIND = {
  name: 'find-batch',
  text: 'select person, appointment, agency, act, status, undo_until from batch where id = $1',
};
/** Its last item may be settled at this very moment, and the batch with it. */
const FIND_HELD = { name: 'find-batch-held', text: `${FIND.text} for update` };
const STEER = {
  name: 'steer-batch',
  text: `with steered as (
    update batch set status = $2 where id = $1 returning id
  ), left_out as (
    update batch_item i set outcome = 'cancelled', at = now() from steered s
    where $2 = 'cancelled' and i.batch = s.id and i.outcome = 'waiting' and not i.begun
  ) insert into outbox (kind, subject, created_at) select 'batch', id::text, now() from steered returning created_at as at`,
};

interface BatchFound extends Record<string, unknown> {
  readonly person: string;
  readonly appointment: string;
  readonly agency: string;
  readonly act: BatchAct;
  readonly status: BatchStatus;
  readonly undo_until: StoredInstant | null;
}

export interface BatchServiceParts {
  readonly db: Database;
  readonly hash: RequestHasher;
  readonly places: Places;
  readonly now: () => Date;
  /** How long a batch may be taken back once it is over. */
  readonly undoMinutes: number;
}

export function createBatchService({ db, hash, places, now, undoMinutes }: BatchServiceParts): BatchService {
  const find = async (execute: Database['execute'], id: string, statement = FIND): Promise<BatchFound> => {
    const [row] = await execute<BatchFound>(statement, [id]);
    if (row === undefined) throw new DomainError('batch-unknown');
    return row;
  };

  const named = async (
    body: BatchRequest,
    knows: (subject: AccessSubject) => boolean,
  ): Promise<readonly NamedDossier[]> => {
    if (body.act === 'assign' && body.items === undefined) return openTasksOf(db, body.from ?? '');
    const items = body.items ?? [];
    for (const { dossier } of items) parseDossierCode(dossier);
    return findNamed(db, items, knows);
  };

  const change = (
    { id, key, person }: SteerCommand,
    act: string,
    next: (found: BatchFound) => BatchStatus,
    admit: (found: BatchFound) => void,
  ): Promise<BatchSteered> =>
    once({ db, hash }, { scope: `batch:${person}`, key, act, request: { id } }, async () => {
      admit(await find(db.execute, id));
      const write = async (execute: Database['execute']): Promise<BatchSteered> => {
        const status = next(await find(execute, id, FIND_HELD));
        const [row] = await execute<{ at: StoredInstant }>(STEER, [id, status]);
        if (row === undefined) throw new DomainError('batch-unknown');
        return { id, status, by: person, at: instant(row.at) };
      };
      return { about: `batch ${id}`, write };
    });

  return {
    start: ({ key, person, body, actorFor, knows }) =>
      once({ db, hash }, { scope: `batch:${person}`, key, act: 'start-batch', request: { body } }, async () => {
        const { act, note, items: _items, ...parameters } = body;
        const all = await named(body, knows);
        const actor = starter(all, (subject) => actorFor(subject, ACTS[act].permission));
        // Whoever is away may lead tasks of another agency too, which are not this one's to give.
        const dossiers = body.items === undefined ? all.filter(({ agency }) => agency === actor.agency) : all;
        if (dossiers.length > MOST_ITEMS) throw new DomainError('batch-too-large', { most: MOST_ITEMS });
        const day = localDate(now().toISOString());
        places.check(body.place, [actor.agency], day);
        if (body.act === 'assign') {
          const people = [body.lead, ...body.supporting, ...body.following];
          await assertOfficers(db, people, { agency: actor.agency, role: null, day });
        }
        const id = idOf(hash, 'batch', person, key);
        const write = async (execute: Database['execute']): Promise<BatchReceipt> => {
          const [row] = await execute<{ asked_at: StoredInstant }>(START, [
            id,
            person,
            actor.appointment,
            actor.agency,
            actor.onBehalfOf,
            act,
            JSON.stringify('from' in parameters ? without(parameters, 'from') : parameters),
            note ?? null,
            dossiers.map(({ dossier }) => dossier),
            dossiers.map(({ task }) => task),
            dossiers.map(({ details }) => JSON.stringify(details)),
            BATCH_ACTS[act].undoable ? undoMinutes : null,
            actor.rightsVersion,
            actor.via ?? null,
          ]);
          if (row === undefined) throw new DomainError('rights-changed');
          const { agency } = actor;
          return { id, act, agency, items: dossiers.length, askedBy: person, askedAt: instant(row.asked_at) };
        };
        return { about: `batch ${id}`, write };
      }),

    steer: (command, how) =>
      change(
        command,
        `${how}-batch`,
        ({ status }) => steer(status, how),
        (batch) => void command.actorFor({ batch }, 'batch.steer'),
      ),

    undo: (command) =>
      change(
        command,
        'undo-batch',
        ({ act, status, undo_until: until }) => {
          judgeUndo({ act, status, undoUntil: instantOrNull(until) }, now().toISOString());
          return 'undoing';
        },
        (batch) => void command.actorFor({ batch }, 'batch.undo'),
      ),
  };
}

/** The appointment for the whole batch. @throws DomainError `batch-empty`, that of the first dossier when none is allowed */
function starter(dossiers: readonly NamedDossier[], allowed: (subject: AccessSubject) => ActorContext): ActorContext {
  const refusals: DomainError[] = [];
  for (const { subject } of dossiers) {
    try {
      return allowed(subject);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals[0] ?? new DomainError('batch-empty');
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = whole;
  return rest;
}
