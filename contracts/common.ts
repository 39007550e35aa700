import { z } from 'zod';

/** An instant, ISO 8601, UTC. */
export const Instant = z.iso.datetime();

/** A text in both languages. */
export const Bilingual = z.strictObject({ vi: z.string(), en: z.string() });

/** A code of the catalogue with its name; null where the catalogue does not know it (any more). */
export const Named = z.strictObject({ code: z.string(), name: Bilingual.nullable() }).meta({ id: 'Named' });

/** A person by id, with the name to show. */
export const Person = z.strictObject({ id: z.string(), displayName: z.string().nullable() });

/** The national portal's status code (TrangThaiHoSo) with its names. */
export const NationalStatus = z
  .strictObject({ code: z.int().min(1).max(10), name: Bilingual })
  .meta({ id: 'NationalStatus' });

/** A dossier's code in a path; a malformed one is refused with the code `dossier-code-invalid`. */
export const DossierCode = z.string().max(60).describe('Mã hồ sơ, ví dụ H49.01-261124-0007 / dossier code');

/** A code or id that names something else. Never free text, so that no personal value travels where only codes may. */
export const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'expected a code');
