import type { ActRequestBody } from '../../../contracts/act.ts';
import type { AccessSubject } from '../../../domain/access/access.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { actRule, type ActName } from '../../../domain/dossier/acts.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import type { ActOutcome } from '../../../domain/dossier/command.ts';
import type { Act } from '../../../domain/dossier/decide.ts';
import { hasEnded, type DossierStatus } from '../../../domain/dossier/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import { commitment } from '../../../domain/ledger/hash-chain.ts';
import { loadSnapshot } from '../../../infra/db/load-snapshot.ts';
import { idOf, newSalt, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { endedRefusal, sendAct } from '../../../infra/relay/send-act.ts';
import { EngineRefusal, type Engine } from '../../../infra/temporal/engine.ts';
import { expectedSeq, preconditionFailed } from '../../etag.ts';
import { actOf } from './act-of-body.ts';
import { checkNames } from './check-names.ts';
import { hasPaperPart } from './paper-part.ts';
import { paymentLines, type PaymentParts } from './payment-lines.ts';
import type { Places } from './places.ts';
import { reopenDossier, type ReopenParts } from './reopen.ts';

export interface ActCommand {
  readonly code: string;
  readonly key: string;
  readonly body: ActRequestBody;
  /** The raw If-Match header: a condition of this try, no part of the request. */
  readonly ifMatch: string | null;
  /** Chooses the appointment for the dossier, and the step that the act names. */
  readonly actorFor: (subject: AccessSubject) => ActorContext;
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
  readonly status: DossierStatus;
  readonly seq: number;
  readonly request_hash: string | null;
  readonly outcome: ActOutcome | null;
  readonly agency: string | null;
  readonly role: Role | null;
  readonly agencies: readonly string[];
  readonly office: string;
  readonly competent_agency: string;
  readonly procedure: string;
  readonly procedure_version: number;
  readonly case_id: string;
}

const CONTEXT = {
  name: 'act-context',
  text: `select d.status, d.seq, c.request_hash, c.outcome, t.agency, t.role, d.agencies, d.office, d.competent_agency, d.procedure,
      d.procedure_version, d.case_id from dossier d
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

export interface ActServiceParts extends ReopenParts, Omit<PaymentParts, 'db'> {
  readonly engine: Engine;
  readonly hash: RequestHasher;
  readonly places: Places;
  readonly waitMs: number;
}

/** Acts that name what only the database and the catalogue know. */
const NAMES_SOMETHING: readonly ActName[] = ['assign', 'request-supplement', 'receive-supplement', 'return', 'seal'];

function stepOf({ agency, role }: ActContextRow, code: string, task: string): { agency: string; role: Role } {
  if (agency === null || role === null) throw new DomainError('task-unknown', { code, task });
  return { agency, role };
}

/** Acts on open dossiers: judged and written by the dossier's workflow, answered from the table of commands. */
export function createActService(parts: ActServiceParts): ActService {
  const { db, procedures, hash, places, calendar, now } = parts;
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

  return {
    async act({ code, key, body, ifMatch, actorFor, person }) {
      const requestHash = hash({ code, person, body });
      const earlier = (row: ActContextRow): ActOutcome | null => {
        if (row.outcome === null) return null;
        if (row.request_hash !== requestHash) throw new DomainError('key-reused');
        return row.outcome;
      };
      const task = body.act === 'reopen' ? '' : body.task;
      const row = await context(code, key, task);
      const answered = earlier(row);
      if (answered !== null) return answered;
      if (hasEnded(row) && !actRule(body.act).onEnded) throw endedRefusal(await loadSnapshot(db, procedures, code));
      const step = body.act === 'reopen' ? null : stepOf(row, code, task);
      const actor = actorFor({ step, participants: [...row.agencies, row.office], owners: [row.competent_agency] });
      const day = localDate(now().toISOString());
      places.check(body.place, [actor.agency, ...(step === null ? [] : [step.agency])], day);
      const { content } = await procedures.get(row.procedure, row.procedure_version);
      if (NAMES_SOMETHING.includes(body.act)) {
        const holder = step ?? { agency: actor.agency, role: actor.role };
        await checkNames(db, body, { code, content, caseId: row.case_id, ...holder, person, day });
      }
      // A date that no calendar reaches could be drafted, and never be approved.
      if (body.act === 'draft-apology')
        calendar.workingMinutes({ office: row.office }, now().toISOString(), body.dueAt);
      const condition = expectedSeq(ifMatch, row.seq);
      const note = await keepNote(code, `${key} ${requestHash} ${actor.rightsVersion} ${condition ?? ''}`, body.note);
      /** What was refused, or was done by the same command in another request, leaves no note of this one. */
      const dropUnnamed = async (): Promise<void> => {
        if (note !== null) await db.execute(DROP_NOTE, [note.id, key]);
      };
      const paper = body.act === 'accept' && (body.paper ?? (await hasPaperPart(db, code, content)));
      try {
        // In here, since a repeat that meets its own first try is answered as that was.
        const lines =
          body.act === 'request-payment' ? await paymentLines(parts, body, { code, caseId: row.case_id, content }) : [];
        const act = actOf(body, { note, expectedSeq: condition, paper, lines });
        const request = { key, requestHash, act, actor, ledgerSeq: row.seq };
        const done =
          act.act === 'reopen' ? await reopenDossier(parts, code, request) : await sendAct(parts, code, request);
        await dropUnnamed();
        return done;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'engine-busy' || error.code === 'engine-unavailable')
          throw error;
        const { outcome, request_hash: writtenHash } = await context(code, key, task);
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
