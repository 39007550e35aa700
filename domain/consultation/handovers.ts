import { acceptedBy, isAcceptance, markOf, sentBy, type Handover } from '../dossier/handovers.ts';
import type { ChainedDossierEvent, DossierEvent } from '../dossier/events.ts';
import type { ChainedEvent } from '../ledger/ledger-event.ts';
import type { ConsultationEvent } from './events.ts';

/** Events by which the asked agency takes part: what it is sent is its own from then on. */
const ACTS: readonly ConsultationEvent['type'][] = [
  'consultation-asked-back',
  'consultation-passed-on',
  'consultation-answered',
];

/**
 * The hand-overs of a consultation, in order: to the agency that is asked, from it to whom it passes it on, and the opinion back to
 * whoever asked, who has accepted it when he goes on with the dossier.
 * @param dossier the stream of the dossier
 */
export function handoversOfConsultation(
  chained: readonly ChainedEvent<ConsultationEvent>[],
  dossier: readonly ChainedDossierEvent[],
): Handover[] {
  const [first] = chained;
  if (first?.event.type !== 'consultation-sent') return [];
  const { asker, rule } = first.event.data;
  return chained.flatMap((row, index): Handover[] => {
    const { event } = row;
    const shared = {
      id: `${event.stream}.${event.seq}`,
      stream: event.stream,
      subject: rule,
      medium: event.medium,
      sent: sentBy(row),
    };
    if (event.type === 'consultation-answered') {
      const goneOn = afterReport(dossier, event).find((later) => isAcceptance(later, asker));
      const marks = { acknowledged: null, opened: null, accepted: acceptedBy(goneOn, 'acted'), takenBack: null };
      return [{ ...shared, kind: 'opinion', from: event.data.agency, to: asker, ...marks }];
    }
    if (event.type !== 'consultation-sent' && event.type !== 'consultation-passed-on') return [];
    const [from, to] =
      event.type === 'consultation-sent' ? [asker, event.data.agency] : [event.data.from, event.data.to];
    const held = whileHeld(chained.slice(index + 1));
    const acceptance = held.find(({ type }) => ACTS.includes(type));
    const isOfReceiver = ({ actor }: ConsultationEvent): boolean => 'agency' in actor && actor.agency === to;
    return [
      {
        ...shared,
        kind: 'consultation',
        from,
        to,
        acknowledged: markOf(held.find((later) => later.type === 'consultation-delivered' && isOfReceiver(later))),
        opened: markOf(held.find(({ type }) => type === 'consultation-opened')),
        accepted: acceptedBy(acceptance, 'acted'),
        takenBack: acceptance === undefined ? markOf(held.find(({ type }) => type === 'consultation-recalled')) : null,
      },
    ];
  });
}

/** The events while one agency has it, with the one by which it goes on. */
function whileHeld(later: readonly ChainedEvent<ConsultationEvent>[]): ConsultationEvent[] {
  const events = later.map(({ event }) => event);
  const end = events.findIndex(({ type }) => type === 'consultation-passed-on' || type === 'consultation-answered');
  return end < 0 ? events : events.slice(0, end + 1);
}

/** What happened in the dossier after it was told of an answer. */
function afterReport(dossier: readonly ChainedDossierEvent[], answer: ConsultationEvent): DossierEvent[] {
  const events = dossier.map(({ event }) => event);
  const told = events.findIndex(
    (event) =>
      event.type === 'consultation-reported' &&
      event.data.consultation === answer.stream &&
      event.data.seq >= answer.seq,
  );
  return told < 0 ? [] : events.slice(told + 1);
}
