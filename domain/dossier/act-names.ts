import { STEP_ACTS } from '../procedure/route.ts';

/** The acts that complete a step: those of a route's stages, and those that answer what was filed or refuse what was asked. */
export const COMPLETING_ACTS = [...STEP_ACTS, 'accept', 'propose-refusal'] as const;
export type StepActName = (typeof COMPLETING_ACTS)[number];

/** Every act on a dossier after it was filed or received (Decree 61/2018 art. 17-21), by its name. */
export const ACT_NAMES = [
  ...COMPLETING_ACTS,
  'refuse-reception',
  'send-back',
  'undo',
  'assign',
  'consult',
  'request-supplement',
  'receive-supplement',
  'confirm-closing',
  'request-payment',
  'record-payment',
  'waive-payment',
  'refund-payment',
  'suspend',
  'resume',
  'extend',
  'draft-apology',
  'approve-apology',
  'request-withdrawal',
  'confirm-withdrawal',
  'decline-withdrawal',
  'confirm-paper',
  'acknowledge-handover',
  'accept-handover',
  'plan-verification',
  'record-verification',
  'replan',
  'migrate',
  'reopen',
] as const;
export type ActName = (typeof ACT_NAMES)[number];
