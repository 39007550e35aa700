import type { ActorContext } from '../../../domain/access/actor.ts';
import type { Role } from '../../../domain/access/roles.ts';
import type { ActName } from '../../../domain/dossier/acts.ts';
import type { ActOutcome, ActRequest } from '../../../domain/dossier/command.ts';
import type { Act } from '../../../domain/dossier/decide.ts';
import type { Medium } from '../../../domain/dossier/events.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import { hasEnded } from '../../../domain/dossier/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { commitment } from '../../../domain/ledger/hash-chain.ts';
import { loadSnapshot } from '../../../infra/db/load-snapshot.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';
import { idOf, newSalt, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { EngineRefusal, type Engine } from '../../../infra/temporal/engine.ts';
import { expectedSeq, preconditionFailed } from '../../etag.ts';
import type { Places } from './places.ts';

export interface ActBody {
  readonly act: ActName;
  readonly task: string;
  readonly medium: Medium;
  readonly place: string;
  readonly note?: string | undefined;
  readonly document?: string | undefined;
}

export interface ActCommand {
  readonly code: string;
  readonly key: string;
  readonly body: ActBody;
  /** The raw If-Match header: a condition of this try, no part of the request. */
  readonly ifMatch: string | null;
  /** Chooses the appointment for the step that the act names. */
  readonly actorFor: (step: { agency: string; role: Role }) => ActorContext;
  readonly person: string;
}

export interface ActService {
  /**
   * Carries an act out, or answers what the same command answered before.
   * @throws DomainError `dossier-unknown`, `task-unknown`, `place-unknown`, `key-reused`, `engine-busy`, `engine-unavailable` and
   * every refusal of `judge`; an EngineRefusal carries the present state, an ApiError `precondition-failed` its ETag too
   */
  act(command: ActCommand): Promise<ActOutcome>;
}

interface ActContextRow extends Record<string, unknown> {
  readonly status: string;
  readonly seq: number;
  readonly request_hash: string | null;
  readonly outcome: ActOutcome | null;
  readonly agency: string | null;
  readonly role: Role | null;
}

const CONTEXT = {
  name: 'act-context',
  text: `select d.status, d.seq, c.request_hash, c.outcome, t.agency, t.role from dossier d
    left join command c on c.scope = d.code and c.key = $2
    left join task t on t.id = $3 and t.dossier = d.code
    where d.code = $1`,
};
const KEEP_NOTE = {
  name: 'keep-note',
  text: `insert into dossier_note (id, dossier, text, salt) values ($1, $2, $3, $4)
    on conflict (id) do update set text = excluded.text returning salt`,
};
/** Unless the ledger names it. */
const DROP_NOTE = {
  name: 'drop-note',
  text: `delete from dossier_note n where n.id = $1 and not exists (
    select 1 from dossier_event e where e.stream = n.dossier and e.command = $2 and e.data->'note'->>'id' = n.id::text)`,
};

export interface ActServiceParts {
  readonly db: Database;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  readonly hash: RequestHasher;
  readonly places: Places;
  readonly now: () => Date;
  readonly waitMs: number;
}

function ended(status: string): DomainError {
  return new DomainError('dossier-ended', { status, task: null, stage: null });
}

/** Acts on open dossiers: judged and written by the dossier's workflow, answered from the table of commands. */
export function createActService(parts: ActServiceParts): ActService {
  const { db, engine, procedures, hash, places, now, waitMs } = parts;
  const context = async (code: string, key: string, task: string): Promise<ActContextRow> => {
    const [row] = await db.execute<ActContextRow>(CONTEXT, [code, key, task]);
    if (row === undefined) throw new DomainError('dossier-unknown', { code });
    return row;
  };

  /**
   * The note is named by all that its Update is named by: another body under the same key must not touch it, nor must the same
   * one under another condition, which may be refused while the first is carried out.
   */
  const keepNote = async (code: string, requestKey: string, text: string | undefined): Promise<Act['note']> => {
    if (text === undefined) return null;
    const id = idOf(hash, code, requestKey, 'note');
    const [row] = await db.execute<{ salt: string }>(KEEP_NOTE, [id, code, text, newSalt()]);
    return { id, commitment: commitment(row?.salt ?? '', text) };
  };

  /** A dossier that is open by the ledger but has no run gets one, from its snapshot. */
  const send = async (code: string, request: ActRequest): Promise<ActOutcome> => {
    try {
      return await engine.act(code, request, waitMs);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'run-missing') throw error;
      const snapshot = await loadSnapshot(db, procedures, code);
      if (hasEnded(snapshot.state)) throw ended(snapshot.state.status);
      await engine.startDossier(snapshot, true).catch((failure: unknown) => {
        if (!(failure instanceof DomainError) || failure.code !== 'run-open') throw failure;
      });
      return engine.act(code, request, waitMs);
    }
  };

  return {
    async act({ code, key, body, ifMatch, actorFor, person }) {
      const requestHash = hash({ code, person, body });
      const earlier = (row: ActContextRow): ActOutcome | null => {
        if (row.outcome === null) return null;
        if (row.request_hash !== requestHash) throw new DomainError('key-reused');
        return row.outcome;
      };
      const row = await context(code, key, body.task);
      const answered = earlier(row);
      if (answered !== null) return answered;
      if (row.status === 'returned') throw ended(row.status);
      if (row.agency === null || row.role === null) throw new DomainError('task-unknown', { code, task: body.task });
      const actor = actorFor({ agency: row.agency, role: row.role });
      places.check(body.place, row.agency, localDate(now().toISOString()));
      const condition = expectedSeq(ifMatch, row.seq);
      const note = await keepNote(code, `${key} ${requestHash} ${actor.rightsVersion} ${condition ?? ''}`, body.note);
      /** What was refused, or was done by the same command in another request, leaves no note of this one. */
      const dropUnnamed = async (): Promise<void> => {
        if (note !== null) await db.execute(DROP_NOTE, [note.id, key]);
      };
      const act: Act = {
        act: body.act,
        task: body.task,
        medium: body.medium,
        place: body.place,
        note,
        document: body.document ?? null,
        expectedSeq: condition,
      };
      try {
        const done = await send(code, { key, requestHash, act, actor });
        await dropUnnamed();
        return done;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'engine-busy' || error.code === 'engine-unavailable')
          throw error;
        const { outcome, request_hash: writtenHash } = await context(code, key, body.task);
        await dropUnnamed();
        if (outcome !== null && writtenHash === requestHash) return outcome;
        if (outcome !== null) throw new DomainError('key-reused');
        throw error instanceof EngineRefusal && error.code === 'precondition-failed'
          ? preconditionFailed(error, error.present)
          : error;
      }
    },
  };
}
