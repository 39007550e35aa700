import type { ActorContext } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { ActOf } from '../../domain/dossier/act.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import {
  ofType,
  type DossierEvent,
  type DossierEventData,
  type DossierEventType,
} from '../../domain/dossier/events.ts';
import type { Report } from '../../domain/dossier/messages.ts';
import { nationalStatus, type NationalStatus } from '../../domain/dossier/national-status.ts';
import { emptyDossier, type DossierSnapshot, type DossierState, type OpenStep } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { deltasOf, type IndicatorDelta } from '../../domain/indicators/deltas.ts';
import {
  A_MOVE,
  A_RESULT,
  aFiledDossier,
  aReceivedDossier,
  carryOut,
  CENTRE,
  COMMUNE,
  hearReport,
  ringClocks,
  type Begin,
} from './builders.ts';
import { warningCalendar } from './plain-calendar.ts';

const HOUR = 3_600_000;

export const A_REASON = { id: '00000000-0000-8000-8000-00000000000a', commitment: 'd'.repeat(64) };

/** By whom each act is usually done; at the agency that holds the step, unless `AT` says otherwise. */
const BY = {
  accept: 'receptionist',
  appraise: 'appraiser',
  approve: 'agency-leader',
  seal: 'seal-clerk',
  return: 'return-clerk',
  'propose-refusal': 'appraiser',
  'refuse-reception': 'receptionist',
  'send-back': 'agency-leader',
  undo: 'appraiser',
  assign: 'agency-leader',
  consult: 'appraiser',
  'request-supplement': 'appraiser',
  'receive-supplement': 'receptionist',
  'confirm-closing': 'agency-leader',
  'request-payment': 'appraiser',
  'record-payment': 'receptionist',
  'waive-payment': 'agency-leader',
  'refund-payment': 'agency-leader',
  suspend: 'agency-leader',
  resume: 'agency-leader',
  extend: 'agency-leader',
  'draft-apology': 'appraiser',
  'approve-apology': 'agency-leader',
  'request-withdrawal': 'receptionist',
  'confirm-withdrawal': 'agency-leader',
  'decline-withdrawal': 'agency-leader',
  'confirm-paper': 'appraiser',
  'acknowledge-handover': 'appraiser',
  'accept-handover': 'appraiser',
  'plan-verification': 'appraiser',
  'record-verification': 'appraiser',
  replan: 'catalogue-administrator',
  migrate: 'catalogue-administrator',
  reopen: 'agency-leader',
} as const satisfies Record<ActName, Role>;

/** Agencies of acts that are not for whoever holds the step. */
const AT: Readonly<Partial<Record<ActName, string>>> = {
  'receive-supplement': CENTRE,
  'record-payment': CENTRE,
  'request-withdrawal': CENTRE,
  'request-payment': COMMUNE,
  'waive-payment': COMMUNE,
  'refund-payment': COMMUNE,
  undo: COMMUNE,
  replan: 'H49',
  migrate: 'H49',
  reopen: COMMUNE,
};

type Details<N extends ActName> = Partial<ActOf<N>>;

/** What each act takes where a test says nothing. */
const USUAL: { readonly [N in ActName]?: Details<N> } = {
  seal: { document: A_RESULT.document },
  return: { handover: { method: 'counter', identity: 'identity-card' } },
  'propose-refusal': { note: A_REASON },
  'refuse-reception': { note: A_REASON },
  'send-back': { note: A_REASON, stage: 'appraisal' },
  assign: { lead: 'appraiser', supporting: [], following: [] },
  consult: { asks: [{ rule: 'opinion', agency: 'H49.71', via: 'inbox', question: A_REASON, documents: [] }] },
  'request-supplement': { note: A_REASON, components: [{ component: 'proof', originals: 1, copies: 0 }] },
  'receive-supplement': { components: [{ component: 'proof', originals: 1, copies: 0, documents: [] }] },
  'confirm-closing': { note: A_REASON },
  'request-payment': {
    obligation: 'tax-1',
    kind: 'tax',
    lines: [{ item: 'registration-tax', amount: 500_000 }],
    stopsClock: false,
  },
  'record-payment': { obligation: 'tax-1', method: 'transfer', reference: 'BL-0001' },
  'waive-payment': { note: A_REASON, obligation: 'tax-1' },
  'refund-payment': { note: A_REASON, obligation: 'tax-1', amount: 500_000 },
  suspend: { note: A_REASON },
  extend: { note: A_REASON },
  'draft-apology': { note: A_REASON },
  'request-withdrawal': { note: A_REASON },
  'decline-withdrawal': { note: A_REASON },
  'plan-verification': { note: A_REASON },
  'record-verification': { note: A_REASON, documents: [] },
  'acknowledge-handover': { hash: 'a'.repeat(64) },
  'accept-handover': { hash: 'a'.repeat(64) },
  replan: { change: 'change-1' },
  migrate: A_MOVE,
  reopen: { note: A_REASON, ground: 'agency-fault', stage: 'appraisal' },
};

/** The dossier of a pure test, with a clock of its own, that is carried on act by act. */
export interface InHand {
  readonly snapshot: DossierSnapshot;
  readonly state: DossierState;
  readonly step: OpenStep;
  readonly ledger: readonly DossierEvent[];
  readonly status: NationalStatus;
  readonly now: string;
  /** What was written last. */
  readonly written: readonly DossierEvent[];
  /** Types of what was written last. */
  readonly story: readonly DossierEventType[];
  /** An instant so many hours from the beginning. */
  hour(hours: number): string;
  /** Goes to an instant so many hours from the beginning; nothing rings meanwhile. */
  at(hours: number): InHand;
  /** Does an act, with what it usually takes and by whom it is usually done. @throws DomainError */
  do<N extends ActName>(name: N, details?: Details<N>, by?: Partial<ActorContext>): InHand;
  /** The code with which an act would be refused, or `allowed`. */
  refusal<N extends ActName>(name: N, details?: Details<N>, by?: Partial<ActorContext>): string;
  /** Does what the steps wait for until one of this kind is open. */
  upTo(kind: OpenStep['kind']): InHand;
  /** Lets the alarm ring at each instant for which it is set, up to so many hours from the beginning. */
  ringUntil(hours: number): InHand;
  /** Records what is due, as after an alarm that came late. */
  ring(): InHand;
  /** Enters what a consultation or a part of it reports. */
  hear(report: Report): InHand;
  /** The data of the last event of a type. @throws when there is none */
  last<T extends DossierEventType>(type: T): DossierEventData[T];
  types(): DossierEventType[];
  /** All counts so far. */
  counts(): IndicatorDelta[];
}

/** Of every dossier in hand, unless a test says otherwise; a step has two hours. */
const LIMIT = { unit: 'working-hour', value: 40 } as const;

/**
 * A dossier that was received at a counter, or filed. All hours are worked, and a day has 24 of them: a supplement may be asked for
 * within 72 hours and is to be answered within 240, an apology goes out 24 hours before the appointment.
 */
export function aDossier(begin: Begin & { readonly filed?: true; readonly paper?: boolean } = {}): InHand {
  const calendar: ClockCalendar = begin.calendar ?? warningCalendar();
  const options = { ...begin, calendar, content: { legalLimit: LIMIT, ...begin.content } };
  const { snapshot, events } = begin.filed === true ? aFiledDossier(options) : aReceivedDossier(options);
  const start = events[0]?.at ?? '';
  let now = start;
  let written: readonly DossierEvent[] = events;
  let ledger: readonly DossierEvent[] = events;
  let present = snapshot;
  const follow = (next: { snapshot: DossierSnapshot; events: readonly DossierEvent[] }): InHand => {
    present = next.snapshot;
    written = next.events;
    ledger = [...ledger, ...next.events];
    return hand;
  };
  const clock = (at: string): unknown => follow(ringClocks(present, at, calendar));
  const actOf = <N extends ActName>(name: N, details: Details<N>, by: Partial<ActorContext>) => {
    const { step } = present.state;
    const role = by.role ?? BY[name];
    const actor: ActorContext = {
      person: role,
      appointment: `${role}-1`,
      agency: AT[name] ?? step?.agency ?? COMMUNE,
      office: null,
      role,
      onBehalfOf: null,
      rightsVersion: 1,
      ...by,
    };
    const shared = {
      act: name,
      task: name === 'reopen' ? '' : (step?.task ?? ''),
      medium: 'electronic',
      place: 'centre-mau',
      note: null,
      document: null,
    };
    return { act: { ...shared, ...USUAL[name], ...details } as unknown as ActOf<N>, actor };
  };
  const NEXT = {
    reception: 'accept',
    appraisal: 'appraise',
    approval: 'approve',
    sealing: 'seal',
    return: 'return',
  } as const satisfies Record<Exclude<OpenStep['kind'], 'interlinked'>, ActName>;

  const hand: InHand = {
    get snapshot() {
      return present;
    },
    get state() {
      return present.state;
    },
    get step() {
      if (present.state.step === null) throw new Error('no step is open');
      return present.state.step;
    },
    get ledger() {
      return ledger;
    },
    get status() {
      return nationalStatus(present.state);
    },
    get now() {
      return now;
    },
    get written() {
      return written;
    },
    get story() {
      return written.map(({ type }) => type);
    },
    hour: (hours) => new Date(Date.parse(start) + hours * HOUR).toISOString(),
    at(hours) {
      now = hand.hour(hours);
      return hand;
    },
    do(name, details = {}, by = {}) {
      const { act, actor } = actOf(name, details, by);
      return follow(carryOut(present, act as Parameters<typeof carryOut>[1], actor, now, calendar));
    },
    refusal(name, details = {}, by = {}) {
      const { act, actor } = actOf(name, details, by);
      try {
        carryOut(present, act as Parameters<typeof carryOut>[1], actor, now, calendar);
        return 'allowed';
      } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
      }
    },
    upTo(kind) {
      for (let { step } = hand; step.kind !== kind; { step } = hand) {
        if (step.kind === 'interlinked') throw new Error('its parts are done by their agencies');
        hand.do(NEXT[step.kind]);
      }
      return hand;
    },
    ringUntil(hours) {
      const until = hand.hour(hours);
      const rung: DossierEvent[] = [];
      for (let next = nextAlarm(present.state); next !== null && next <= until; next = nextAlarm(present.state)) {
        const at = next > now ? next : now;
        clock(at);
        rung.push(...written);
        if ((nextAlarm(present.state) ?? '9') <= at) throw new Error(`the alarm at ${next} rings on`);
      }
      written = rung;
      return hand.at(hours);
    },
    ring() {
      clock(now);
      return hand;
    },
    hear: (report) => follow(hearReport(present, report, now, calendar)),
    last(type) {
      const found = ofType(ledger, type).at(-1);
      if (found === undefined) throw new Error(`no ${type}`);
      return found.data;
    },
    types: () => ledger.map(({ type }) => type),
    counts: () => deltasOf(present, emptyDossier(present.state.code), ledger),
  };
  return hand;
}

/** Sums of counts by metric; none that are nothing. */
export function sums(counts: readonly IndicatorDelta[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { metric, n } of counts) found[metric] = (found[metric] ?? 0) + n;
  return Object.fromEntries(Object.entries(found).filter(([, n]) => n !== 0));
}
