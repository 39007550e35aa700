import type { ActRequestBody, PossibleActs } from '../../../contracts/act.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { keptFrom } from '../../../domain/access/duties.ts';
import { ACT_NAMES, type ActName } from '../../../domain/dossier/act-names.ts';
import type { ActOutcome } from '../../../domain/dossier/command.ts';
import { possibleActs } from '../../../domain/dossier/decide.ts';
import { createActDesk, type ActCommand as DeskCommand, type ActDeskParts } from '../../../infra/acts/act-desk.ts';
import { dutiesElsewhere } from '../../../infra/db/duties-elsewhere.ts';
import { loadSnapshot } from '../../../infra/db/load-snapshot.ts';
import { sendAct } from '../../../infra/relay/send-act.ts';
import { EngineRefusal, type Engine } from '../../../infra/temporal/engine.ts';
import { expectedSeq, preconditionFailed } from '../../etag.ts';
import { hasPaperPart } from './paper-part.ts';
import { paymentLines, type PaymentParts } from './payment-lines.ts';
import { reopenDossier, type ReopenParts } from './reopen.ts';

export interface ActCommand extends Omit<DeskCommand, 'conditionOn'> {
  /** The raw If-Match header. */
  readonly ifMatch: string | null;
}

export interface ActService {
  /**
   * Carries an act out, or answers what the same command answered before.
   * @throws DomainError as `ActDesk.act`; an ApiError `precondition-failed` carries the present state and its ETag
   */
  act(command: ActCommand): Promise<ActOutcome>;
  /** The acts that somebody may do now, by any of his powers. @throws DomainError `dossier-unknown` */
  possible(code: string, powers: readonly ActorContext[]): Promise<PossibleActs>;
}

export interface ActServiceParts
  extends ReopenParts, Omit<PaymentParts, 'db'>, Pick<ActDeskParts, 'hash' | 'places' | 'agencies'> {
  readonly engine: Engine;
  readonly waitMs: number;
}

/** Acts one by one: on open dossiers judged and written by the dossier's workflow. */
export function createActService(parts: ActServiceParts): ActService {
  const { db, calendar, now } = parts;
  const desk = createActDesk({
    ...parts,
    async find(body: ActRequestBody, { code, content, caseId, office }) {
      // A date that no calendar reaches could be drafted, and never be approved.
      if (body.act === 'draft-apology') calendar.workingMinutes({ office }, now().toISOString(), body.dueAt);
      const paper = body.act === 'accept' && (body.paper ?? (await hasPaperPart(db, code, content)));
      const lines = body.act === 'request-payment' ? await paymentLines(parts, body, { code, caseId, content }) : [];
      return { paper, lines };
    },
    send: (code, request) =>
      request.act.act === 'reopen' ? reopenDossier(parts, code, request) : sendAct(parts, code, request),
  });
  return {
    async possible(code, powers) {
      const snapshot = await loadSnapshot(db, parts.procedures, code);
      const elsewhere = await dutiesElsewhere(db, code);
      const isFree = (act: ActName, { person, onBehalfOf }: ActorContext): boolean =>
        keptFrom(act, [person, onBehalfOf], elsewhere) === null;
      const may = ACT_NAMES.filter((act) =>
        powers.some((power) => possibleActs(snapshot, power).includes(act) && isFree(act, power)),
      );
      return { code, seq: snapshot.state.seq, task: snapshot.state.step?.task ?? null, may };
    },
    async act({ ifMatch, ...command }) {
      try {
        return await desk.act({ ...command, conditionOn: (seq) => expectedSeq(ifMatch, seq) });
      } catch (error) {
        throw error instanceof EngineRefusal && error.code === 'precondition-failed'
          ? preconditionFailed(error, error.present)
          : error;
      }
    },
  };
}
