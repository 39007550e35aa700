import { z } from 'zod';
import type { Sessions } from '../../domain/calendar/types.ts';
import type { AgencyLevel, Bilingual } from '../../domain/procedure/procedure.ts';
import { AGENCY_LEVELS } from '../../domain/procedure/procedure.ts';
import { AgencyCode, BilingualText, LocalDate, Provisional, Slug, WeekSessions } from './common.ts';

export const AGENCY_KINDS = [
  'committee',
  'department',
  'centre',
  'land-office',
  'police',
  'social-insurance',
  'tax',
  'customs',
] as const;
/** What an agency is: ủy ban nhân dân, sở, trung tâm phục vụ hành chính công, văn phòng đăng ký đất đai, công an, … */
export type AgencyKind = (typeof AGENCY_KINDS)[number];

export const UNIT_KINDS = ['province', 'city', 'town', 'rural-district', 'commune', 'ward', 'special-zone'] as const;
/** Tỉnh, thành phố, thị xã, huyện, xã, phường, đặc khu. */
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A territory (đơn vị hành chính) with its dates of effect. `gsoCode` is the code of the General Statistics Office. */
export interface AdministrativeUnit {
  readonly code: string;
  readonly level: 'province' | 'district' | 'commune';
  readonly kind: UnitKind;
  readonly name: Bilingual;
  readonly parent?: string;
  readonly gsoCode?: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly predecessors: readonly string[];
  readonly provisional: readonly string[];
}

export const AdministrativeUnit = z.strictObject({
  code: Slug,
  level: z.enum(['province', 'district', 'commune']),
  kind: z.enum(UNIT_KINDS),
  name: BilingualText,
  parent: Slug.exactOptional(),
  gsoCode: z
    .string()
    .regex(/^\d{2,5}$/)
    .exactOptional(),
  effectiveFrom: LocalDate,
  effectiveTo: LocalDate.exactOptional(),
  predecessors: z.array(Slug),
  provisional: Provisional,
}) satisfies z.ZodType<AdministrativeUnit>;

/** A place where acts happen: the agency's own seat, or a one-stop centre. The address is absent until a source gives it. */
export interface Premises {
  readonly code: string;
  readonly kind: 'seat' | 'centre' | 'reception-point';
  readonly name: Bilingual;
  readonly address?: string;
}

export const Premises = z.strictObject({
  code: Slug,
  kind: z.enum(['seat', 'centre', 'reception-point']),
  name: BilingualText,
  address: z.string().min(1).max(300).exactOptional(),
}) satisfies z.ZodType<Premises>;

/** An agency (cơ quan). `commune` and `district` name the territory for which it is competent. */
export interface Agency {
  readonly code: string;
  readonly kind: AgencyKind;
  readonly level: AgencyLevel;
  readonly name: Bilingual;
  readonly parent?: string;
  readonly commune?: string;
  readonly district?: string;
  readonly premises: readonly Premises[];
  /** Calendar by which its time limits run. */
  readonly calendar: string;
  /**
   * It works in a system of its own (ngành dọc) and not in this one: what is handed over to it has arrived when that system or one
   * of its officers says so. Holds for the agencies below it too, unless they say otherwise.
   */
  readonly ownSystem?: boolean;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly predecessors: readonly string[];
  readonly provisional: readonly string[];
}

export const Agency = z.strictObject({
  code: AgencyCode,
  kind: z.enum(AGENCY_KINDS),
  level: z.enum(AGENCY_LEVELS),
  name: BilingualText,
  parent: AgencyCode.exactOptional(),
  commune: Slug.exactOptional(),
  district: Slug.exactOptional(),
  premises: z.array(Premises).min(1),
  calendar: Slug,
  ownSystem: z.boolean().exactOptional(),
  effectiveFrom: LocalDate,
  effectiveTo: LocalDate.exactOptional(),
  predecessors: z.array(AgencyCode),
  provisional: Provisional,
}) satisfies z.ZodType<Agency>;

/**
 * Whether an agency works in a system of its own, by itself or by the agency above it. An unknown agency does not.
 * @param find the agency of a code
 */
export function hasOwnSystem(code: string, find: (code: string) => Agency | undefined): boolean {
  const seen = new Set<string>();
  for (let agency = find(code); agency !== undefined && !seen.has(agency.code); agency = find(agency.parent ?? '')) {
    if (agency.ownSystem !== undefined) return agency.ownSystem;
    seen.add(agency.code);
  }
  return false;
}

/**
 * A one-stop office (bộ phận một cửa). `agency` is the receiving agency, whose identifier code begins every dossier code
 * issued here (Decree 61/2018 art. 26); `openingHours` are when its doors are open and never enter a time limit.
 */
export interface Office {
  readonly code: string;
  readonly name: Bilingual;
  readonly agency: string;
  /** Codes of premises of that agency. */
  readonly premises: readonly string[];
  readonly calendar: string;
  readonly openingHours: Sessions;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly provisional: readonly string[];
}

export const Office = z.strictObject({
  code: Slug,
  name: BilingualText,
  agency: AgencyCode,
  premises: z.array(Slug).min(1),
  calendar: Slug,
  openingHours: WeekSessions,
  effectiveFrom: LocalDate,
  effectiveTo: LocalDate.exactOptional(),
  provisional: Provisional,
}) satisfies z.ZodType<Office>;
