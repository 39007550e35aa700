import type { ActorContext } from '../../domain/access/actor.ts';
import { ledgerActor } from '../../domain/access/actor.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import { stampDeadlines } from '../../domain/dossier/clock.ts';
import { decide, type Act } from '../../domain/dossier/decide.ts';
import type { DossierEvent, DraftEvent, StoredResult } from '../../domain/dossier/events.ts';
import { receive } from '../../domain/dossier/receive.ts';
import { snapshotOf } from '../../domain/dossier/snapshot.ts';
import { evolve, type DossierSnapshot } from '../../domain/dossier/state.ts';
import { chain } from '../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH, placeEvents } from '../../domain/ledger/ledger-event.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { resolveStageAgencies } from '../../domain/procedure/resolve-agencies.ts';
import type { Route, Stage, StageKind } from '../../domain/procedure/route.ts';

/** Shapes for pure tests: one commune, one procedure, one person a role. */
export const COMMUNE = 'H49.101';
export const CENTRE = 'H49.201';
export const CODE = `${CENTRE}-261124-0001`;

const ROLE_OF = {
  appraisal: 'appraiser',
  approval: 'agency-leader',
  sealing: 'seal-clerk',
  return: 'return-clerk',
} as const satisfies Record<StageKind, string>;

export const ACT_OF = {
  appraisal: 'appraise',
  approval: 'approve',
  sealing: 'seal',
  return: 'return',
} as const satisfies Record<StageKind, ActName>;

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

export function anActor(kind: StageKind, agency: string, person: string = `person-${kind}`): ActorContext {
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
  const drafts = receive(
    CODE,
    {
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
      dueAt: options.dueAt ?? '2026-11-24T10:00:00.000Z',
      dueProvisional: false,
      components: [],
      applicantCommitment: 'c'.repeat(64),
      formCommitment: null,
    },
    content,
    at,
  );
  const receiver: ActorContext = { ...anActor('return', CENTRE, 'person-reception'), role: 'receptionist' };
  const events = placeEvents(
    {
      stream: CODE,
      afterSeq: 0,
      actor: ledgerActor(receiver),
      medium: 'electronic',
      place: 'centre-mau',
      command: 'k0',
    },
    stamped(drafts),
  );
  const headHash = chain(GENESIS_HASH, events).at(-1)?.hash ?? GENESIS_HASH;
  return { snapshot: snapshotOf(CODE, events, content.route ?? { stages: [] }, headHash), events };
}

/** The act that the open step waits for, by the person who may do it. */
export function theNextAct(snapshot: DossierSnapshot): { act: Act; actor: ActorContext } | null {
  const { step } = snapshot.state;
  if (step === null) return null;
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
  const drafts = stamped(decide(snapshot, act, actor, at, act.document === null ? null : A_RESULT));
  const events = placeEvents(
    {
      stream: snapshot.state.code,
      afterSeq: snapshot.state.seq,
      actor: ledgerActor(actor),
      medium: act.medium,
      place: act.place,
      command: `k${snapshot.state.seq}`,
    },
    drafts,
  );
  const headHash = chain(snapshot.headHash, events).at(-1)?.hash ?? snapshot.headHash;
  return { snapshot: { ...snapshot, state: events.reduce(evolve, snapshot.state), headHash }, events };
}

/** Budgets of two hours on the clock, for tests that are not about calendars. */
export function stamped(drafts: readonly DraftEvent[]): DraftEvent[] {
  return stampDeadlines(drafts, (_agency, _budget, at) => new Date(Date.parse(at) + 2 * 3_600_000).toISOString());
}
