import type { ActorContext } from '../../domain/access/actor.ts';
import { ledgerActor } from '../../domain/access/actor.ts';
import { carryOut as carryOutCommand } from '../../domain/dossier/carry-out.ts';
import type { CommandInput } from '../../domain/dossier/command.ts';
import { decide, documentsOf, type Act } from '../../domain/dossier/decide.ts';
import type { DossierEvent, StoredResult } from '../../domain/dossier/events.ts';
import { receive } from '../../domain/dossier/receive.ts';
import { blankSnapshot } from '../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { resolveStageAgencies } from '../../domain/procedure/resolve-agencies.ts';
import type { Route, Stage, StageKind, StepAct, StepKind } from '../../domain/procedure/route.ts';
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
} as const satisfies Record<StepKind, string>;

export const ACT_OF = {
  appraisal: 'appraise',
  approval: 'approve',
  sealing: 'seal',
  return: 'return',
} as const satisfies Record<StageKind, StepAct>;

export function aStage(kind: StageKind, id: string = kind): Stage {
  return {
    id,
    kind,
    agency: { kind: kind === 'return' ? 'receiving' : 'competent' },
    role: ROLE_OF[kind],
    budget: { unit: 'working-hour', value: 2 },
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

export function anActor(kind: StepKind, agency: string, person: string = `person-${kind}`): ActorContext {
  return {
    person,
    appointment: `${person}-1`,
    agency,
    office: null,
    role: ROLE_OF[kind],
    onBehalfOf: null,
    rightsVersion: 1,
  };
}

export const A_RESULT: StoredResult = {
  document: '00000000-0000-8000-8000-000000000001',
  bucket: 'results',
  key: `aa/${'a'.repeat(64)}`,
  versionId: 'v1',
  sha256: 'a'.repeat(64),
  retainUntil: '2036-11-24T00:00:00.000Z',
};

/** A dossier that has just been received, with the events of its reception. */
export function aReceivedDossier(options: { route?: Route; at?: string; dueAt?: string } = {}): {
  snapshot: DossierSnapshot;
  events: DossierEvent[];
} {
  const content = aProcedure(options.route);
  const at = options.at ?? '2026-11-24T01:00:00.000Z';
  const parties = { receivingAgency: CENTRE, competentAgency: COMMUNE };
  const agencies = resolveStageAgencies(content.route ?? { stages: [] }, parties);
  const received = {
    procedure: content.code,
    version: 1,
    case: 'main',
    channel: 'direct',
    office: 'phuong-mau',
    ...parties,
    centrePremises: ['centre-mau'],
    receivedElsewhere: false,
    agencies,
    ruleSet: 'decree-61-2018',
    limit: { unit: 'same-day', value: 1 },
    dueAt: at,
    dueProvisional: false,
    components: [],
    applicantCommitment: 'c'.repeat(64),
    formCommitment: null,
  } as const;
  const snapshot = blankSnapshot(CODE, { type: 'dossier-received', data: received }, { content, rules: QUIET_RULES });
  const receiver = anActor('reception', CENTRE, 'person-reception');
  return write(
    {
      snapshot,
      runId: 'r1',
      key: 'k0',
      requestHash: 'h0',
      act: 'receive',
      at,
      actor: ledgerActor(receiver),
      rights: null,
      medium: 'electronic',
      place: 'centre-mau',
      drafts: receive(CODE, received, content, at),
      documents: [],
    },
    snapshot,
    options.dueAt ?? '2026-11-24T10:00:00.000Z',
  );
}

/** Writes a command as whoever writes it does, and folds it in. */
function write(
  input: CommandInput,
  snapshot: DossierSnapshot,
  dueAt: string | null = null,
): { snapshot: DossierSnapshot; events: DossierEvent[] } {
  const { chained, after, outcome } = carryOutCommand(
    input,
    input.documents.map(() => A_RESULT),
    plainCalendar(dueAt),
  );
  return {
    snapshot: { ...snapshot, state: after, headHash: outcome.headHash },
    events: chained.map(({ event }) => event),
  };
}

/** The act that the open step waits for, by the person who may do it. */
export function theNextAct(snapshot: DossierSnapshot): { act: Act; actor: ActorContext } | null {
  const { step } = snapshot.state;
  if (step === null || step.kind === 'reception') return null;
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

/** Decides, places and folds in one go, as the workflow does. */
export function carryOut(
  snapshot: DossierSnapshot,
  act: Act,
  actor: ActorContext,
  at: string,
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
  );
}
