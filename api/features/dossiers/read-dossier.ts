import type { DocumentItem, DossierView, ObligationItem } from '../../../contracts/dossier.ts';
import type { InternalView } from '../../../domain/access/internal-view.ts';
import { mayOpen, type PersonalField, type PersonalView } from '../../../domain/access/personal-view.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { pausesFrom, type Count, type CountedDue } from '../../../domain/dossier/deadlines.ts';
import type { AskedComponent, DossierEventData, ReceivedComponent } from '../../../domain/dossier/events.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';
import type { StatedLimit, StepKind } from '../../../domain/procedure/route.ts';
import { SUBJECT_OF_D, type DossierSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';
import { DOSSIER_COLUMNS, summaryOf, type DossierColumns } from './dossier-rows.ts';
import { handedIn } from './handed-in.ts';
import { CONSULTATIONS_OF, consultationsShown, type ConsultationFound } from './consultations-shown.ts';
import { partsShown, resultShown, type PartsFound, type ResultFound } from './parts-shown.ts';
import { APPLICANT_FIELDS, applicantFor, type ApplicantRow } from './personal-view.ts';
import type { ApplicantSealer, SealedFields } from '../../../infra/personal/applicant-sealer.ts';
import { verificationsShown, type VerificationFound } from './verifications.ts';

/** A dossier as the database has it, before anyone's rights are known. */
export interface DossierFound {
  readonly row: DossierFoundRow;
  /** What the access table is asked about it. */
  readonly subject: DossierSubject;
  /** Files, openings, its erasure and the events of what it is part of, or of its parts, counted: what the view shows beside the ledger. */
  readonly besideLedger: number;
}

interface DossierFoundRow extends DossierColumns, Omit<PartsFound, 'received'> {
  readonly subject: DossierSubject;
  readonly case_id: string;
  readonly due_explanation: unknown;
  readonly seq: number;
  readonly head_hash: string;
  readonly erased_at: StoredInstant | null;
  readonly open_step: OpenStepFound | null;
  readonly applicant: ApplicantRow | null;
  readonly sealed: SealedFound | null;
  readonly received: DossierEventData['dossier-filed'] | null;
  /** What was brought afterwards, by supplement. */
  readonly supplemented: readonly (readonly ReceivedComponent[])[];
  /** By the last supplement that was asked for. */
  readonly asked: readonly AskedComponent[] | null;
  /** Of the open step. */
  readonly budget: StatedLimit | null;
  readonly cases: ProcedureContent['cases'] | null;
  readonly documents: readonly DocumentFound[];
  readonly results: readonly ResultFound[];
  readonly openings: number;
  readonly pauses: DossierView['pauses'];
  readonly obligations: readonly ObligationFound[];
  readonly verifications: readonly VerificationFound[];
  readonly consultations: readonly ConsultationFound[];
  readonly consulted_seq: number;
  readonly part: string | null;
  readonly beside_seq: number;
}

/** What is sealed of the applicant; bytes in base64. */
interface SealedFound {
  readonly cipher: string;
  readonly wrapped_key: string;
  readonly master_key_id: string;
}

interface ObligationFound {
  readonly id: string;
  readonly kind: ObligationItem['kind'];
  readonly amount: number;
  readonly lines: ObligationItem['lines'];
  readonly status: ObligationItem['status'];
  readonly stops_clock: boolean;
  readonly requested_at: string;
  readonly settled_at: string | null;
  readonly method: ObligationItem['method'];
  readonly reference: string | null;
  readonly refunded: number;
}

interface OpenStepFound {
  readonly id: string;
  readonly stage: string;
  readonly kind: StepKind;
  readonly agency: string;
  readonly role: Role;
  readonly routed_at: string;
  readonly due_at: string | null;
  readonly overdue: boolean;
  readonly opened_at: string | null;
  readonly lead: string | null;
  readonly supporting: readonly string[];
  readonly following: readonly string[];
}

interface DocumentFound {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly media_type: string;
  readonly size: number;
  readonly agency: string;
  readonly created_at: string;
  readonly erased: boolean;
  readonly check_state: DocumentItem['state'];
}

/** A dossier `d`, or what it is a part of. No `coalesce`: not known to keep what it sees to itself, it would be asked after the policies, and no index. */
const WHOLE_OF_D = 'case when d.parent is null then d.code else d.parent end';

/** One statement, so one consistent picture; the applicant's salt stays where it is. */
const READ = {
  name: 'read-dossier',
  text: `select ${DOSSIER_COLUMNS}, ${SUBJECT_OF_D} as subject, d.case_id, d.due_explanation, d.seq, d.head_hash, d.erased_at,
      (select to_jsonb(s) from (
        select t.id, t.stage, t.kind, t.agency, t.role, t.routed_at, t.due_at, t.overdue, t.lead, t.supporting, t.following,
          (select min(o.opened_at) from task_opening o where o.task = t.id) as opened_at
        from task t where t.id = d.open_task) as s) as open_step,
      (select jsonb_build_object('kind', a.kind, 'name', a.name, 'phone', a.phone, 'identity_masked', a.identity_masked,
          'submitter_name', a.submitter_name, 'submitter_basis', a.submitter_basis,
          'submitter_identity_masked', a.submitter_identity_masked)
        from applicant a where a.dossier = ${WHOLE_OF_D}) as applicant,
      (select jsonb_build_object('cipher', encode(a.cipher, 'base64'), 'wrapped_key', encode(a.wrapped_key, 'base64'),
          'master_key_id', a.master_key_id)
        from dossier_personal a where a.dossier = ${WHOLE_OF_D}) as sealed,
      (select e.data from dossier_event e where e.stream = ${WHOLE_OF_D} and e.seq = 1) as received,
      (select coalesce(jsonb_agg(e.data->'components' order by e.seq), '[]') from dossier_event e
        where e.stream = ${WHOLE_OF_D} and e.type = 'supplement-received') as supplemented,
      (select e.data->'components' from dossier_event e where e.stream = ${WHOLE_OF_D} and e.type = 'supplement-requested'
        order by e.seq desc limit 1) as asked,
      (select e.data->'budget' from dossier_event e
        where e.stream = d.code and e.type = 'step-opened' and e.data->>'task' = d.open_task) as budget,
      v.content->'cases' as cases,
      (select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at, x.id), '[]') from (
        select c.id, c.kind, n.name, c.media_type, c.size, c.agency, c.created_at, c.wrapped_key is null as erased, c.check_state
        from document c left join document_name n on n.document = c.id
          where c.dossier in (select ${WHOLE_OF_D}
            union all select p.code from dossier p where p.parent = ${WHOLE_OF_D})) as x) as documents,
      (select coalesce(jsonb_agg(to_jsonb(r) - 'dossier' order by r.sealed_at, r.document), '[]')
        from result r where r.dossier = d.code) as results,
      d.pauses, (select coalesce(jsonb_agg(to_jsonb(o) - 'dossier' order by o.requested_at, o.id), '[]')
        from obligation o where o.dossier = d.code) as obligations,
      (select coalesce(jsonb_agg(jsonb_build_object('type', e.type, 'at', e.at, 'person', e.actor->>'person', 'data', e.data,
          'texts', to_jsonb(x) - 'id' - 'dossier' - 'salt' - 'kept_by') order by e.seq), '[]')
        from dossier_event e left join verification x on x.id = (e.data->'record'->>'id')::uuid
        where e.stream = d.code and e.type in ('verification-planned', 'verification-recorded')) as verifications,
      (select count(*)::int from task_opening o join task t on t.id = o.task where t.dossier = d.code) as openings,
      d.part, jsonb_path_query_array(v.content, '$.route.stages[*].parts[*]') as route_parts,
      (select coalesce(jsonb_agg(jsonb_build_object('type', e.type, 'data', e.data) order by e.seq), '[]') from dossier_event e
        where e.stream = d.code and e.type in ('parts-begun', 'part-ended', 'part-dropped', 'dossier-closed')) as part_events,
      (select coalesce(jsonb_agg(to_jsonb(x) order by x.code), '[]') from (
        select p.code, p.part, p.due_at, p.overdue, p.received_at, p.processed_at,
          (select jsonb_build_object('task', t.id, 'stage', t.stage, 'agency', t.agency) from task t where t.id = p.open_task) as open_step,
          (select coalesce(jsonb_agg(to_jsonb(r) - 'dossier' order by r.sealed_at, r.document), '[]')
            from result r where r.dossier = p.code) as results
        from dossier p where p.parent = d.code) as x) as subs,
      (select coalesce(sum(p.seq), 0)::int from dossier p where p.parent = d.code or p.code = d.parent) as beside_seq,
      ${CONSULTATIONS_OF} as consultations,
      (select coalesce(sum(k.seq), 0)::int from consultation k where k.dossier = d.code) as consulted_seq
    from dossier d join procedure_version v on v.code = d.procedure and v.version = d.procedure_version where d.code = $1`,
};

/** Finds a dossier by its code; null where there is none. */
export async function findDossier(db: Pick<Database, 'execute'>, code: string): Promise<DossierFound | null> {
  const [row] = await db.execute<DossierFoundRow>(READ, [code]);
  if (row === undefined) return null;
  return {
    row,
    subject: row.subject,
    besideLedger:
      row.documents.length + row.openings + row.beside_seq + row.consulted_seq + (row.erased_at === null ? 0 : 1),
  };
}

/** How a step's due instant is counted, by the rule set of its dossier. */
export type ExplainStep = (
  ruleSet: string,
  agency: string,
  count: Pick<Count, 'from' | 'limit' | 'pauses'>,
) => CountedDue | null;

/**
 * The due instant of the open step, counted again from what it was counted from; null while its clock stands still, and where the
 * calendar has changed since.
 */
function explanationOf(row: DossierFoundRow, step: OpenStepFound, explain: ExplainStep): CountedDue | null {
  if (row.budget === null || row.received === null || step.due_at === null) return null;
  const routedAt = instant(step.routed_at);
  const pauses = pausesFrom(row.pauses, routedAt);
  const explained = explain(row.received.ruleSet, step.agency, { from: routedAt, limit: row.budget, pauses });
  return Date.parse(explained?.due ?? '') === Date.parse(instant(step.due_at)) ? explained : null;
}

/** Who is shown a dossier, and how much of it that is personal. */
export interface DossierReader {
  readonly role: Role;
  readonly view: PersonalView;
  readonly internal: InternalView;
}

/** The personal fields that the view of a dossier gives to a reader, none of which is empty. */
export function personalIn({ row }: DossierFound, { view }: DossierReader): PersonalField[] {
  const ofApplicant = row.applicant === null ? [] : APPLICANT_FIELDS.filter((field) => view[field] !== 'none');
  const names = view.documents === 'full' && row.documents.some(({ name }) => name !== null);
  const texts = view.verifications === 'full' && row.verifications.some((one) => one.texts !== null);
  return [...ofApplicant, ...(names ? (['documents'] as const) : []), ...(texts ? (['verifications'] as const) : [])];
}

/** The dossier as somebody may see it. */
export function viewDossier(
  { row }: DossierFound,
  { role, view, internal }: DossierReader,
  names: Names,
  explain: ExplainStep,
  openApplicant: ApplicantSealer['open'],
): DossierView {
  const found = row.cases?.find(({ id }) => id === row.case_id);
  const { proceedings } = internal;
  const opens = (kind: string): boolean => view.documents === 'full' && mayOpen(role, kind);
  return {
    ...summaryOf(row, names),
    case: { id: row.case_id, name: found?.name ?? null },
    seq: row.seq,
    headHash: row.head_hash,
    erasedAt: instantOrNull(row.erased_at),
    dueExplanation: row.due_at === null ? null : row.due_explanation,
    openStep: row.open_step && {
      task: row.open_step.id,
      stage: row.open_step.stage,
      kind: row.open_step.kind,
      agency: names.agency(row.open_step.agency),
      role: row.open_step.role,
      routedAt: instant(row.open_step.routed_at),
      openedAt: instantOrNull(row.open_step.opened_at),
      dueAt: instantOrNull(row.open_step.due_at),
      overdue: row.open_step.overdue,
      lead: proceedings ? row.open_step.lead : null,
      supporting: proceedings ? [...row.open_step.supporting] : [],
      following: proceedings ? [...row.open_step.following] : [],
      dueExplanation: explanationOf(row, row.open_step, explain),
    },
    applicant: applicantFor(view, row.applicant, () => openSealed(row, openApplicant)),
    components: handedIn([row.received?.components ?? [], ...row.supplemented]).map(
      ({ component, originals, copies, documents }) => {
        const known = found?.components.find(({ id }) => id === component);
        return {
          component,
          name: known?.name ?? null,
          required: known?.required ?? false,
          originals,
          copies,
          documents: [...documents],
        };
      },
    ),
    asked:
      row.waits_for !== 'supplement' || row.asked === null
        ? null
        : row.asked.map(({ component, originals, copies }) => ({
            component,
            name: found?.components.find(({ id }) => id === component)?.name ?? null,
            originals,
            copies,
          })),
    documents: row.documents
      .filter(({ kind }) => proceedings || opens(kind))
      .map((one) => ({
        id: one.id,
        kind: one.kind,
        name: opens(one.kind) ? one.name : null,
        mediaType: one.media_type,
        size: one.size,
        agency: names.agency(one.agency),
        createdAt: instant(one.created_at),
        erased: one.erased,
        state: one.check_state,
      })),
    results: row.results.map((one) => resultShown(one, internal)),
    pauses: row.pauses.map(({ kind, from, to }) => ({ kind, from, to })),
    obligations: row.obligations.map((one) => ({
      id: one.id,
      kind: one.kind,
      amount: one.amount,
      lines: one.lines.map(({ item, amount }) => ({ item, amount })),
      status: one.status,
      stopsClock: one.stops_clock,
      requestedAt: instant(one.requested_at),
      settledAt: instantOrNull(one.settled_at),
      method: one.method,
      reference: one.reference,
      refunded: one.refunded,
    })),
    consultations: consultationsShown(row.consultations, names, internal),
    parts: partsShown(row, names, internal),
    part:
      row.part === null
        ? null
        : { id: row.part, name: row.route_parts.find(({ id }) => id === row.part)?.name ?? null },
    verifications: proceedings
      ? verificationsShown(row.verifications, view.verifications === 'full', row.closed_at === null)
      : [],
  };
}

const NOTHING_SEALED: SealedFields = { identityNumber: null, email: null, address: null, submitterIdentity: null };

function openSealed({ code, parent, sealed }: DossierFoundRow, open: ApplicantSealer['open']): SealedFields {
  if (sealed === null) return NOTHING_SEALED;
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const { cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId } = sealed;
  return open(parent ?? code, { cipher: bytes(cipher), wrappedKey: bytes(wrappedKey), masterKeyId });
}
