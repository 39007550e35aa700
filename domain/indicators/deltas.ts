import type { DossierEvent } from '../dossier/events.ts';
import { evolve } from '../dossier/evolve.ts';
import type { DossierSnapshot, DossierState, OpenStep, Undo } from '../dossier/state.ts';
import { localDate } from '../dossier/code.ts';
import { bucketOf } from './histogram.ts';

/** What is counted. Every indicator is a ratio or a percentile of these. */
export const METRICS = [
  /** Dossiers received, by receiving agency; `elsewhere` as the reception says (phi địa giới). */
  'received',
  'received-elsewhere',
  /** Hand-overs from one step to the next, by the agency that hands over. */
  'handover',
  'handover-electronic',
  /** Dossiers returned, by competent agency. */
  'finished',
  'finished-digitised',
  'finished-on-time',
  'finished-late',
  /** All five steps done at the premises of the receiving centre (5 tại chỗ). */
  'finished-on-site',
  /** One per step acted on, with the bucket of its minutes from routing to act. */
  'step-minutes',
  /** Ways a dossier went beside the straight one, by the agency that acted. */
  'supplement-requested',
  'sent-back',
  'undone',
  'extended',
  'reappointed',
  'reopened',
  /** Dossiers that ended without the result that was asked for, by competent agency. */
  'finished-refused',
  'withdrawn',
  'supplement-lapsed',
  'not-received',
] as const;
export type Metric = (typeof METRICS)[number];

/** One appended count. `bucket` is set for histograms only; `stage` for metrics of steps. */
export interface IndicatorDelta {
  /** Local date of the event that counts. */
  readonly day: string;
  readonly metric: Metric;
  readonly agency: string;
  /** The office (centre) that received the dossier. */
  readonly office: string;
  readonly procedure: string;
  readonly stage: string;
  readonly bucket: number;
  readonly n: number;
}

/** When and how something was done that counts. */
type Done = Pick<DossierEvent, 'at' | 'medium'>;

/** What the counts need to know beside the events; pinned at intake, so that no later change of the catalogue moves a figure. */
export type CountingFacts = Pick<
  DossierSnapshot,
  'procedure' | 'office' | 'receivingAgency' | 'competentAgency' | 'centrePremises' | 'receivedElsewhere'
>;

/** The counts that a command's events add, in order. Pure: the same events always count the same. */
export function deltasOf(
  facts: CountingFacts,
  before: DossierState,
  events: readonly DossierEvent[],
): IndicatorDelta[] {
  const deltas: IndicatorDelta[] = [];
  let state = before;
  for (const event of events) {
    const day = localDate(event.at);
    const count = (
      metric: Metric,
      agency: string,
      extra: { day?: string; stage?: string; bucket?: number; n?: number } = {},
    ): void => {
      deltas.push({
        day: extra.day ?? day,
        metric,
        agency,
        office: facts.office,
        procedure: facts.procedure,
        stage: extra.stage ?? '',
        bucket: extra.bucket ?? 0,
        n: extra.n ?? 1,
      });
    };
    const actingAgency = 'agency' in event.actor ? event.actor.agency : facts.receivingAgency;
    const handOver = (from: string, { at, medium }: Done = event, n = 1): void => {
      count('handover', from, { day: localDate(at), n });
      if (medium === 'electronic') count('handover-electronic', from, { day: localDate(at), n });
    };
    const stepTook = ({ agency, stage, routedAt }: OpenStep, { at }: Done = event, n = 1): void => {
      const minutes = (Date.parse(at) - Date.parse(routedAt)) / 60_000;
      count('step-minutes', agency, { day: localDate(at), stage, bucket: bucketOf(minutes), n });
    };
    /** Takes back what an act counted, of the day and the agency that it counted for. */
    const uncount = (undone: Undo): void => {
      const { step } = undone.before;
      // Nothing was handed on by it.
      if (undone.act === 'assign') return;
      if (step !== null) stepTook(step, undone, -1);
      if (step !== null && undone.act === 'send-back')
        count('sent-back', undone.agency, { day: localDate(undone.at), stage: step.stage, n: -1 });
      handOver(undone.agency, undone, -1);
    };
    const received = (elsewhere: boolean): void => {
      count('received', facts.receivingAgency);
      if (elsewhere) count('received-elsewhere', facts.receivingAgency);
    };
    switch (event.type) {
      case 'dossier-received':
        received(event.data.receivedElsewhere);
        break;
      case 'dossier-accepted':
        received(facts.receivedElsewhere);
        break;
      case 'step-opened':
        // What was filed has not been handed on by anybody yet. Of an interlinked stage each part is counted as it is handed to its agency.
        if (event.data.kind !== 'reception' && event.data.kind !== 'interlinked' && 'agency' in event.actor)
          handOver(actingAgency);
        break;
      case 'step-acted':
        if (state.step !== null) stepTook(state.step);
        break;
      case 'step-sent-back':
        count('sent-back', actingAgency, { stage: event.data.stage });
        if (state.step !== null) stepTook(state.step);
        break;
      case 'act-undone':
        count('undone', actingAgency);
        if (state.undo !== null) uncount(state.undo);
        break;
      case 'supplement-requested':
        count('supplement-requested', actingAgency);
        break;
      case 'deadline-extended':
        count('extended', actingAgency);
        break;
      case 'apology-approved':
        count('reappointed', actingAgency);
        break;
      case 'dossier-reopened':
        count('reopened', facts.competentAgency);
        break;
      case 'dossier-closed':
        count(event.data.outcome, facts.competentAgency);
        break;
      case 'part-finished':
        // Back to the dossier, and from there on without anybody's doing.
        handOver(actingAgency);
        break;
      case 'dossier-returned':
        count('finished', facts.competentAgency);
        if (state.result !== null || state.parts.some(({ digitised }) => digitised))
          count('finished-digitised', facts.competentAgency);
        count(countsAsLate(event.data.late, state) ? 'finished-late' : 'finished-on-time', facts.competentAgency);
        if (onSite(facts, state, event.place)) count('finished-on-site', facts.competentAgency);
        if (event.data.refused === true) count('finished-refused', facts.competentAgency);
        break;
      default:
        break;
    }
    state = evolve(state, event);
  }
  return deltas;
}

/** Nationally, whoever was asked more than once for a supplement counts as served late (Decision 766/QĐ-TTg, 2.1). */
function countsAsLate(late: boolean, { supplements }: DossierState): boolean {
  return late || supplements > 1;
}

function onSite(facts: CountingFacts, state: DossierState, place: string | null): boolean {
  return [...state.places, place].every((where) => where !== null && facts.centrePremises.includes(where));
}
