import type { DossierItem } from '../../../contracts/dossier.ts';
import { NATIONAL_STATUSES, type NationalStatus } from '../../../domain/dossier/national-status.ts';
import type { DossierStatus } from '../../../domain/dossier/state.ts';
import type { Channel } from '../../../domain/procedure/procedure.ts';
import { instant, instantOrNull, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';

/** The columns of a dossier that lists and the view share. */
export const DOSSIER_COLUMNS = `d.code, d.parent, d.procedure, d.procedure_version, v.content->'name' as procedure_name, d.channel, d.office,
  d.receiving_agency, d.competent_agency, d.filed_at, d.received_at, d.due_at, d.legal_due_at, d.due_provisional, d.status,
  d.national_status, d.overdue, d.waits_for, d.respond_by, d.outcome, d.supplements, d.processed_at, d.closed_at`;

export interface DossierColumns extends Record<string, unknown> {
  readonly code: string;
  readonly parent: string | null;
  readonly procedure: string;
  readonly procedure_version: number;
  readonly procedure_name: { readonly vi: string; readonly en: string } | null;
  readonly channel: Channel;
  readonly office: string;
  readonly receiving_agency: string;
  readonly competent_agency: string;
  readonly filed_at: StoredInstant;
  readonly received_at: StoredInstant | null;
  readonly due_at: StoredInstant | null;
  readonly legal_due_at: StoredInstant | null;
  readonly waits_for: DossierItem['waitsFor'];
  readonly respond_by: StoredInstant | null;
  readonly outcome: DossierItem['outcome'];
  readonly supplements: number;
  readonly due_provisional: boolean;
  readonly status: DossierStatus;
  readonly national_status: number;
  readonly overdue: boolean;
  readonly processed_at: StoredInstant | null;
  readonly closed_at: StoredInstant | null;
}

/** With the step that is open, as lists say it. */
export interface OpenStepColumns extends DossierColumns {
  readonly open_task: string | null;
  readonly stage: string | null;
  readonly holder: string | null;
}

/** The open step as lists show it. */
export function openStepOf({ open_task: task, stage, holder }: OpenStepColumns, names: Names): DossierItem['openStep'] {
  return task === null || stage === null || holder === null ? null : { task, stage, agency: names.agency(holder) };
}

/** What lists and the view say of a dossier. */
export function summaryOf(row: DossierColumns, names: Names): Omit<DossierItem, 'openStep'> {
  return {
    code: row.code,
    parent: row.parent,
    procedure: { code: row.procedure, version: row.procedure_version, name: row.procedure_name },
    channel: row.channel,
    office: names.office(row.office),
    receivingAgency: names.agency(row.receiving_agency),
    competentAgency: names.agency(row.competent_agency),
    filedAt: instant(row.filed_at),
    receivedAt: instantOrNull(row.received_at),
    dueAt: instantOrNull(row.due_at),
    legalDueAt: instantOrNull(row.legal_due_at),
    waitsFor: row.waits_for,
    respondBy: instantOrNull(row.respond_by),
    outcome: row.outcome,
    supplements: row.supplements,
    dueProvisional: row.due_provisional,
    status: row.status,
    nationalStatus: nationalStatusNamed(row.national_status),
    overdue: row.overdue,
    processedAt: instantOrNull(row.processed_at),
    closedAt: instantOrNull(row.closed_at),
  };
}

/** A status code with its names. @throws Error for a code that the national portal does not have */
function nationalStatusNamed(code: number): DossierItem['nationalStatus'] {
  if (!(code in NATIONAL_STATUSES)) throw new Error(`unknown national status ${code}`);
  return { code, name: NATIONAL_STATUSES[code as NationalStatus] };
}
