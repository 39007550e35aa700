import type { RecallGround } from '../consultation/events.ts';
import type { AskedConsultation, DossierEventData } from './events.ts';
import type { Consulted, DossierState } from './state.ts';

/** Consultations that were asked for, as the dossier keeps them. */
export function asked(stage: string, asks: readonly AskedConsultation[]): Consulted[] {
  return asks.map(({ consultation, rule, agency, onSilence }) => ({
    code: consultation,
    rule,
    stage,
    agency,
    status: 'open',
    overdue: false,
    opinion: null,
    onSilence,
    recalledBecause: null,
    reported: 0,
  }));
}

/** With what a consultation has reported. */
export function reported(
  { consultations }: Pick<DossierState, 'consultations'>,
  { consultation, seq, news }: DossierEventData['consultation-reported'],
): readonly Consulted[] {
  return consultations.map((one) =>
    one.code === consultation ? { ...one, ...changed(one, news), reported: seq } : one,
  );
}

function changed(one: Consulted, news: DossierEventData['consultation-reported']['news']): Partial<Consulted> {
  switch (news.kind) {
    case 'answered':
      return { status: 'answered', opinion: news.opinion };
    case 'overdue':
      return {
        overdue: true,
        status: one.onSilence === 'deemed-agreed' ? 'deemed-agreed' : one.status,
        agency: news.agency ?? one.agency,
      };
    case 'recalled':
      return { status: 'recalled' };
    case 'passed-on':
      return { agency: news.agency };
  }
}

/** True where a consultation is as it is said to be, so that there is nothing to enter: what stands is told anew to a run made anew. */
export function isKnown(one: Consulted, news: DossierEventData['consultation-reported']['news']): boolean {
  if (news.kind === 'passed-on') return news.agency === one.agency;
  return news.kind === 'overdue' && one.overdue && (news.agency ?? one.agency) === one.agency;
}

/** What was asked for and not answered is taken back; an agreement by silence stands, only no late answer is waited for any more. */
export function recalled(consultations: readonly Consulted[], because: RecallGround): readonly Consulted[] {
  return consultations.map((one) =>
    awaited(one) ? { ...one, status: one.status === 'open' ? 'recalled' : one.status, recalledBecause: because } : one,
  );
}

/** True while its agency may still answer. */
export function awaited({ status, recalledBecause }: Pick<Consulted, 'status' | 'recalledBecause'>): boolean {
  return status === 'open' || (status === 'deemed-agreed' && recalledBecause === null);
}
