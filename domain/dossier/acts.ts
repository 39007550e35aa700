import type { Permission } from '../access/access.ts';
import type { Stage, StepKind } from '../procedure/route.ts';
import { COMPLETING_ACTS, type ActName, type StepActName } from './act-names.ts';

export { COMPLETING_ACTS, type ActName, type StepActName } from './act-names.ts';

interface ActRule {
  readonly permission: Permission;
  /** The kind of step that the act completes, unless the route names the acts of a stage itself. */
  readonly completes?: StepKind;
  /** The act must say why (lý do), or a verification what it is about. */
  readonly reason?: true;
  /** What the dossier must be waiting for; an act without it is refused while the dossier waits for anything. */
  readonly during?: 'supplement' | 'payment' | 'suspension' | 'any';
  /** Also once the applicant has asked to withdraw the dossier. */
  readonly duringWithdrawal?: true;
  /** On a dossier that has ended, and on no other. */
  readonly onEnded?: true;
  /** Between the office and the applicant: done on the dossier, for all its parts, and on no sub-dossier of it. */
  readonly ofWhole?: true;
}

/** What each act takes. Who may do it is in the table of access; what it writes is in `decide.ts`. */
export const ACTS = {
  accept: { permission: 'act.accept', completes: 'reception' },
  appraise: { permission: 'act.appraise', completes: 'appraisal' },
  approve: { permission: 'act.approve', completes: 'approval' },
  seal: { permission: 'act.seal', completes: 'sealing' },
  return: { permission: 'act.return', completes: 'return' },
  'propose-refusal': { permission: 'act.propose-refusal', completes: 'appraisal', reason: true },
  'refuse-reception': { permission: 'act.refuse-reception', reason: true, during: 'any', ofWhole: true },
  'send-back': { permission: 'act.send-back', reason: true },
  undo: { permission: 'act.undo' },
  assign: { permission: 'act.assign', during: 'any', duringWithdrawal: true },
  consult: { permission: 'act.consult' },
  'request-supplement': { permission: 'act.request-supplement', reason: true, ofWhole: true },
  'receive-supplement': {
    permission: 'act.receive-supplement',
    during: 'supplement',
    duringWithdrawal: true,
    ofWhole: true,
  },
  'confirm-closing': {
    permission: 'act.confirm-closing',
    during: 'any',
    reason: true,
    duringWithdrawal: true,
    ofWhole: true,
  },
  'request-payment': { permission: 'act.request-payment', ofWhole: true },
  'record-payment': { permission: 'act.record-payment', during: 'any', duringWithdrawal: true, ofWhole: true },
  'waive-payment': {
    permission: 'act.waive-payment',
    reason: true,
    during: 'any',
    duringWithdrawal: true,
    ofWhole: true,
  },
  'refund-payment': {
    permission: 'act.refund-payment',
    reason: true,
    during: 'any',
    duringWithdrawal: true,
    ofWhole: true,
  },
  suspend: { permission: 'act.suspend', reason: true, ofWhole: true },
  resume: { permission: 'act.resume', during: 'suspension', duringWithdrawal: true, ofWhole: true },
  extend: { permission: 'act.extend', reason: true, ofWhole: true },
  'draft-apology': { permission: 'act.draft-apology', reason: true, ofWhole: true },
  'approve-apology': { permission: 'act.approve-apology', ofWhole: true },
  'request-withdrawal': { permission: 'act.request-withdrawal', reason: true, during: 'any', ofWhole: true },
  'confirm-withdrawal': { permission: 'act.confirm-withdrawal', during: 'any', duringWithdrawal: true, ofWhole: true },
  'decline-withdrawal': {
    permission: 'act.decline-withdrawal',
    reason: true,
    during: 'any',
    duringWithdrawal: true,
    ofWhole: true,
  },
  'confirm-paper': { permission: 'act.confirm-paper', during: 'any', duringWithdrawal: true, ofWhole: true },
  'acknowledge-handover': { permission: 'act.acknowledge-handover', during: 'any', duringWithdrawal: true },
  'accept-handover': { permission: 'act.accept-handover', during: 'any', duringWithdrawal: true },
  'plan-verification': { permission: 'act.plan-verification', reason: true },
  'record-verification': { permission: 'act.record-verification', reason: true },
  replan: { permission: 'act.replan', during: 'any', duringWithdrawal: true },
  migrate: { permission: 'act.migrate', ofWhole: true },
  reopen: { permission: 'act.reopen', reason: true, onEnded: true, ofWhole: true },
} as const satisfies Record<ActName, ActRule>;

/** What an act takes, as one shape. */
export function actRule(act: ActName): ActRule {
  return ACTS[act];
}

/** The acts that complete a stage: those that its route names, else the one of its kind. */
export function actsOf({
  acts,
  kind,
}: {
  readonly acts?: Stage['acts'];
  readonly kind: StepKind;
}): readonly StepActName[] {
  return acts ?? COMPLETING_ACTS.filter((name) => name !== 'propose-refusal' && ACTS[name].completes === kind);
}

/** True for a stage whose act must name the PDF that becomes the digitised result. */
export function needsResult({ requires }: Pick<Stage, 'requires'>): boolean {
  return requires.includes('result-document');
}
