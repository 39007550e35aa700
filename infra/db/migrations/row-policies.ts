/**
 * Row-level security of the role `motcua_api`: who, by the settings of his transaction (`infra/db/row-scope.ts`), sees and writes
 * which rows. Every condition is asked of a row after the index has found it; what is the same for all rows is asked once
 * (`(select …)`). A transaction without settings fits none.
 */
const AGENCIES = '(select scope_agencies())';
const OVERSEEN = '(select scope_overseen())';
const PERSON = '(select scope_person())';
const SOMEBODY = `${PERSON} <> ''`;
const reaches = (reach: string): string => `(select scope_reaches('${reach}'))`;
/** The setting names the column's agency. */
const mine = (column: string): string => `${column} = any (${AGENCIES}::text[])`;

/** The row of `dossier` is one in which an agency of the setting takes part; or the applicant's own. */
const takesPart = (d: string): string =>
  `(${d}.agencies && ${AGENCIES} or array[${d}.receiving_agency, ${d}.competent_agency, ${d}.office] && ${AGENCIES})`;
const ownDossier = (d: string): string =>
  `(${d}.code = any ((select own_dossiers())::text[]) or ${d}.parent = any ((select own_dossiers())::text[]))`;
/** An agency that stands above one of those that take part. */
const overseen = (d: string): string =>
  `(${OVERSEEN} <> '{}' and agencies_above(${d}.agencies || ${d}.receiving_agency || ${d}.competent_agency) && ${OVERSEEN})`;
const personally = (d: string): string => `(${takesPart(d)} or ${ownDossier(d)} or ${overseen(d)})`;

/** What is not personal is seen with its dossier, what is personal by whoever takes part in it. */
const withDossier = (dossier: string): string => `exists (select from dossier d where d.code = ${dossier})`;
const withApplicant = (dossier: string): string =>
  `exists (select from dossier d where d.code = ${dossier} and ${personally('d')})`;
const withParticipation = (dossier: string): string =>
  `exists (select from dossier d where d.code = ${dossier} and ${takesPart('d')})`;

/** The agency that is asked reads what it was asked, and the files that go with it. */
const askedOf = (dossier: string, more: string): string =>
  `exists (select from consultation c where c.dossier = ${dossier} and c.agencies && ${AGENCIES} and ${more})`;
const NAMED_BY_CONSULTATION = `exists (select from consultation c where c.agencies && ${AGENCIES}
  and (c.documents @> array[document.id] or c.answer_documents @> array[document.id]))`;
const TEXT_OF_CONSULTATION = askedOf(
  'dossier_note.dossier',
  `exists (select from dossier_event e where e.stream = c.code and strpos(e.data::text, dossier_note.id::text) > 0)`,
);

export interface Protection {
  readonly table: string;
  /** Conditions on the row; absent: not at all. `write` is asked of rows as they are before and after. */
  readonly select?: string;
  readonly insert?: string;
  readonly update?: string;
  readonly delete?: string;
  /** Where fewer columns are granted than the policy would let through. */
  readonly columns?: Readonly<Partial<Record<'select' | 'insert' | 'update', string>>>;
}

const mineToo = (column: string): string => `${column} = ${PERSON}`;

/** Every table with rows of dossiers or of persons. */
export const PROTECTIONS: readonly Protection[] = [
  {
    table: 'dossier',
    select: `${takesPart('dossier')} or asked && ${AGENCIES} or ${reaches('counter')} or ${reaches('oversight')}
      or ${reaches('tracking')} or ${ownDossier('dossier')} or ${overseen('dossier')}`,
    insert: takesPart('dossier'),
    update: takesPart('dossier'),
  },
  {
    table: 'dossier_event',
    select: `${withDossier('stream')} or exists (select from consultation c where c.code = stream)`,
    insert: `${SOMEBODY} and (actor->>'person' = ${PERSON} or actor ? 'system')`,
  },
  {
    table: 'command',
    select: `substr(scope, strpos(scope, ':') + 1) = ${PERSON} or ${withDossier('scope')}
      or exists (select from consultation c where c.code = scope)`,
    insert: `${SOMEBODY} and (substr(scope, strpos(scope, ':') + 1) = ${PERSON} or ${withParticipation('scope')})`,
  },
  {
    table: 'task',
    select: `${mine('agency')} or ${mine('handed_from')} or ${withDossier('dossier')}`,
    insert: SOMEBODY,
    update: withParticipation('dossier'),
  },
  {
    table: 'task_opening',
    select: `exists (select from task t where t.id = task)`,
    insert: mineToo('person'),
  },
  {
    table: 'consultation',
    select: `${mine('asker')} or agencies && ${AGENCIES} or ${reaches('oversight')} or ${withApplicant('dossier')}`,
    insert: SOMEBODY,
  },
  {
    table: 'document',
    select: `${SOMEBODY} and ${mineToo('uploaded_by')} or ${withApplicant('dossier')} or ${NAMED_BY_CONSULTATION}`,
    insert: `${SOMEBODY} and ${mineToo('uploaded_by')}`,
    update: `${SOMEBODY} and ${mineToo('uploaded_by')} or ${withParticipation('dossier')}`,
  },
  {
    table: 'document_name',
    select: `exists (select from document d where d.id = document)`,
    insert: SOMEBODY,
  },
  { table: 'result', select: withDossier('dossier'), insert: withParticipation('dossier') },
  { table: 'applicant', select: withApplicant('dossier'), insert: SOMEBODY },
  { table: 'dossier_form', select: withApplicant('dossier'), insert: SOMEBODY },
  {
    table: 'dossier_note',
    select: `kept_by = ${PERSON} or ${withApplicant('dossier')} or ${TEXT_OF_CONSULTATION}`,
    insert: `${SOMEBODY} and kept_by = ${PERSON}`,
    update: `kept_by = ${PERSON}`,
    delete: `kept_by = ${PERSON}`,
  },
  {
    table: 'verification',
    select: `kept_by = ${PERSON} or ${withApplicant('dossier')}`,
    insert: `${SOMEBODY} and kept_by = ${PERSON}`,
    update: `kept_by = ${PERSON}`,
    delete: `kept_by = ${PERSON}`,
  },
  {
    table: 'reception_draft',
    select: mineToo('person'),
    insert: `${SOMEBODY} and ${mineToo('person')}`,
    update: mineToo('person'),
    delete: mineToo('person'),
  },
  {
    table: 'obligation',
    select: withDossier('dossier'),
    insert: SOMEBODY,
    update: withParticipation('dossier'),
  },
  { table: 'notice', insert: SOMEBODY },
  { table: 'outbox', select: SOMEBODY, insert: SOMEBODY, columns: { select: 'id, created_at' } },
  {
    table: 'batch',
    select: `${mineToo('person')} or ${mineToo('on_behalf_of')} or ${mine('agency')}`,
    insert: `${SOMEBODY} and ${mineToo('person')} and ${mine('agency')}`,
    update: `${mineToo('person')} or ${mineToo('on_behalf_of')} or ${mine('agency')}`,
    columns: { update: 'note, status, begun_at, finished_at, undo_until, undone_at' },
  },
  {
    table: 'batch_item',
    select: `exists (select from batch b where b.id = batch)`,
    insert: SOMEBODY,
    update: `exists (select from batch b where b.id = batch)`,
    columns: { update: 'begun, tries, outcome, code, params, seq, at' },
  },
  {
    table: 'delegation',
    select: `${mineToo('principal')} or ${mineToo('deputy')} or ${mineToo('granted_by')} or ${mine('agency')}
      or ${reaches('oversight')} or ${reaches('sign-in')}
      or ${OVERSEEN} <> '{}' and agencies_above(array[agency]) && ${OVERSEEN}`,
    insert: `${SOMEBODY} and ${mineToo('granted_by')} and ${mine('agency')}`,
    update: `${mineToo('principal')} or ${mineToo('granted_by')} or ${mine('agency')}`,
    columns: { update: 'reason, ended_at, ended_by' },
  },
  { table: 'calendar_change_item', select: reaches('plans') },
  { table: 'procedure_folding_item', select: reaches('plans') },
  { table: 'procedure_migration_item', select: reaches('plans'), insert: reaches('plans') },
  {
    table: 'person',
    // Whoever signed in with an identity number is a citizen, unless somebody appointed him; the names of officers are public.
    select: `${SOMEBODY} and (identity_hash is null or ${mineToo('id')}
      or exists (select from appointment a where a.person = person.id)) or ${reaches('sign-in')}`,
    insert: reaches('sign-in'),
    update: reaches('sign-in'),
    columns: { insert: 'id, display_name, demo, identity_hash', update: 'display_name, identity_hash' },
  },
  { table: 'person_login', select: reaches('sign-in'), insert: reaches('sign-in') },
  {
    table: 'web_session',
    select: reaches('sign-in'),
    insert: reaches('sign-in'),
    update: reaches('sign-in'),
    delete: reaches('sign-in'),
    columns: { update: 'last_seen_at' },
  },
  { table: 'dossier_personal', select: withApplicant('dossier'), insert: SOMEBODY },
  {
    table: 'tracking',
    select: `${reaches('tracking')} or ${withParticipation('dossier')}`,
    insert: SOMEBODY,
    update: withParticipation('dossier'),
  },
  { table: 'erasure', select: withDossier('dossier') },
  { table: 'erasure_hold' },
  {
    table: 'personal_read',
    select: `${mineToo('person')} or ${withApplicant('dossier')}
      or ${OVERSEEN} <> '{}' and agencies_above(array[agency]) && ${OVERSEEN}`,
    insert: `${SOMEBODY} and ${mineToo('person')}`,
  },
  // Written by the search itself.
  { table: 'search_use', select: `${mineToo('person')} or ${OVERSEEN} <> '{}'` },
  {
    table: 'dossier_list',
    select: `${mine('agency')} or ${reaches('oversight')} or ${OVERSEEN} <> '{}' and agencies_above(array[agency]) && ${OVERSEEN}`,
  },
];

/** Tables that motcua_api uses and that no policy guards, and why: none has a row of a dossier or about a citizen. */
export const OPEN_TABLES: Readonly<Record<string, { readonly grant: string; readonly why: string }>> = {
  agency: { grant: 'select', why: 'the catalogue is public' },
  office: { grant: 'select', why: 'the catalogue is public' },
  rule_set: { grant: 'select', why: 'the catalogue is public' },
  procedure_version: { grant: 'select, insert, update (status)', why: 'the catalogue is public' },
  procedure_proposal: {
    grant: 'select, insert, update (publisher, published_as, published_at)',
    why: 'who proposed which version of a procedure, and why',
  },
  procedure_folding: {
    grant: 'select, insert',
    why: 'that recorded dossiers were asked what a version changes; counts',
  },
  procedure_migration: {
    grant: 'select, insert, update (status, approver, approved_as, approved_at, dropped_by, dropped_at)',
    why: 'who moves dossiers of which version; the dossiers are its items',
  },
  calendar_version: { grant: 'select, insert, update (status, approved_at, approved_by)', why: 'calendars are public' },
  calendar_change: {
    grant: 'select, insert, update (status, approver, approved_as, approved_at, dropped_by, dropped_at)',
    why: 'who changes which calendar; the dossiers are its items',
  },
  appointment: { grant: 'select', why: 'who holds which office is public, and asked before it is known who signs in' },
  api_client: { grant: 'select', why: 'a system of an agency is no person; asked before it is known which signs in' },
  code_serial: { grant: 'select, insert, update', why: 'how many dossiers an agency received in a day' },
  rate_limit: { grant: 'select, insert, update, delete', why: 'counts under keyed hashes, which name nobody' },
  indicator_delta: { grant: 'select, insert', why: 'counts' },
  indicator_rollup: { grant: 'select', why: 'counts' },
};

/** Tables that motcua_api has no right to. */
export const ENGINE_TABLES = ['demo_login', 'issuer_state', 'run_check', 'schema_migration'] as const;
