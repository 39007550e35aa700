import type { ActorContext } from '../../domain/access/actor.ts';
import { ledgerActor, MESSAGE_ACTOR } from '../../domain/access/actor.ts';
import type { ConsultationActName, ConsultationActOf } from '../../domain/consultation/acts.ts';
import { carryOutConsultation } from '../../domain/consultation/carry-out.ts';
import { decideConsultation, decideRecall, nextAlarmOf, ringConsultation } from '../../domain/consultation/decide.ts';
import type { ConsultationDraft, ConsultationEvent, RecallGround } from '../../domain/consultation/events.ts';
import { newsOf } from '../../domain/consultation/news.ts';
import type { ConsultationState } from '../../domain/consultation/state.ts';
import { birthsOf } from '../../domain/dossier/births.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import { ofType } from '../../domain/dossier/events.ts';
import type { Report } from '../../domain/dossier/messages.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ChainedEvent } from '../../domain/ledger/ledger-event.ts';
import { A_REASON, type InHand } from './in-hand.ts';
import { warningCalendar } from './plain-calendar.ts';

export const POLICE = 'H49.71';

/** A consultation of a pure test, as the asked agency has it, by the clock of its dossier. */
export interface Asked {
  readonly state: ConsultationState;
  readonly headHash: string;
  readonly chained: readonly ChainedEvent<ConsultationEvent>[];
  /** Types of what was written last. */
  readonly story: readonly string[];
  readonly nextAlarm: string | null;
  types(): string[];
  do<N extends ConsultationActName>(
    name: N,
    details?: Partial<ConsultationActOf<N>>,
    by?: Partial<ActorContext>,
  ): Asked;
  refusal<N extends ConsultationActName>(
    name: N,
    details?: Partial<ConsultationActOf<N>>,
    by?: Partial<ActorContext>,
  ): string;
  ring(): Asked;
  /** What its dossier orders. */
  recall(because: RecallGround): Asked;
  /** All that its dossier has to know of it, in order. */
  reports(): Report[];
  /** Has the dossier hear them. */
  report(): Asked;
}

const USUAL: { readonly [N in ConsultationActName]?: object } = {
  answer: { opinion: 'agreed', note: A_REASON, documents: [] },
  'ask-back': { note: A_REASON },
  'pass-on': { note: A_REASON, via: 'inbox' },
  reply: { note: A_REASON, documents: [] },
  recall: { note: A_REASON },
};

/** The consultation that was asked for last by a dossier in hand; `index` of those asked for at once. @throws DomainError when there is none */
export function asked(dossier: InHand, index = 0): Asked {
  const calendar = warningCalendar();
  const last = ofType(dossier.ledger, 'consultations-asked').at(-1);
  if (last === undefined) throw new DomainError('consultation-unknown', { consultation: '' });
  const before = fold(
    dossier.state.code,
    dossier.ledger.filter(({ seq }) => seq < last.seq),
  );
  const birth = birthsOf(before, [last]).filter(({ kind }) => kind === 'consultation')[index];
  if (birth?.kind !== 'consultation') throw new DomainError('consultation-unknown', { consultation: '' });
  let { state, chained } = birth;
  let story: readonly string[] = chained.map(({ event }) => event.type);
  const headHash = (): string => chained.at(-1)?.hash ?? '';

  const write = (drafts: readonly ConsultationDraft[], actor: Parameters<typeof carryOutConsultation>[0]['actor']) => {
    const key = `k${state.seq}`;
    const shared = {
      runId: 'r',
      requestHash: 'h',
      act: 'test',
      rights: null,
      medium: 'electronic',
      place: null,
    } as const;
    const at = dossier.now;
    return carryOutConsultation({ state, headHash: headHash(), key, at, actor, drafts, ...shared }, calendar);
  };
  const follow = (written: ReturnType<typeof write>): Asked => {
    state = written.after;
    chained = [...chained, ...written.chained];
    story = written.chained.map(({ event }) => event.type);
    return hand;
  };
  const decided = (name: ConsultationActName, details: object, by: Partial<ActorContext>): ReturnType<typeof write> => {
    const forAsker = name === 'reply' || name === 'recall';
    const actor: ActorContext = {
      person: forAsker ? 'asker' : 'asked',
      appointment: 'a-1',
      agency: forAsker ? state.asker : state.agency,
      office: null,
      role: 'appraiser',
      onBehalfOf: null,
      rightsVersion: 1,
      ...by,
    };
    const act = { act: name, medium: 'electronic', place: null, ...USUAL[name], ...details };
    return write(decideConsultation(state, act as ConsultationActOf<'open'>, actor, dossier.now), ledgerActor(actor));
  };

  const hand: Asked = {
    get state() {
      return state;
    },
    get headHash() {
      return headHash();
    },
    get chained() {
      return chained;
    },
    get story() {
      return story;
    },
    get nextAlarm() {
      return nextAlarmOf(state);
    },
    types: () => chained.map(({ event }) => event.type),
    do: (name, details = {}, by = {}) => follow(decided(name, details, by)),
    refusal(name, details = {}, by = {}) {
      try {
        decided(name, details, by);
        return 'allowed';
      } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
      }
    },
    ring: () => follow(write(ringConsultation(state, dossier.now), { system: 'clock' })),
    recall: (because) => follow(write(decideRecall(state, because, dossier.now) ?? [], MESSAGE_ACTOR)),
    reports: () =>
      chained.flatMap(({ event, hash }) => {
        const news = newsOf(event);
        return news === null ? [] : [{ child: state.code, seq: event.seq, headHash: hash, news }];
      }),
    report() {
      for (const report of hand.reports()) dossier.hear(report);
      return hand;
    },
  };
  return hand;
}
