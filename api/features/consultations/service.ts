import type { ConsultationActBody } from '../../../contracts/consultation.ts';
import type { AccessSubject } from '../../../domain/access/access.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import type { ConsultationAct, ConsultationActRequest } from '../../../domain/consultation/acts.ts';
import type { ConsultationOutcome } from '../../../domain/consultation/carry-out.ts';
import type { Delivery, Enclosed } from '../../../domain/consultation/events.ts';
import { isOver, type ConsultationStatus } from '../../../domain/consultation/state.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import type { NoteRef } from '../../../domain/dossier/events.ts';
import { DomainError } from '../../../domain/errors.ts';
import { enclosed, type ConsultedAgencies } from '../../../infra/acts/asks.ts';
import { keepNote } from '../../../infra/acts/kept-texts.ts';
import type { Places } from '../../../infra/acts/places.ts';
import { areAttachable } from '../../../infra/db/attached-documents.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import { restartConsultation } from '../../../infra/relay/consultations.ts';
import { EngineRefusal, type Engine } from '../../../infra/temporal/engine.ts';
import { expectedSeq, preconditionFailed } from '../../etag.ts';

export interface ConsultationActCommand {
  readonly code: string;
  readonly key: string;
  readonly body: ConsultationActBody;
  readonly ifMatch: string | null;
  readonly person: string;
  readonly actorFor: (subject: AccessSubject) => ActorContext;
}

/** Who asks whom. */
export interface ConsultationParties {
  readonly asker: string;
  readonly asked: string;
  readonly passedBy: readonly string[];
  /** Who put the question. */
  readonly askedBy: readonly string[];
}

/** What the access table is asked about a consultation, and the dossier that it is of. */
export interface ConsultationSubject extends AccessSubject {
  readonly consultation: ConsultationParties;
  readonly dossier: string;
}

export interface ConsultationService {
  /** Null where there is none. */
  subject(code: string): Promise<ConsultationSubject | null>;
  /**
   * Carries an act out, or answers what the same command answered before.
   * @throws DomainError `consultation-unknown`, `place-unknown`, `document-unknown`, `agency-unknown`, `key-reused`, `engine-busy`,
   * `engine-unavailable` and every refusal of `decideConsultation`
   */
  act(command: ConsultationActCommand): Promise<ConsultationOutcome>;
}

interface Parts {
  readonly db: Database;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  readonly hash: RequestHasher;
  readonly places: Places;
  readonly agencies: ConsultedAgencies;
  readonly now: () => Date;
  readonly waitMs: number;
}

interface Found extends Record<string, unknown> {
  readonly dossier: string;
  readonly asker: string;
  readonly agency: string;
  readonly agencies: readonly string[];
  readonly asked_by: readonly (string | null)[];
  readonly status: ConsultationStatus;
  readonly seq: number;
  readonly request_hash: string | null;
  readonly outcome: ConsultationOutcome | null;
}

const CONTEXT = {
  name: 'consultation-context',
  text: `select c.dossier, c.asker, c.agency, c.agencies, c.status, c.seq, m.request_hash, m.outcome,
      (select array[e.actor->>'person', e.actor->>'onBehalfOf'] from dossier_event e where e.stream = c.code and e.seq = 1) as asked_by
    from consultation c left join command m on m.scope = c.code and m.key = $2 where c.code = $1`,
};
const SUBJECT = {
  name: 'consultation-subject',
  text: `select agencies_above(c.agencies || c.agency || c.asker) as above,
      (select coalesce(jsonb_agg(distinct p.id), '[]') from dossier_event e,
        lateral (values (e.actor->>'person'), (e.actor->>'onBehalfOf')) as p (id)
        where e.stream = any (streams_of_whole(c.dossier)) and p.id is not null) as workers
    from consultation c where c.code = $1`,
};

/** Unless the ledger names it. */
const DROP_NOTE = {
  name: 'drop-consultation-note',
  text: `delete from dossier_note n where n.id = $1 and not exists (
    select 1 from dossier_event e where e.stream = $2 and e.command = $3 and e.data->'note'->>'id' = n.id::text)`,
};

/**
 * What an agency sends with its opinion is its own or was sent to it: whoever has a consultation may read its files, and must not come to
 * others of the dossier by naming them.
 */
const GIVEN = {
  name: 'consultation-files-given',
  text: `select count(*)::int as n from document f, consultation c where c.code = $1 and f.id = any ($2::uuid[])
    and (f.agency = $3 or f.uploaded_by = $4 or f.id = any (c.documents))`,
};

/** Acts on consultations: judged and written by the consultation's run, answered from the table of commands. */
export function createConsultationService(parts: Parts): ConsultationService {
  const { db, engine, procedures, hash, places, agencies, now, waitMs } = parts;
  const find = async (code: string, key: string): Promise<Found> => {
    const [row] = await db.execute<Found>(CONTEXT, [code, key]);
    if (row === undefined) throw new DomainError('consultation-unknown', { consultation: code });
    return row;
  };
  const partiesOf = ({ asker, agency, agencies: all, asked_by: askedBy }: Found): ConsultationParties => ({
    asker,
    asked: agency,
    passedBy: all.filter((one) => one !== agency),
    askedBy: askedBy.filter((one) => one !== null),
  });

  /** Sends it to the run; one that was lost is started again from its ledger. */
  const send = async (code: string, request: ConsultationActRequest): Promise<ConsultationOutcome> => {
    try {
      return await engine.act<ConsultationOutcome>(code, request, waitMs);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'run-missing') throw error;
      const { state } = await restartConsultation(db, engine, procedures, code);
      if (isOver(state)) throw new DomainError('consultation-over', { status: state.status, consultation: code });
      return engine.act<ConsultationOutcome>(code, request, waitMs);
    }
  };

  /** Files that go along: those of the dossier, and what the sender took in for it. */
  const filesOf = async (code: string, dossier: string, actor: ActorContext, body: ConsultationActBody) => {
    const { agency, person } = actor;
    const named = 'documents' in body ? [...new Set(body.documents)] : [];
    if (!(await areAttachable(db, dossier, named, person))) throw new DomainError('document-unknown');
    if (body.act === 'answer' && named.length > 0) {
      const [given] = await db.execute<{ n: number }>(GIVEN, [code, named, agency, person]);
      if (given?.n !== named.length) throw new DomainError('document-unknown');
    }
    return enclosed(db, dossier, named);
  };

  return {
    async subject(code) {
      const [[row], [above]] = await Promise.all([
        db.execute<Found>(CONTEXT, [code, '']),
        db.execute<{ above: readonly string[]; workers: readonly string[] }>(SUBJECT, [code]),
      ]);
      return row === undefined ? null : { ...above, consultation: partiesOf(row), dossier: row.dossier };
    },
    async act({ code, key, body, ifMatch, person, actorFor }) {
      const requestHash = hash({ code, person, body });
      const row = await find(code, key);
      if (row.outcome !== null && row.request_hash === requestHash) return row.outcome;
      const actor = actorFor({ consultation: partiesOf(row) });
      if (row.outcome !== null) throw new DomainError('key-reused');
      if (isOver(row)) throw new DomainError('consultation-over', { status: row.status, consultation: code });
      const day = localDate(now().toISOString());
      places.check(body.place, [actor.agency], day);
      const documents = await filesOf(code, row.dossier, actor, body);
      const via = body.act === 'pass-on' ? agencies.deliveryTo(body.agency, day) : 'inbox';
      const condition = expectedSeq(ifMatch, row.seq);
      const requestKey = `${code} ${key} ${requestHash} ${actor.rightsVersion} ${condition ?? ''}`;
      const noteId = idOf(hash, row.dossier, requestKey, 'note');
      const note = 'note' in body ? await keepNote(db, noteId, row.dossier, body.note) : null;
      const tidyUp = async (): Promise<void> => {
        if (note !== null) await db.execute(DROP_NOTE, [note.id, code, key]);
      };
      try {
        const act = actOf(body, { note, documents, via, condition });
        const done = await send(code, { key, requestHash, act, actor, ledgerSeq: row.seq });
        await tidyUp();
        return done;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'engine-busy' || error.code === 'engine-unavailable')
          throw error;
        const { outcome, request_hash: writtenHash } = await find(code, key);
        await tidyUp();
        if (outcome !== null && writtenHash === requestHash) return outcome;
        if (outcome !== null) throw new DomainError('key-reused');
        throw error instanceof EngineRefusal && error.code === 'precondition-failed'
          ? preconditionFailed(error, error.present)
          : error;
      }
    },
  };
}

/** The act that a body asks for: its free text is named by id, its files by their hashes. @throws DomainError `reason-missing` */
function actOf(
  body: ConsultationActBody,
  found: {
    readonly note: NoteRef | null;
    readonly documents: readonly Enclosed[];
    readonly via: Delivery;
    readonly condition: number | null;
  },
): ConsultationAct {
  const { note, documents, via, condition } = found;
  if (body.act === 'acknowledge' || body.act === 'open') return { ...body, expectedSeq: condition };
  if (note === null) throw new DomainError('reason-missing', { act: body.act });
  switch (body.act) {
    case 'answer':
    case 'reply':
      return { ...body, note, documents, expectedSeq: condition };
    case 'pass-on':
      return { ...body, note, via, expectedSeq: condition };
    case 'ask-back':
    case 'recall':
      return { ...body, note, expectedSeq: condition };
  }
}
