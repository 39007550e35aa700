import type { PauseKind } from '../../domain/calendar/types.ts';
import type { ActorContext } from '../../domain/access/actor.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { Act } from '../../domain/dossier/act.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import type { NoteRef } from '../../domain/dossier/events.ts';
import type { DossierSnapshot, DossierState } from '../../domain/dossier/state.ts';
import type { StepKind } from '../../domain/procedure/route.ts';
import { A_MOVE, A_RESULT, anActor } from './builders.ts';

export const A_NOTE: NoteRef = { id: 'note-1', commitment: 'n'.repeat(64) };

type Details = Readonly<Record<string, unknown>>;

/** The acts that end what a dossier waits for, and those that its step waits for. */
const ONWARD = {
  supplement: 'receive-supplement',
  payment: 'record-payment',
  suspension: 'resume',
  reception: 'accept',
  appraisal: 'appraise',
  approval: 'approve',
  sealing: 'seal',
  return: 'return',
  // Nobody does it on the dossier itself; nothing refuses an assignment.
  interlinked: 'assign',
} as const satisfies Record<PauseKind | StepKind, ActName>;

/** The act that takes a dossier on from where it stands. */
export function onwardOf({ withdrawal, wait, step }: DossierState): ActName {
  if (withdrawal) return 'decline-withdrawal';
  const waitsFor = wait?.kind ?? step?.kind;
  return waitsFor === undefined ? 'reopen' : ONWARD[waitsFor];
}

/** What an act says by itself, beside what every act says. */
const USUAL: Readonly<Partial<Record<ActName, (snapshot: DossierSnapshot) => Details>>> = {
  seal: () => ({ document: A_RESULT.document }),
  'send-back': ({ stages }) => ({ stage: stages.find(({ kind }) => kind === 'appraisal')?.id ?? '' }),
  assign: () => ({ lead: 'person-appraisal', supporting: [], following: [] }),
  consult: () => ({
    asks: [{ rule: 'opinion', agency: 'H49.71', via: 'inbox', question: A_NOTE, documents: [] }],
  }),
  'request-supplement': () => ({ components: [{ component: 'form', originals: 1, copies: 0 }] }),
  'receive-supplement': () => ({ components: [{ component: 'form', originals: 1, copies: 0, documents: [] }] }),
  'request-payment': ({ state }) => ({
    obligation: `owed-${state.obligations.length + 1}`,
    kind: 'tax',
    lines: [{ item: 'tax', amount: 500_000 }],
    stopsClock: true,
  }),
  'record-payment': (snapshot) => ({ obligation: owed(snapshot), method: 'transfer', reference: 'R-1' }),
  'waive-payment': (snapshot) => ({ obligation: owed(snapshot) }),
  'refund-payment': ({ state }) => ({
    obligation: state.obligations.find(({ status }) => status === 'paid')?.id ?? 'none',
    amount: 500_000,
  }),
  'plan-verification': () => ({ from: '2090-01-02T01:00:00.000Z', to: '2090-01-02T02:00:00.000Z' }),
  'record-verification': ({ state }) => {
    const from = Date.parse(state.basis?.receivedAt ?? '2026-01-01T00:00:00.000Z');
    return { from: new Date(from).toISOString(), to: new Date(from + 1).toISOString(), documents: [] };
  },
  'acknowledge-handover': () => ({ hash: 'a'.repeat(64) }),
  'accept-handover': () => ({ hash: 'a'.repeat(64) }),
  replan: () => ({ change: 'change-1' }),
  // Of a version that it is not on: nobody has decided to move it.
  migrate: () => ({ ...A_MOVE, from: 98, to: 99 }),
  reopen: () => ({ ground: 'agency-fault', stage: 'appraisal' }),
};

function owed({ state }: DossierSnapshot): string {
  return state.wait?.obligation ?? state.obligations.find(({ status }) => status === 'requested')?.id ?? 'none';
}

/** Who does it: somebody of the step, of the counter, a leader of the agency that holds the step, or of the one that decides. */
const BY: Readonly<Partial<Record<ActName, 'counter' | 'leader' | 'owner' | 'catalogue'>>> = {
  assign: 'leader',
  'receive-supplement': 'counter',
  'confirm-closing': 'leader',
  'record-payment': 'counter',
  'waive-payment': 'leader',
  'refund-payment': 'leader',
  suspend: 'leader',
  resume: 'leader',
  extend: 'leader',
  'approve-apology': 'leader',
  'request-withdrawal': 'counter',
  'confirm-withdrawal': 'leader',
  'decline-withdrawal': 'leader',
  replan: 'catalogue',
  migrate: 'catalogue',
  reopen: 'owner',
};

/** An act as it is most likely allowed where a dossier stands, by whoever may do it there. */
export function fittingAct(
  snapshot: DossierSnapshot,
  name: ActName,
  details: Details = {},
): { act: Act; actor: ActorContext } {
  const { step } = snapshot.state;
  const shared = { task: step?.task ?? '', medium: 'electronic', place: 'centre-mau', note: A_NOTE, document: null };
  const act = { act: name, ...shared, ...USUAL[name]?.(snapshot), ...details } as unknown as Act;
  return { act, actor: actorOf(snapshot, name) };
}

function actorOf({ state, competentAgency, receivingAgency }: DossierSnapshot, name: ActName): ActorContext {
  const { step, undo } = state;
  const held = step?.agency ?? competentAgency;
  const kind: StepKind = step?.kind ?? 'return';
  switch (BY[name]) {
    case 'counter':
      return anActor('reception', receivingAgency);
    case 'leader':
      return anActor('approval', held);
    case 'owner':
      return anActor('approval', competentAgency);
    case 'catalogue':
      return { ...anActor('approval', competentAgency, 'person-catalogue'), role: 'catalogue-administrator' };
    case undefined:
      break;
  }
  if (name === 'undo' && undo !== null) return undoer(undo.person, competentAgency);
  if (name === 'draft-apology' || name === 'request-payment' || name === 'confirm-paper')
    return anActor('appraisal', held);
  return anActor(kind, held);
}

const UNDOERS: Readonly<Record<string, Role>> = {
  'person-appraisal': 'appraiser',
  'person-approval': 'agency-leader',
  'person-sealing': 'seal-clerk',
  'person-return': 'return-clerk',
};

function undoer(person: string, agency: string): ActorContext {
  return { ...anActor('appraisal', agency, person), role: UNDOERS[person] ?? 'appraiser' };
}
