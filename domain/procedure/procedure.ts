import type { Condition } from './condition.ts';
import type { Route, StatedLimit } from './route.ts';

export const AGENCY_LEVELS = ['ministry', 'province', 'district', 'commune', 'vertical'] as const;
export type AgencyLevel = (typeof AGENCY_LEVELS)[number];

export const CHANNELS = ['direct', 'online', 'postal'] as const;
/** How a dossier is brought (Decree 61/2018 art. 16): trực tiếp, trực tuyến, bưu chính. */
export type Channel = (typeof CHANNELS)[number];

/** Online service level (Decree 42/2022): toàn trình, một phần, cung cấp thông tin. */
export type OnlineLevel = 'full' | 'partial' | 'information';

/** A text in Vietnamese and English. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** What restricts a rate, or a fee as a whole; what is absent restricts nothing. Local dates, both included. */
export interface FeeScope {
  readonly channels?: readonly Channel[];
  /** Ids of cases of the procedure. */
  readonly cases?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** Up to and including unit number `upTo`, each unit costs `amount` đồng; the last tier has no end. */
export interface FeeTier {
  readonly upTo?: number;
  readonly amount: number;
}

/** One amount for the dossier; null where only a resolution of the provincial council sets it. */
export interface FlatRate extends FeeScope {
  readonly kind: 'flat';
  readonly amount: number | null;
}

/** An amount by what is counted: `copies`, `pages`, or another quantity that the intake states. */
export interface UnitRate extends FeeScope {
  readonly kind: 'per';
  readonly quantity: string;
  /** What is counted, in words; copies and pages need none. */
  readonly quantityName?: Bilingual;
  /** `copies`: tiers, minimum and cap are those of one copy, and the whole is that times the number of copies. */
  readonly each?: 'copies';
  readonly tiers: readonly FeeTier[];
  /** Đồng; where something is counted, not less than this. */
  readonly minimum?: number;
  /** Đồng; not more than this. */
  readonly cap?: number;
}

export type FeeRate = FlatRate | UnitRate;

/** What is taken off: a share in (0, 1] of what is left, at most four decimals, or an amount in đồng. */
export type FeeOff = { readonly share: number } | { readonly amount: number };

/**
 * An exemption (share 1) or reduction. `ground`: somebody claims it, by the reduction's id, and a component of the case or a
 * document of a type proves it. `condition`: facts of the dossier give it.
 */
export interface FeeReduction {
  /** Unique within the fee, kebab-case; reductions of several fees on the same ground share it. */
  readonly id: string;
  readonly name: Bilingual;
  readonly off: FeeOff;
  readonly basis:
    | { readonly kind: 'ground'; readonly component?: string; readonly documentType?: string }
    | { readonly kind: 'condition'; readonly when: Condition };
  readonly from?: string;
  readonly to?: string;
}

/** How a fee is computed (`computeFees`). Rates do not overlap, so that at most one applies. */
export interface FeeRule {
  /** What is counted -> the field of the e-form that says how many, as a path into it; a number that is given goes before it. */
  readonly quantities?: Readonly<Record<string, string>>;
  /** The fee is due only then; absent: always. */
  readonly due?: FeeScope & { readonly when?: Condition };
  readonly rates: readonly FeeRate[];
  /** In the order in which they are taken off. */
  readonly reductions?: readonly FeeReduction[];
}

/** A fee (phí, lệ phí; Decree 61/2018 art. 22). Where there is a rule, the rule counts. */
export interface Fee {
  /** Unique within the procedure, kebab-case. Absent in versions stored before fees had ids. */
  readonly id?: string;
  readonly name: string;
  /** Vietnamese đồng; null where only a resolution of the provincial council sets it. With a rule: one of its amounts, to show. */
  readonly amount: number | null;
  readonly unit?: string;
  readonly note?: string;
  readonly rule?: FeeRule;
}

export interface Component {
  /** Unique within the case, kebab-case. */
  readonly id: string;
  readonly name: string;
  readonly documentType?: string;
  readonly originals: number;
  readonly copies: number;
  readonly required: boolean;
  /** Online, the filled-in e-form stands for it (mẫu điện tử tương tác). */
  readonly replacedByForm?: boolean;
}

/** A case (trường hợp) of a procedure, with components and, where the law differs, a limit of its own. */
export interface ProcedureCase {
  readonly id: string;
  readonly name: string;
  readonly legalLimit?: StatedLimit;
  readonly localLimit?: StatedLimit;
  readonly components: readonly Component[];
}

export const EXTENSION_GROUNDS = ['verification'] as const;
/** On what ground the law of a procedure gives a longer limit. */
export type ExtensionGround = (typeof EXTENSION_GROUNDS)[number];

/**
 * Which agency is competent for a dossier (cơ quan có thẩm quyền giải quyết): one named agency, or the committee or police of the
 * applicant's commune, or (until 2025-06-30) the committee of the applicant's district.
 */
export type Competence =
  | { readonly kind: 'fixed'; readonly agency: string }
  | { readonly kind: 'commune-committee' }
  | { readonly kind: 'commune-police' }
  | { readonly kind: 'district-committee' };

/**
 * One version of a procedure (thủ tục hành chính). Immutable; a changed content is a new version, and a dossier stays on the
 * version pinned at its intake. A procedure without a route is a draft and cannot be received.
 */
export interface ProcedureContent {
  readonly code: string;
  readonly name: Bilingual;
  readonly level: AgencyLevel;
  readonly field: string;
  readonly onlineLevel: OnlineLevel;
  readonly decision?: string;
  readonly predecessors: readonly string[];
  /** Local dates [from, to]; a procedure that ended cannot be received after `to`. */
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly legalLimit: StatedLimit | null;
  /** The province's own, usually shorter, limit; the appointment is given by it when present. */
  readonly localLimit?: StatedLimit;
  /** By how much the law of the procedure lets its limit be extended, once; absent: not at all. */
  readonly extension?: StatedLimit;
  /** What the extension needs: a verification that is planned or recorded. Absent: a reason is enough. */
  readonly extensionGround?: ExtensionGround;
  /** Where the law of the procedure gives other days for asking for a supplement than the rule set does. */
  readonly supplementWithinWorkingDays?: number;
  /**
   * The result is given at once: no receipt unless it is asked for, but recorded all the same (Decree 61/2018 art. 17.4). Whoever
   * has to come again on another day gets one.
   */
  readonly instantResult?: boolean;
  readonly fees: readonly Fee[];
  readonly cases: readonly ProcedureCase[];
  readonly results: readonly { readonly id: string; readonly name: string; readonly documentType?: string }[];
  readonly legalBases: readonly string[];
  /** Id of the e-form in `catalogue/forms`, if any. */
  readonly form?: string;
  /** Absent in imported drafts. */
  readonly competence?: Competence;
  readonly route?: Route;
  /** Facts that no source confirms yet; shown as provisional. */
  readonly provisional: readonly string[];
}
