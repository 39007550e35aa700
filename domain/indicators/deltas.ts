import type { DossierEvent } from '../dossier/events.ts';
import { evolve, type DossierSnapshot, type DossierState } from '../dossier/state.ts';
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

/** What the counts need to know beside the events; pinned at intake, so that no later change of the catalogue moves a figure. */
export type CountingFacts = Pick<
  DossierSnapshot,
  'procedure' | 'office' | 'receivingAgency' | 'competentAgency' | 'centrePremises'
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
    const count = (metric: Metric, agency: string, extra: { stage?: string; bucket?: number } = {}): void => {
      deltas.push({
        day,
        metric,
        agency,
        office: facts.office,
        procedure: facts.procedure,
        stage: extra.stage ?? '',
        bucket: extra.bucket ?? 0,
        n: 1,
      });
    };
    const handOver = (from: string): void => {
      count('handover', from);
      if (event.medium === 'electronic') count('handover-electronic', from);
    };
    switch (event.type) {
      case 'dossier-received':
        count('received', facts.receivingAgency);
        if (event.data.receivedElsewhere) count('received-elsewhere', facts.receivingAgency);
        break;
      case 'step-opened':
        handOver('agency' in event.actor ? event.actor.agency : facts.receivingAgency);
        break;
      case 'step-acted':
        if (state.step !== null) {
          const minutes = (Date.parse(event.at) - Date.parse(state.step.routedAt)) / 60_000;
          count('step-minutes', state.step.agency, { stage: event.data.stage, bucket: bucketOf(minutes) });
        }
        break;
      case 'dossier-returned':
        count('finished', facts.competentAgency);
        if (state.result !== null) count('finished-digitised', facts.competentAgency);
        count(event.data.late ? 'finished-late' : 'finished-on-time', facts.competentAgency);
        if (onSite(facts, state, event.place)) count('finished-on-site', facts.competentAgency);
        break;
      case 'step-overdue':
      case 'dossier-overdue':
        break;
    }
    state = evolve(state, event);
  }
  return deltas;
}

function onSite(facts: CountingFacts, state: DossierState, place: string | null): boolean {
  return [...state.places, place].every((where) => where !== null && facts.centrePremises.includes(where));
}
