import { ledgerActor, type ActorContext } from '../../../domain/access/actor.ts';
import type { Birth } from '../../../domain/dossier/births.ts';
import { carryOut } from '../../../domain/dossier/carry-out.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import type { ActOutcome, CommandInput } from '../../../domain/dossier/command.ts';
import type { ClockCalendar, DueExplanation } from '../../../domain/dossier/deadlines.ts';
import { decide, type Act } from '../../../domain/dossier/decide.ts';
import type {
  ChainedDossierEvent,
  AskedComponent,
  DossierEvent,
  DossierEventData,
  DraftEvent,
  Medium,
  NoteRef,
  ObligationLine,
} from '../../../domain/dossier/events.ts';
import { knownLines, unknownFees } from '../../../domain/dossier/fee-lines.ts';
import { file, hasPaper, receive } from '../../../domain/dossier/receive.ts';
import type { ClockRules } from '../../../domain/dossier/rules.ts';
import { beginningOf, blankSnapshot } from '../../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../../domain/dossier/state.ts';
import type { IndicatorDelta } from '../../../domain/indicators/deltas.ts';
import type { ComputedFees } from '../../../domain/procedure/fees.ts';
import { appointmentLimit } from '../../../domain/procedure/limits.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';

/** How a reception ends, as it was asked for. */
export type ReceptionBody =
  | { readonly outcome: 'accepted' | 'filed' }
  | { readonly outcome: 'supplement'; readonly components: readonly AskedComponent[]; readonly note: string }
  | { readonly outcome: 'refused'; readonly note: string };

export interface IntakeOutcome extends ActOutcome {
  readonly dueProvisional: boolean;
  readonly receipt: boolean;
  /** Number of the tracking secret on the receipt; absent where it was received before there were any. */
  readonly tracking?: number;
  /** What was asked for with it; absent where fees were not to be computed. */
  readonly fees?: {
    readonly obligation: string | null;
    readonly amount: number;
    readonly unknown: readonly string[];
  };
}

/** Id of the obligation that is asked for with the reception. */
const FEES = 'fees';

/** What is to be done of a dossier that is brought. */
interface Taken {
  readonly reception: ReceptionBody;
  readonly note: NoteRef | null;
  readonly receiptAsked: boolean;
  /** The fees that are to be asked for; null: none, for now. */
  readonly fees: ComputedFees | null;
}

/** A reception, decided: everything of it that is written but the applicant's own data. */
export interface TakenIn {
  readonly snapshot: DossierSnapshot;
  readonly beginning: Extract<DossierEvent, { type: 'dossier-received' | 'dossier-filed' }>;
  readonly chained: readonly ChainedDossierEvent[];
  /** Parts of an interlinked procedure that begin at once. */
  readonly births: readonly Birth[];
  readonly deltas: readonly IndicatorDelta[];
  readonly explanation: DueExplanation | null;
  readonly outcome: IntakeOutcome;
}

/** What is brought, and by which rules it is counted. */
interface Brought {
  readonly code: string;
  readonly at: string;
  readonly filing: DossierEventData['dossier-filed'];
  readonly content: ProcedureContent;
  readonly rules: ClockRules;
  readonly calendar: ClockCalendar;
}

interface Taking {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: ActorContext;
  readonly medium: Medium;
  readonly place: string;
}

/**
 * Decides a reception (Decree 61/2018 art. 17): accepted, to be supplemented, refused, or only filed for the time being; and what
 * is to be paid for it, as far as that is known (art. 22). All of it is one command.
 */
export function takeIn(
  { code, at, filing, content, rules, calendar }: Brought,
  { key, requestHash, actor, medium, place }: Taking,
  { reception, note, receiptAsked, fees }: Taken,
): TakenIn {
  const receipt = reception.outcome === 'accepted' && (receiptAsked || !isGivenAtOnce());
  const drafts = reception.outcome === 'accepted' ? accepted() : file(code, filing, content, rules, at);
  const [first] = drafts;
  if (first?.type !== 'dossier-received' && first?.type !== 'dossier-filed') throw new Error('a dossier begins');
  const command = {
    runId: '',
    key,
    requestHash,
    act: 'receive',
    at,
    actor: ledgerActor(actor),
    rights: { person: actor.person, version: actor.rightsVersion },
    medium,
    place,
    documents: [],
  };
  const write = (from: DossierSnapshot, decided: readonly DraftEvent[]) => {
    const input: CommandInput = { ...command, snapshot: from, drafts: decided };
    const { chained, births, deltas, after, outcome, explanation } = carryOut(input, [], calendar);
    const snapshot = { ...from, state: after, headHash: outcome.headHash };
    return { chained, births, deltas, explanation, snapshot, outcome };
  };

  const begun = write(blankSnapshot(code, first, { content, rules }), drafts);
  const task = begun.snapshot.state.step?.task ?? '';
  const lines = fees === null ? [] : knownLines(fees);
  const written = [begun];
  let last = begun;
  for (const act of [answerOf(reception, task, { medium, place, note }), paymentOf(lines, task, { medium, place })]) {
    if (act === null) continue;
    last = write(last.snapshot, decide(last.snapshot, act, actor, at));
    written.push(last);
  }
  const chained = written.flatMap((one) => one.chained);
  return {
    snapshot: last.snapshot,
    beginning: beginningOf(
      code,
      chained.map(({ event }) => event),
    ),
    chained,
    births: written.flatMap(({ births }) => births),
    deltas: written.flatMap(({ deltas }) => deltas),
    explanation: begun.explanation,
    outcome: {
      ...last.outcome,
      dueProvisional: last.snapshot.state.clocks?.provisional ?? false,
      receipt,
      ...(fees === null
        ? {}
        : {
            fees: {
              obligation: lines.length === 0 ? null : FEES,
              amount: lines.reduce((sum, { amount }) => sum + amount, 0),
              unknown: unknownFees(fees),
            },
          }),
    },
  };

  /** The result of the procedure is given at once (art. 17.4), and nobody has to come again on another day. */
  function isGivenAtOnce(): boolean {
    if (content.instantResult !== true) return false;
    const limit = appointmentLimit(content, filing.case);
    const { afterSupplement } = rules;
    const { due } = calendar.due({ office: filing.office }, { from: at, limit, pauses: [], afterSupplement });
    return due !== null && localDate(new Date(due).toISOString()) === localDate(at);
  }

  function accepted(): DraftEvent[] {
    const { limits } = blankSnapshot(code, { type: 'dossier-filed', data: filing }, { content, rules });
    const paper = hasPaper(filing.components, filing.agencies, content, filing.receivingAgency);
    return receive(
      code,
      { ...filing, ...limits, dueAt: at, dueProvisional: false, clocks: null, paperBy: paper ? at : null, receipt },
      content,
      at,
    );
  }
}

/** The act by which the counter answers at once; none where it was accepted, or is answered later. */
function answerOf(
  reception: ReceptionBody,
  task: string,
  shared: { medium: Medium; place: string; note: NoteRef | null },
): Act | null {
  switch (reception.outcome) {
    case 'supplement':
      return { act: 'request-supplement', task, document: null, components: reception.components, ...shared };
    case 'refused':
      return { act: 'refuse-reception', task, document: null, ...shared };
    default:
      return null;
  }
}

/** The request for what is to be paid, when the result is collected at the latest; none where nothing is. */
function paymentOf(
  lines: readonly ObligationLine[],
  task: string,
  shared: { medium: Medium; place: string },
): Act | null {
  if (lines.length === 0) return null;
  const request = { act: 'request-payment', obligation: FEES, kind: 'fee', lines, stopsClock: false } as const;
  return { ...request, task, document: null, note: null, ...shared };
}
