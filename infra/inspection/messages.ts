import type { InspectionLimits, RefusalCode, RefusalParams } from './refusal.ts';

/** What comes next on the standard input of the inspecting process. */
export interface InspectionRequest {
  readonly mediaType: string;
  /** Bytes that follow. */
  readonly size: number;
  readonly limits: InspectionLimits;
}

export interface InspectionReply {
  /** Null for a document that may be taken in. */
  readonly verdict: { readonly code: RefusalCode; readonly params: RefusalParams } | null;
  readonly residentBytes: number;
}
