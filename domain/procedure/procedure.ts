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

export interface Fee {
  readonly name: string;
  /** Vietnamese đồng; null where only a resolution of the provincial council sets it. */
  readonly amount: number | null;
  readonly unit?: string;
  readonly note?: string;
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
  readonly fees: readonly Fee[];
  readonly cases: readonly ProcedureCase[];
  readonly results: readonly { readonly id: string; readonly name: string; readonly documentType?: string }[];
  readonly legalBases: readonly string[];
  /** Id of the e-form in `catalogue/forms`, if any. */
  readonly form?: string;
  readonly route?: Route;
  /** Facts that no source confirms yet; shown as provisional. */
  readonly provisional: readonly string[];
}
