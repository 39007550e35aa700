import type { ActorContext } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import { CLOCK_ACTOR, ledgerActor } from '../../domain/access/actor.ts';
import { carryOut as carryOutCommand } from '../../domain/dossier/carry-out.ts';
import type { CommandInput } from '../../domain/dossier/command.ts';
import { ring } from '../../domain/dossier/clock.ts';
import { decideConsultationReport } from '../../domain/dossier/decide-consultations.ts';
import { decidePartReport } from '../../domain/dossier/decide-parts.ts';
import type { Report } from '../../domain/dossier/messages.ts';
import { decide, documentsOf, type Act } from '../../domain/dossier/decide.ts';
import type { DossierEvent, StoredResult, VersionMove } from '../../domain/dossier/events.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { file, receive } from '../../domain/dossier/receive.ts';
import type { ClockRules } from '../../domain/dossier/rules.ts';
import { blankSnapshot } from '../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { limitsOf } from '../../domain/procedure/limits.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { resolveStageAgencies } from '../../domain/procedure/resolve-agencies.ts';
import type { ConsultationRule, Route, Stage, StageKind, StepAct, StepKind } from '../../domain/procedure/route.ts';
import { plainCalendar, QUIET_RULES } from './plain-calendar.ts';

/** Shapes for pure tests: one commune, one procedure, one person a role. */
export const COMMUNE = 'H49.101';
export const CENTRE = 'H49.201';
export const CODE = `${CENTRE}-261124-0001`;

const ROLE_OF = {
  appraisal: 'appraiser',
  approval: 'agency-leader',
  sealing: 'seal-clerk',
  return: 'return-clerk',
  reception: 'receptionist',
  interlinked: 'appraiser',
} as const satisfies Record<StepKind, string>;

export const ACT_OF = {
  appraisal: 'appraise',
  approval: 'approve',
  sealing: 'seal',
  return: 'return',
} as const satisfies Record<Exclude<StageKind, 'interlinked'>, StepAct>;

/** Any agency may be asked what it thinks; it has eight hours, is reminded two before, and its silence means nothing. */
export const OPINION: ConsultationRule = {
  id: 'opinion',
  agency: { kind: 'any' },
  within: { unit: 'working-hour', value: 8 },
  remind: { workingHours: 2 },
  onSilence: 'wait',
};

export function aStage(kind: StageKind, id: string = kind): Stage {
  return {
    id,
    kind,
    agency: { kind: kind === 'return' ? 'receiving' : 'competent' },
    role: ROLE_OF[kind],
    budget: { unit: 'working-hour', value: 2 },
    ...(kind === 'appraisal' ? { consultations: [OPINION] } : {}),
    requires: kind === 'sealing' ? ['result-document'] : [],
  };
}

export const FIVE_STEPS: Route = {
  stages: (['appraisal', 'approval', 'sealing', 'return'] as const).map((kind) => aStage(kind)),
};

export function aProcedure(route: Route = FIVE_STEPS): ProcedureContent {
  return {
    code: '1.001193',
    name: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
    level: 'commune',
    field: 'Hộ tịch',
    onlineLevel: 'full',
    predecessors: [],
    effectiveFrom: '2022-01-01',
    legalLimit: { unit: 'same-day', value: 1 },
    fees: [],
    cases: [{ id: 'main', name: 'Chung', components: [] }],
    results: [],
    legalBases: [],
    route,
    provisional: [],
  };
}

/** Somebody under one appointment, acting for himself. */
export function actorAs(role: Role, agency: string, person = 'p'): ActorContext {
  return { person, appointment: `${person}-1`, agency, office: null, role, onBehalfOf: null, rightsVersion: 1 };
}

export function anActor(kind: StepKind, agency: string, person: string = `person-${kind}`): ActorContext {
  return actorAs(ROLE_OF[kind], agency, person);
}

export const A_RESULT: StoredResult = {
  document: '00000000-0000-8000-8000-000000000001',
  bucket: 'results',
  key: `aa/${'a'.repeat(64)}`,
  versionId: 'v1',
  sha256: 'a'.repeat(64),
  retainUntil: '2036-11-24T00:00:00.000Z',
};

/** A move to the next version, in which the five steps are as they were. */
export const A_MOVE: VersionMove = {
  migration: 'migration-1',
  from: 1,
  to: 2,
  agencies: { appraisal: COMMUNE, approval: COMMUNE, sealing: COMMUNE, return: CENTRE },
  limit: { unit: 'same-day', value: 1 },
  legalLimit: null,
  supplementWithinWorkingDays: 3,
  budget: { unit: 'working-hour', value: 2 },
};

/** What a dossier begins with; of the procedure and the rules only what is not as usual. */
export interface Begin {
  readonly route?: Route;
  readonly content?: Partial<ProcedureContent>;
  readonly rules?: Partial<ClockRules>;
  readonly at?: string;
  /** By which it is counted, where no appointment is given. */
  readonly calendar?: ClockCalendar;
}

/** What is known of a dossier that is brought, and by which it is counted. */
function brought({ route, content: changes, rules, at = '2026-11-24T01:00:00.000Z' }: Begin) {
  const content: ProcedureContent = { ...aProcedure(route), ...changes };
  const parties = { receivingAgency: CENTRE, competentAgency: COMMUNE };
  const filing = {
    procedure: content.code,
    version: 1,
    case: 'main',
    channel: 'direct',
    office: 'phuong-mau',
    ...parties,
    centrePremises: ['centre-mau'],
    receivedElsewhere: false,
    agencies: resolveStageAgencies(content.route ?? { stages: [] }, parties),
    ruleSet: 'decree-61-2018',
    components: [],
    applicantCommitment: 'c'.repeat(64),
    formCommitment: null,
  } as const;
  return { content, rules: { ...QUIET_RULES, ...rules }, at, filing };
}

/** What every reception says. */
const RECEPTION = {
  runId: 'r1',
  key: 'k0',
  requestHash: 'h0',
  act: 'receive',
  actor: ledgerActor(anActor('reception', CENTRE, 'person-reception')),
  rights: null,
  medium: 'electronic',
  place: 'centre-mau',
  documents: [],
} as const;

/** A dossier that has just been received, with the events of its reception. */
export function aReceivedDossier(options: Begin & { dueAt?: string; paper?: boolean } = {}): {
  snapshot: DossierSnapshot;
  events: DossierEvent[];
} {
  const { content, rules, at, filing } = brought(options);
  const paper = options.paper === true ? { paperBy: at } : {};
  const received = { ...filing, ...limitsOf(content, 'main'), dueAt: at, dueProvisional: false, ...paper };
  const snapshot = blankSnapshot(CODE, { type: 'dossier-received', data: received }, { content, rules });
  return write(
    { ...RECEPTION, snapshot, at, drafts: receive(CODE, received, content, at) },
    snapshot,
    options.calendar ?? plainCalendar(options.dueAt ?? '2026-11-24T10:00:00.000Z'),
  );
}

/** A dossier that has just been filed and waits for the one-stop office to answer. */
export function aFiledDossier(options: Begin = {}): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const { content, rules, at, filing } = brought(options);
  const filed = { ...filing, channel: 'online' } as const;
  const snapshot = blankSnapshot(CODE, { type: 'dossier-filed', data: filed }, { content, rules });
  return write(
    { ...RECEPTION, snapshot, at, drafts: file(CODE, filed, content, rules, at) },
    snapshot,
    options.calendar,
  );
}

/** Writes a command as whoever writes it does, and folds it in. */
function write(
  input: CommandInput,
  snapshot: DossierSnapshot,
  calendar: ClockCalendar = plainCalendar(),
): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const { chained, after, outcome } = carryOutCommand(
    input,
    input.documents.map(() => A_RESULT),
    calendar,
  );
  return {
    snapshot: { ...snapshot, state: after, headHash: outcome.headHash },
    events: chained.map(({ event }) => event),
  };
}

/** The act that the open step waits for, by the person who may do it. */
export function theNextAct(snapshot: DossierSnapshot): { act: Act; actor: ActorContext } | null {
  const { step } = snapshot.state;
  if (step === null || step.kind === 'reception' || step.kind === 'interlinked') return null;
  return {
    act: {
      act: ACT_OF[step.kind],
      task: step.task,
      medium: 'electronic',
      place: 'centre-mau',
      note: null,
      document: step.kind === 'sealing' ? A_RESULT.document : null,
    },
    actor: anActor(step.kind, step.agency),
  };
}

/** Records what is due at an instant, as the workflow does when the alarm rings. */
export function ringClocks(
  snapshot: DossierSnapshot,
  at: string,
  calendar?: ClockCalendar,
): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const { state } = snapshot;
  return write(
    {
      snapshot,
      runId: 'r1',
      key: `clock:${state.seq}`,
      requestHash: 'clock',
      act: 'clock',
      at,
      actor: CLOCK_ACTOR,
      rights: null,
      medium: 'electronic',
      place: null,
      drafts: ring(state, at),
      documents: [],
    },
    snapshot,
    calendar,
  );
}

/** Enters what a child reports, as the workflow does; nothing where it is known. */
export function hearReport(
  snapshot: DossierSnapshot,
  { news, ...report }: Report,
  at: string,
  calendar?: ClockCalendar,
): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const decided =
    news.kind === 'ended'
      ? decidePartReport(snapshot, { ...report, news }, at)
      : decideConsultationReport(snapshot, { ...report, news }, at);
  return decided === null ? { snapshot, events: [] } : write({ ...decided, snapshot, runId: 'r1' }, snapshot, calendar);
}

/** Decides, places and folds in one go, as the workflow does. */
export function carryOut(
  snapshot: DossierSnapshot,
  act: Act,
  actor: ActorContext,
  at: string,
  calendar?: ClockCalendar,
): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  return write(
    {
      snapshot,
      runId: 'r1',
      key: `k${snapshot.state.seq}`,
      requestHash: 'h',
      act: act.act,
      at,
      actor: ledgerActor(actor),
      rights: null,
      medium: act.medium,
      place: act.place,
      drafts: decide(snapshot, act, actor, at),
      documents: documentsOf(snapshot, act),
    },
    snapshot,
    calendar,
  );
}
