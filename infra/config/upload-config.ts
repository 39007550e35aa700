import type { ClamdAddress } from '../antivirus/clamd.ts';
import type { InspectionLimits } from '../inspection/refusal.ts';

export interface UploadConfig {
  readonly maxBytes: number;
  readonly limits: InspectionLimits;
  /** Milliseconds the check of one document may take. */
  readonly checkMs: number;
  readonly checkMemoryBytes: number;
  readonly unusedDays: number;
  /** Undefined: no scanner is configured. */
  readonly clamd: ClamdAddress | undefined;
}

interface GivenSettings {
  readonly UPLOAD_MAX_MB: number;
  readonly UPLOAD_MAX_PAGES: number;
  readonly UPLOAD_MAX_MEGAPIXELS: number;
  readonly UPLOAD_MAX_EXPANDED_MB: number;
  readonly UPLOAD_CHECK_SECONDS: number;
  readonly UPLOAD_CHECK_MEMORY_MB: number;
  readonly UPLOAD_UNUSED_DAYS: number;
  readonly CLAMD_ADDRESS: ClamdAddress | undefined;
}

const MEGABYTE = 1024 * 1024;

export const readUploads = (settings: GivenSettings): UploadConfig => ({
  maxBytes: settings.UPLOAD_MAX_MB * MEGABYTE,
  limits: {
    maxPages: settings.UPLOAD_MAX_PAGES,
    maxPixels: settings.UPLOAD_MAX_MEGAPIXELS * 1_000_000,
    maxExpandedBytes: settings.UPLOAD_MAX_EXPANDED_MB * MEGABYTE,
  },
  checkMs: settings.UPLOAD_CHECK_SECONDS * 1000,
  checkMemoryBytes: settings.UPLOAD_CHECK_MEMORY_MB * MEGABYTE,
  unusedDays: settings.UPLOAD_UNUSED_DAYS,
  clamd: settings.CLAMD_ADDRESS,
});
