import { z } from 'zod';
import { PERSONAL_FIELDS } from '../domain/access/personal-view.ts';
import { ROLES } from '../domain/access/roles.ts';
import { Code, DossierCode, Instant, Named, Person } from './common.ts';
import type { DossierSearch } from './dossier-search.ts';
import { PageQuery, pageOf } from './paging.ts';

const What = z
  .array(z.enum([...PERSONAL_FIELDS, 'draft']))
  .describe('Những gì đã được xem / what was given out: fields of the applicant, documents, notes, verifications');

const When = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

export const PersonalReadQuery = z.strictObject({
  dossier: DossierCode.optional(),
  person: Code.optional().describe('Người xem, hoặc người được làm thay / who read, or for whom'),
  from: When.optional().describe('Từ lúc / from'),
  to: When.optional().describe('Trước lúc / before'),
  ...PageQuery,
});
export type PersonalReadQuery = z.output<typeof PersonalReadQuery>;

/** One reading of personal data, as those who audit see it. */
export const PersonalReadItem = z
  .strictObject({
    id: z.string(),
    at: Instant,
    person: Person,
    onBehalfOf: Person.nullable(),
    via: Named.nullable(),
    appointment: z.string(),
    role: z.enum(ROLES),
    agency: Named.nullable(),
    office: Named.nullable(),
    dossier: z.string().nullable(),
    document: z.string().nullable(),
    draft: z.string().nullable(),
    what: What,
    permission: z.string().describe('Quyền đã dùng / by which right'),
    route: z.string().describe('Thao tác của API / operation of the API'),
    task: z.string().nullable().describe('Việc đang mở lúc xem / the task that was open then'),
    reason: z.string().nullable().describe('Lý do kiểm tra viên đã nêu / why, in the words of the auditor'),
    request: z.string(),
  })
  .meta({ id: 'PersonalRead' });
export type PersonalReadItem = z.output<typeof PersonalReadItem>;
export const PersonalReadPage = pageOf(PersonalReadItem);

const SEARCHED_BY = ['name', 'identity', 'phone'] as const satisfies readonly DossierSearch['by'][];

export const SearchQuery = z.strictObject({
  person: Code.optional().describe('Người tìm / who searched'),
  from: When.optional().describe('Từ lúc / from'),
  to: When.optional().describe('Trước lúc / before'),
  ...PageQuery,
});
export type SearchQuery = z.output<typeof SearchQuery>;

/** One search for dossiers by what is personal, also one that found nothing. What was looked for is not in it. */
export const SearchItem = z
  .strictObject({
    id: z.string(),
    at: Instant,
    person: Person,
    by: z.enum(SEARCHED_BY),
    hits: z.int().min(0).describe('Số hồ sơ tìm thấy; 51: còn nữa / how many dossiers were found; 51: and more'),
  })
  .meta({ id: 'Search' });
export type SearchItem = z.output<typeof SearchItem>;
export const SearchPage = pageOf(SearchItem);

export const OwnReadQuery = z.strictObject(PageQuery);
export type OwnReadQuery = z.output<typeof OwnReadQuery>;

/** The same as the applicant sees it: which agency, in which capacity, when and what; no officer is named. */
export const OwnReadItem = z
  .strictObject({
    at: Instant,
    self: z.boolean().describe('Do chính bạn xem / it was you'),
    role: z.enum(ROLES),
    agency: Named.nullable(),
    document: z.string().nullable(),
    what: What,
    audit: z.boolean().describe('Để kiểm tra / for an audit'),
  })
  .meta({ id: 'OwnPersonalRead' });
export type OwnReadItem = z.output<typeof OwnReadItem>;
export const OwnReadPage = pageOf(OwnReadItem);
