import type { Condition } from './condition.ts';
import type { Role } from '../access/roles.ts';
import type { Lead } from '../calendar/lead.ts';
import type { Counting, LimitUnit } from '../calendar/types.ts';

/** The kinds of step a dossier passes after reception (thẩm định, phê duyệt, đóng dấu, trả kết quả; giải quyết liên thông). */
export const STAGE_KINDS = ['appraisal', 'approval', 'sealing', 'return', 'interlinked'] as const;
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

/** The kinds of agency of which every commune may have its own. */
export const COMMUNE_AGENCIES = ['committee', 'police', 'social-insurance', 'tax'] as const;
export type CommuneAgency = (typeof COMMUNE_AGENCIES)[number];

/**
 * Which agency a stage belongs to: one named agency, the one competent for the dossier, the office that received it, or the agency of
 * a kind in the applicant's commune, and where that has none of its own, the one named instead.
 */
export type AgencyResolver =
  | { readonly kind: 'fixed'; readonly agency: string }
  | { readonly kind: 'competent' }
  | { readonly kind: 'receiving' }
  | { readonly kind: 'commune-agency'; readonly of: CommuneAgency; readonly otherwise: string };

/** What an asked agency's silence means once its time is over (Decree 61/2018 art. 19.5, and the law of the procedure). */
export const SILENCE_RULES = ['deemed-agreed', 'escalate', 'wait'] as const;
export type SilenceRule = (typeof SILENCE_RULES)[number];

/** A consultation (lấy ý kiến) that a stage may or must ask for. */
export interface ConsultationRule {
  /** Unique within the stage, kebab-case. */
  readonly id: string;
  /** `any`: whoever asks names the agency. */
  readonly agency: AgencyResolver | { readonly kind: 'any' };
  /** How long the asked agency has, by its own calendar. A draft of a route may leave it open; a published one may not. */
  readonly within?: StatedLimit;
  /** How long before the end of that the agency is reminded; absent: by the lead of the rule set. */
  readonly remind?: Lead;
  readonly onSilence: SilenceRule;
  /** The stage is not completed before it was asked for and answered. */
  readonly required?: boolean;
}

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
  /** Consultations that may be asked for here; without any, none may. */
  readonly consultations?: readonly ConsultationRule[];
  /** `result-document`: the act that completes this stage must name the digitised result. */
  readonly requires: readonly 'result-document'[];
  /** Of an interlinked stage, and of no other: what its agencies do beside or after each other. */
  readonly parts?: readonly RoutePart[];
}

/** One agency's part of an interlinked procedure (liên thông, Decree 61/2018 art. 19.6-7): a sub-dossier with stages of its own. */
export interface RoutePart {
  /** Unique within the route, kebab-case. */
  readonly id: string;
  readonly name: { readonly vi: string; readonly en: string };
  /** Ids of the procedure's results that come of it. */
  readonly results: readonly string[];
  /** Ids of parts of the same stage whose results it needs; it begins once all of them are done. */
  readonly after: readonly string[];
  /** From when it begins, by the calendar of its agency. */
  readonly budget: StatedLimit;
  /** In order; their ids are unique within the whole route. None is a return, nor interlinked. */
  readonly stages: readonly Stage[];
}

/** The stages of a route, and behind each interlinked one those of its parts. */
export function allStages({ stages }: Route): readonly Stage[] {
  return stages.flatMap((stage) => [stage, ...(stage.parts ?? []).flatMap((part) => part.stages)]);
}

/** The way of a dossier after reception, in order. */
export interface Route {
  readonly stages: readonly Stage[];
}
