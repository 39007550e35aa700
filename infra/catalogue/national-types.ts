/** The ways a record of the national catalogue can be unlike a full, unambiguous one. Stable: a person or a program sorts by them. */
export const FLAG_CODES = [
  'ambiguous-fee',
  'ambiguous-hours',
  'code-file-mismatch',
  'empty-case',
  'empty-component',
  'empty-fee',
  'empty-legal-basis',
  'empty-limit',
  'fractional-limit',
  'free-text-fee',
  'free-text-limit',
  'missing-counts',
  'missing-field',
  'missing-level',
  'missing-section',
  'no-components',
  'no-methods',
  'out-of-order-section',
  'repeated-heading',
  'several-fees',
  'several-results',
  'suspicious-fee',
  'suspicious-limit',
  'unknown-channel',
  'unknown-currency',
  'unknown-level',
  'unknown-unit',
  'unparsed-line',
  'unusual-code',
  'zero-copies',
] as const;
export type FlagCode = (typeof FLAG_CODES)[number];

/** One thing a person must look at: where in the record (a path such as `methods[1].limit`), what, and the text that caused it. */
export interface RecordFlag {
  readonly field: string;
  readonly code: FlagCode;
  readonly value: string;
}

/** A limit that the record states as a number and a known unit. */
export interface NationalLimit {
  readonly value: number;
  readonly unit: 'working-day' | 'calendar-day' | 'working-hour' | 'month';
}

/** One fee of a method. `amount` is null where the record gives words only. */
export interface NationalFee {
  readonly amount: number | null;
  readonly currency: string;
  /** What the record says between the parentheses, or the whole text where there is no amount. */
  readonly description: string;
}

/**
 * One way of bringing the dossier (hình thức nộp) with one limit; a channel with several limits has several of these. Exactly one of
 * `limit` and `limitText` is present.
 */
export interface NationalMethod {
  readonly channel: 'online' | 'postal' | 'direct' | 'unknown';
  /** The channel as the record writes it. */
  readonly channelText: string;
  readonly limit?: NationalLimit;
  readonly limitText?: string;
  /** The whole limit as the record writes it, with the record's own unit. */
  readonly limitVerbatim: string;
  readonly feeText: string;
  readonly fees: readonly NationalFee[];
  readonly description: string;
}

export interface NationalComponent {
  readonly name: string;
  readonly originals: number;
  readonly copies: number;
  /** Lines the record puts under a component beside its counts. */
  readonly notes?: readonly string[];
}

/** A case (trường hợp) and its components; the components before any heading are in a case with an empty name. */
export interface NationalCase {
  readonly name: string;
  readonly components: readonly NationalComponent[];
}

/**
 * A record of the national catalogue of procedures. What records are found and grouped by (names, field, agencies, legal bases) is tidy:
 * composed Unicode and single blanks; other text is kept as the record has it. "Không có thông tin" becomes an empty string or list.
 */
export interface NationalRecord {
  readonly code: string;
  readonly name: string;
  readonly decision: string;
  /** Cấp thực hiện as written, e.g. `Cấp Tỉnh`. */
  readonly level: string;
  /** The same as the domain's agency level, where it is one of them. */
  readonly agencyLevel: 'ministry' | 'province' | 'district' | 'commune' | null;
  /** Loại thủ tục as written. */
  readonly kind: string;
  readonly field: string;
  /** Trình tự thực hiện, one line per line of the record. */
  readonly sequence: string;
  readonly methods: readonly NationalMethod[];
  readonly cases: readonly NationalCase[];
  readonly subjects: readonly string[];
  readonly agencies: {
    readonly implementing: string;
    readonly competent: string;
    /** Địa chỉ tiếp nhận hồ sơ. */
    readonly receiving: string;
    readonly authorised: string;
    readonly coordinating: string;
  };
  /** Taken apart where that is certain; else the whole text, flagged `several-results` if it may hold more than one. */
  readonly results: readonly string[];
  /** The results as the record joins them. */
  readonly resultsText: string;
  readonly legalBases: readonly string[];
  readonly requirements: string;
  readonly keywords: string;
  readonly description: string;
  readonly flags: readonly RecordFlag[];
}

/** Collects the flags of one record while it is read. */
export type Flagger = (field: string, code: FlagCode, value: string) => void;
