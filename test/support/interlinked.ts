import type { ActorContext } from '../../domain/access/actor.ts';

import type { Role } from '../../domain/access/roles.ts';
import type { Act } from '../../domain/dossier/act.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import { carryOut } from '../../domain/dossier/carry-out.ts';
import { nextAlarm, ring } from '../../domain/dossier/clock.ts';
import { ordersAfter } from '../../domain/dossier/children.ts';
import type { DecidedCommand } from '../../domain/dossier/command.ts';
import { decidePartReport, decideTold } from '../../domain/dossier/decide-parts.ts';
import { decideCommand } from '../../domain/dossier/decide.ts';
import {
  ofType,
  type DossierEvent,
  type DossierEventData,
  type DossierEventType,
} from '../../domain/dossier/events.ts';
import type { Message } from '../../domain/dossier/messages.ts';
import { partBirthsOf, type PartBirth } from '../../domain/dossier/part-births.ts';
import { reportOfPart } from '../../domain/dossier/parts.ts';
import { partSnapshotOf } from '../../domain/dossier/snapshot.ts';
import { type DossierSnapshot, type DossierState, type PartState } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { deltasOf, type IndicatorDelta } from '../../domain/indicators/deltas.ts';
import type { Condition } from '../../domain/procedure/condition.ts';
import type { Route, RoutePart, Stage } from '../../domain/procedure/route.ts';
import { A_RESULT, aFiledDossier, aProcedure, aReceivedDossier, aStage, CENTRE, COMMUNE } from './builders.ts';
import { QUIET_RULES, warningCalendar } from './plain-calendar.ts';

export const POLICE = 'H49.71.101';
export const INSURANCE = 'H49.72';

/** A part whose agency appraises, decides and seals, two hours each, and has ten hours in all. */
export function aPart(id: string, agency: string, after: readonly string[] = [], when?: Condition): RoutePart {
  const stage = (kind: 'appraisal' | 'approval' | 'sealing'): Stage => ({
    ...aStage(kind, `${id}-${kind}`),
    agency: { kind: 'fixed', agency },
    ...(when === undefined ? {} : { when }),
  });
  return {
    id,
    name: { vi: id, en: id },
    results: [],
    after,
    budget: { unit: 'working-hour', value: 10 },
    stages: [stage('appraisal'), stage('approval'), stage('sealing')],
  };
}

/** A stage of which these are the parts; the committee of the commune leads it. */
export function interlinked(parts: readonly RoutePart[], id = 'parts'): Stage {
  return { ...aStage('interlinked', id), budget: { unit: 'working-hour', value: 30 }, parts };
}

/** Birth first; residence and the health card need its certificate, and not each other. */
export const BIRTH_AND_MORE = [
  aPart('birth', COMMUNE),
  aPart('residence', POLICE, ['birth']),
  aPart('insurance', INSURANCE, ['birth']),
];

export const LINKED: Route = { stages: [interlinked(BIRTH_AND_MORE), aStage('return')] };

const ROLES: Readonly<Partial<Record<ActName, Role>>> = {
  appraise: 'appraiser',
  approve: 'agency-leader',
  seal: 'seal-clerk',
  return: 'return-clerk',
  accept: 'receptionist',
  'propose-refusal': 'appraiser',
  'request-supplement': 'appraiser',
  'receive-supplement': 'receptionist',
  'request-payment': 'appraiser',
  'draft-apology': 'appraiser',
  'record-payment': 'receptionist',
  'request-withdrawal': 'receptionist',
};

const NOTE = { id: '00000000-0000-8000-8000-00000000000a', commitment: 'd'.repeat(64) };
const USUAL: Readonly<Partial<Record<ActName, object>>> = {
  seal: { document: A_RESULT.document },
  return: { handover: { method: 'counter', identity: 'identity-card' } },
  'request-supplement': { components: [{ component: 'proof', originals: 1, copies: 0 }] },
  'receive-supplement': { components: [] },
  'request-payment': { obligation: 'tax', kind: 'tax', lines: [{ item: 'tax', amount: 1000 }], stopsClock: true },
  'record-payment': { obligation: 'tax', method: 'transfer', reference: 'R' },
  assign: { lead: 'officer', supporting: [], following: [] },
  'send-back': { stage: 'birth-appraisal' },
  reopen: { ground: 'agency-fault', stage: 'parts' },
};
const AT_COUNTER: readonly ActName[] = [
  'return',
  'accept',
  'receive-supplement',
  'record-payment',
  'request-withdrawal',
];

type Details = Readonly<Record<string, unknown>>;

/** One stream: of the dossier, or of a sub-dossier. */
interface Stream {
  snapshot: DossierSnapshot;
  ledger: DossierEvent[];
}

/** An interlinked dossier of a pure test with its sub-dossiers, which tell each other what happens as their runs do. */
export interface Linked {
  readonly state: DossierState;
  readonly parts: Readonly<Record<string, PartState['status']>>;
  /** State of the sub-dossier of a part, the latest. @throws when it has not begun */
  of(part: string): DossierState;
  snapshotOf(part: string): DossierSnapshot;
  /** Goes to an instant so many hours from the beginning. */
  at(hours: number): Linked;
  hour(hours: number): string;
  /** Does an act on the dossier, or on the sub-dossier of a part, by whom it is usually done there. @throws DomainError */
  do(act: ActName, on?: string | null, details?: Details, by?: Partial<ActorContext>): Linked;
  /** The code with which it would be refused, or `allowed`. */
  refusal(act: ActName, on?: string | null, details?: Details, by?: Partial<ActorContext>): string;
  /** The agency of a part does everything it does, or refuses it after appraisal. */
  finish(part: string): Linked;
  refuse(part: string): Linked;
  /** Records what is due in a stream. */
  ring(on?: string | null): DossierEventType[];
  alarm(on?: string | null): string | null;
  /** Types of a stream. */
  types(on?: string | null): DossierEventType[];
  all<T extends DossierEventType>(type: T, on?: string | null): DossierEventData[T][];
  /** All streams, the dossier's first. */
  streams(): readonly (readonly DossierEvent[])[];
  counts(): IndicatorDelta[];
  /** The dossier's own snapshot. */
  readonly whole: DossierSnapshot;
  /** Writes a command of the dossier's run. */
  enter(command: DecidedCommand | null): Linked;
  /** A message comes once more. @returns what it would write */
  again(message: Message): DecidedCommand | null;
  readonly messages: readonly Message[];
}

export function anInterlinked(route: Route = LINKED, filed = false): Linked {
  const calendar = warningCalendar();
  const content = { legalLimit: { unit: 'working-hour', value: 60 } } as const;
  const options = { route, content, calendar };
  const begun = filed ? aFiledDossier(options) : aReceivedDossier(options);
  const pinned = { content: { ...aProcedure(route), ...content }, rules: QUIET_RULES };
  const start = Date.parse(begun.events[0]?.at ?? '');
  let now = start;
  const whole: Stream = { snapshot: begun.snapshot, ledger: [...begun.events] };
  const children = new Map<string, Stream>();
  const messages: Message[] = [];
  const deltas: IndicatorDelta[] = [];

  const bear = (births: readonly PartBirth[]): void => {
    for (const { state, chained, headHash } of births) {
      const ledger = chained.map(({ event }) => event);
      const snapshot = partSnapshotOf(state.code, ledger, whole.ledger, pinned, headHash);
      children.set(state.code, { snapshot, ledger });
    }
  };
  const write = (stream: Stream, decided: DecidedCommand): void => {
    const { snapshot } = stream;
    const results = decided.documents.map(() => A_RESULT);
    const written = carryOut({ ...decided, snapshot, runId: 'r1' }, results, calendar);
    const { after, outcome } = written;
    deltas.push(...written.deltas);
    stream.ledger.push(...written.chained.map(({ event }) => event));
    stream.snapshot = { ...snapshot, state: after, headHash: outcome.headHash };
    bear(written.births.filter((birth): birth is PartBirth => birth.kind === 'part'));
    const report = reportOfPart(snapshot.state, after, outcome.headHash);
    for (const message of [...(report === null ? [] : [report]), ...ordersAfter(snapshot.state, after)]) {
      messages.push(message);
      const next = heard(message);
      if (next !== null) write(streamOf(message.to), next);
    }
  };
  const streamOf = (code: string): Stream => {
    const found = code === whole.snapshot.state.code ? whole : children.get(code);
    if (found === undefined) throw new Error(`no stream ${code}`);
    return found;
  };
  const heard = ({ to, signal, payload }: Message): DecidedCommand | null => {
    const { snapshot } = streamOf(to);
    if (signal === 'told') return decideTold(snapshot, payload, instant());
    const { news, ...report } = payload;
    return news.kind === 'ended' ? decidePartReport(snapshot, { ...report, news }, instant()) : null;
  };
  const instant = (): string => new Date(now).toISOString();
  const on = (part: string | null | undefined): Stream => {
    if (part === null || part === undefined) return whole;
    const code = whole.snapshot.state.parts.find((one) => one.part === part)?.begun?.code;
    if (code === undefined) throw new Error(`part ${part} has not begun`);
    return streamOf(code);
  };
  const decided = (name: ActName, part: string | null | undefined, details: Details, by: Partial<ActorContext>) => {
    const { snapshot } = on(part);
    const { step } = snapshot.state;
    const role = by.role ?? ROLES[name] ?? 'agency-leader';
    const agency = AT_COUNTER.includes(name) ? CENTRE : (step?.agency ?? COMMUNE);
    const person = `${role}-${agency}`;
    const who = { person, appointment: person, agency, office: null, role, onBehalfOf: null, rightsVersion: 1, ...by };
    const task = name === 'reopen' ? '' : (step?.task ?? '');
    const shared = { act: name, task, medium: 'electronic', place: 'seat', note: NOTE, document: null };
    const act = { ...shared, ...USUAL[name], ...details } as unknown as Act;
    const key = `k${snapshot.state.seq}`;
    return decideCommand(snapshot, { key, requestHash: 'h', act, actor: who }, instant());
  };

  const headBefore = { ...begun.snapshot };
  deltas.push(
    ...deltasOf(headBefore, { ...begun.snapshot.state, parts: [], step: null, undo: null, seq: 0 }, begun.events),
  );
  const births = partBirthsOf(headBefore, begun.snapshot.state, begun.events, calendar);
  bear(births);
  deltas.push(...births.flatMap((birth) => birth.deltas));

  const linked: Linked = {
    get state() {
      return whole.snapshot.state;
    },
    get parts() {
      return Object.fromEntries(whole.snapshot.state.parts.map(({ part, status }) => [part, status]));
    },
    of: (part) => on(part).snapshot.state,
    snapshotOf: (part) => on(part).snapshot,
    at(hours) {
      now = start + hours * 3_600_000;
      return linked;
    },
    hour: (hours) => new Date(start + hours * 3_600_000).toISOString(),
    do(name, part, details = {}, by = {}) {
      write(on(part), decided(name, part, details, by));
      return linked;
    },
    refusal(name, part, details = {}, by = {}) {
      try {
        decided(name, part, details, by);
        return 'allowed';
      } catch (error) {
        if (error instanceof DomainError) return error.code;
        throw error;
      }
    },
    finish: (part) => linked.do('appraise', part).do('approve', part).do('seal', part),
    refuse: (part) => linked.do('propose-refusal', part).do('approve', part).do('seal', part),
    ring(part) {
      const stream = on(part);
      const drafts = ring(stream.snapshot.state, instant());
      const { seq } = stream.snapshot.state;
      write(stream, {
        key: `clock:${seq}`,
        requestHash: 'clock',
        act: 'clock',
        at: instant(),
        actor: { system: 'clock' },
        rights: null,
        medium: 'electronic',
        place: null,
        drafts,
        documents: [],
      });
      return drafts.map(({ type }) => type);
    },
    alarm: (part) => nextAlarm(on(part).snapshot.state),
    types: (part) => on(part).ledger.map(({ type }) => type),
    all: (type, part) => ofType(on(part).ledger, type).map(({ data }) => data),
    streams: () => [whole.ledger, ...[...children.values()].map(({ ledger }) => ledger)],
    counts: () => deltas,
    get whole() {
      return whole.snapshot;
    },
    enter(command) {
      if (command !== null) write(whole, command);
      return linked;
    },
    again: (message) => heard(message),
    messages,
  };
  return linked;
}
