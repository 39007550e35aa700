import type { ActRequestBody } from '../../contracts/act.ts';
import type { AccessSubject } from '../../domain/access/access.ts';
import type { ActorContext } from '../../domain/access/actor.ts';
import type { ActedBy } from '../../domain/access/duties.ts';
import type { Role } from '../../domain/access/roles.ts';
import { actRule, type ActName } from '../../domain/dossier/acts.ts';
import { localDate } from '../../domain/dossier/code.ts';
import type { ActOutcome, ActRequest } from '../../domain/dossier/command.ts';
import type { ObligationLine } from '../../domain/dossier/events.ts';
import { dossierOfPart } from '../../domain/dossier/parts.ts';
import { hasEnded, type DossierStatus } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { DUTIES_ELSEWHERE_OF_D } from '../db/duties-elsewhere.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { RequestHasher } from '../identity/request-hash.ts';
import { endedRefusal } from '../relay/send-act.ts';
import { actOf } from './act-of-body.ts';
import { dropUnaskedQuestions, prepareAsks, type ConsultedAgencies } from './asks.ts';
import { checkNames } from './check-names.ts';
import { dropUnnamed, keepTexts } from './kept-texts.ts';
import type { Places } from './places.ts';

/** An act as it is asked for, one by one or as one of many. */
export interface ActCommand {
  readonly code: string;
  /** Idempotency-Key; the engine's own, those of a batch included, have a colon. */
  readonly key: string;
  readonly body: ActRequestBody;
  /** The condition of this try, no part of the request: the last event that may have happened, by that of the ledger. */
  readonly conditionOn: (ledgerSeq: number) => number | null;
  /** Chooses the appointment for the dossier, and the step that the act names. */
  readonly actorFor: (subject: AccessSubject) => ActorContext;
  readonly person: string;
}

/** The dossier that an act is about, as what an act needs besides is found by. */
export interface FoundDossier {
  readonly code: string;
  readonly content: ProcedureContent;
  readonly caseId: string;
  readonly office: string;
}

export interface ActDeskParts {
  readonly db: Database;
  readonly procedures: ProcedureVersions;
  readonly hash: RequestHasher;
  readonly places: Places;
  readonly agencies: ConsultedAgencies;
  readonly now: () => Date;
  /** What an act is decided on that neither its body nor the dossier's head says. */
  readonly find: (
    body: ActRequestBody,
    dossier: FoundDossier,
  ) => Promise<{ readonly paper: boolean; readonly lines: readonly ObligationLine[] }>;
  /** Has the act judged and written. @throws EngineRefusal, DomainError `engine-busy`, `engine-unavailable` and others */
  readonly send: (code: string, request: ActRequest) => Promise<ActOutcome>;
}

export interface ActDesk {
  /**
   * Carries an act out, or answers what the same command answered before.
   * @throws DomainError `dossier-unknown`, `dossier-erased`, `task-unknown`, `place-unknown`, `key-reused`, `engine-busy`, `engine-unavailable`, those of
   * `checkNames` and every refusal of `judge`; an EngineRefusal carries the present state
   */
  act(command: ActCommand): Promise<ActOutcome>;
}

interface ActContextRow extends Record<string, unknown> {
  readonly status: DossierStatus;
  readonly seq: number;
  readonly erased: boolean;
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
  /** Agencies whose part of it is open. */
  readonly part_agencies: readonly string[];
  readonly duties: ActedBy;
}

const CONTEXT = {
  name: 'act-context',
  text: `select d.status, d.seq, d.erased_at is not null as erased, c.request_hash, c.outcome, t.agency, t.role, d.agencies, d.office, d.competent_agency, d.procedure,
      d.procedure_version, d.case_id,
      array(select p.competent_agency from dossier p where p.parent = d.code and p.closed_at is null) as part_agencies,
      ${DUTIES_ELSEWHERE_OF_D} as duties from dossier d
    left join command c on c.scope = d.code and c.key = $2
    left join task t on t.id = $3 and t.dossier = d.code
    where d.code = $1`,
};

/** Acts that name what only the database and the catalogue know. */
const NAMES_SOMETHING: readonly ActName[] = [
  'acknowledge-handover',
  'accept-handover',
  'assign',
  'request-supplement',
  'receive-supplement',
  'record-verification',
  'return',
  'seal',
];

function stepOf({ agency, role }: ActContextRow, code: string, task: string): { agency: string; role: Role } {
  if (agency === null || role === null) throw new DomainError('task-unknown', { code, task });
  return { agency, role };
}

/** Where acts are prepared for whoever judges and writes them, and answered from the table of commands. */
export function createActDesk({ db, procedures, hash, places, agencies, now, find, send }: ActDeskParts): ActDesk {
  const context = async (code: string, key: string, task: string): Promise<ActContextRow> => {
    const [row] = await db.execute<ActContextRow>(CONTEXT, [code, key, task]);
    if (row === undefined) throw new DomainError('dossier-unknown', { code });
    return row;
  };

  return {
    async act({ code, key, body, conditionOn, actorFor, person }) {
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
      const parent = dossierOfPart(code);
      if (parent !== null && actRule(body.act).ofWhole)
        throw new DomainError('act-on-parent', { act: body.act, parent });
      if (hasEnded(row) && !actRule(body.act).onEnded) throw endedRefusal(await loadSnapshot(db, procedures, code));
      const step = body.act === 'reopen' ? null : stepOf(row, code, task);
      const actor = actorFor({
        step,
        participants: [...row.agencies, row.office],
        owners: [row.competent_agency],
        parts: row.part_agencies,
        actedBy: row.duties,
      });
      if (row.erased) throw new DomainError('dossier-erased', { code });
      const day = localDate(now().toISOString());
      places.check(body.place, [actor.agency, ...(step === null ? [] : [step.agency])], day);
      const { content } = await procedures.get(row.procedure, row.procedure_version);
      if (NAMES_SOMETHING.includes(body.act)) {
        const holder = step ?? { agency: actor.agency, role: actor.role };
        await checkNames(db, body, { code, content, caseId: row.case_id, ...holder, person, day });
      }
      const condition = conditionOn(row.seq);
      const updateKey = `${key} ${requestHash} ${actor.rightsVersion} ${condition ?? ''}`;
      const note = await keepTexts(db, hash, code, updateKey, body);
      const asks =
        body.act === 'consult'
          ? await prepareAsks({ db, procedures, hash, agencies }, code, updateKey, body.asks, day)
          : [];
      const tidyUp = async (): Promise<void> => {
        await dropUnaskedQuestions(db, asks, key);
        if (note !== null) await dropUnnamed(db, body, note.id, key);
      };
      try {
        // In here, since a repeat that meets its own first try is answered as that was.
        const found = await find(body, { code, content, caseId: row.case_id, office: row.office });
        const act = actOf(body, { note, expectedSeq: condition, asks, ...found });
        const done = await send(code, { key, requestHash, act, actor, ledgerSeq: row.seq });
        await tidyUp();
        return done;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code === 'engine-busy' || error.code === 'engine-unavailable')
          throw error;
        const { outcome, request_hash: writtenHash } = await context(code, key, task);
        await tidyUp();
        if (outcome !== null && writtenHash === requestHash) return outcome;
        if (outcome !== null) throw new DomainError('key-reused');
        throw error;
      }
    },
  };
}
