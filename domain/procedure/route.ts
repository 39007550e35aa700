import type { Role } from '../access/roles.ts';
import type { Counting, LimitUnit } from '../calendar/types.ts';

/** The kinds of step a dossier passes after reception (thẩm định, phê duyệt, đóng dấu, trả kết quả). */
export const STAGE_KINDS = ['appraisal', 'approval', 'sealing', 'return'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** The acts by which people complete a step (Decree 61/2018 art. 19-20). */
export const ACT_NAMES = ['appraise', 'approve', 'seal', 'return'] as const;
export type ActName = (typeof ACT_NAMES)[number];

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
  readonly acts?: readonly ActName[];
  /** `result-document`: the act that completes this stage must name the digitised result. */
  readonly requires: readonly 'result-document'[];
}

/** The way of a dossier after reception, in order. */
export interface Route {
  readonly stages: readonly Stage[];
}
