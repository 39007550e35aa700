import type { Condition } from './condition.ts';
import type { Role } from '../access/roles.ts';
import type { Counting, LimitUnit } from '../calendar/types.ts';

/** The kinds of step a dossier passes after reception (thẩm định, phê duyệt, đóng dấu, trả kết quả). */
export const STAGE_KINDS = ['appraisal', 'approval', 'sealing', 'return'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** The kinds of step: those of a route, and before them the answer to what was filed online or by post. */
export const STEP_KINDS = ['reception', ...STAGE_KINDS] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** The acts by which people complete a step of a route (Decree 61/2018 art. 19-20). */
export const STEP_ACTS = ['appraise', 'approve', 'seal', 'return'] as const;
export type StepAct = (typeof STEP_ACTS)[number];

/** A limit as the law or the route states it, with the counting rule that holds for it. */
export interface StatedLimit {
  readonly unit: LimitUnit;
  readonly value: number;
  /** Default: the calendar's, which is `elapsed`. */
  readonly counting?: Counting;
  /** `same-day` only, local HH:MM. */
  readonly cutOff?: string;
}

/** Which agency a stage belongs to: one named agency, the one competent for the dossier, or the office that received it. */
export type AgencyResolver =
  | { readonly kind: 'fixed'; readonly agency: string }
  | { readonly kind: 'competent' }
  | { readonly kind: 'receiving' };

/** One stage of a route. Data, never code: a new procedure needs no deploy. */
export interface Stage {
  /** Unique within the route, kebab-case, e.g. `appraisal`. */
  readonly id: string;
  readonly kind: StageKind;
  readonly agency: AgencyResolver;
  readonly role: Role;
  readonly budget: StatedLimit;
  /** The acts that complete this stage; the one of its kind unless said. */
  readonly acts?: readonly StepAct[];
  /** On the dossier's way only if this holds of what was filed; always, unless said. */
  readonly when?: Condition;
  /** `result-document`: the act that completes this stage must name the digitised result. */
  readonly requires: readonly 'result-document'[];
}

/** The way of a dossier after reception, in order. */
export interface Route {
  readonly stages: readonly Stage[];
}
