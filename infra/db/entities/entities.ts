import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { Pause } from '../../../domain/calendar/types.ts';
import type { DueExplanation } from '../../../domain/dossier/deadlines.ts';
import type { ProcedureContent } from '../../../domain/procedure/procedure.ts';

/** Rows as the application reads and writes them one by one. What the ledger's hot path writes is in `commit-command.ts`. */

export const AgencyRow = defineEntity({
  name: 'AgencyRow',
  tableName: 'agency',
  properties: {
    code: p.text().primary(),
    nameVi: p.text(),
    nameEn: p.text(),
    level: p.text(),
    parent: p.text().nullable(),
    effectiveFrom: p.date(),
    effectiveTo: p.date().nullable(),
    provisional: p.array(),
    content: p.json<unknown>(),
  },
});

export const OfficeRow = defineEntity({
  name: 'OfficeRow',
  tableName: 'office',
  properties: {
    code: p.text().primary(),
    nameVi: p.text(),
    nameEn: p.text(),
    agency: p.text(),
    effectiveFrom: p.date(),
    effectiveTo: p.date().nullable(),
    content: p.json<unknown>(),
  },
});

export const ProcedureVersionRow = defineEntity({
  name: 'ProcedureVersionRow',
  tableName: 'procedure_version',
  properties: {
    code: p.text().primary(),
    version: p.integer().primary(),
    status: p.text().$type<'draft' | 'published'>(),
    source: p.text(),
    content: p.json<ProcedureContent>(),
    contentHash: p.text(),
    createdAt: p.datetime(),
  },
});

export const PersonRow = defineEntity({
  name: 'PersonRow',
  tableName: 'person',
  properties: {
    id: p.text().primary(),
    displayName: p.text(),
    demo: p.boolean(),
    identityHash: p.text().nullable(),
    rightsVersion: p.integer(),
  },
});

export const AppointmentRow = defineEntity({
  name: 'AppointmentRow',
  tableName: 'appointment',
  properties: {
    id: p.text().primary(),
    person: p.text(),
    agency: p.text(),
    office: p.text().nullable(),
    role: p.text(),
    effectiveFrom: p.date(),
    effectiveTo: p.date().nullable(),
  },
});

export const DossierRow = defineEntity({
  name: 'DossierRow',
  tableName: 'dossier',
  properties: {
    code: p.text().primary(),
    procedure: p.text(),
    procedureVersion: p.integer(),
    caseId: p.text(),
    channel: p.text(),
    office: p.text(),
    receivingAgency: p.text(),
    competentAgency: p.text(),
    agencies: p.array(),
    filedAt: p.datetime(),
    receivedAt: p.datetime().nullable(),
    dueAt: p.datetime().nullable(),
    legalDueAt: p.datetime().nullable(),
    dueProvisional: p.boolean(),
    dueExplanation: p.json<DueExplanation>().nullable(),
    waitsFor: p.text().nullable(),
    respondBy: p.datetime().nullable(),
    outcome: p.text().nullable(),
    pauses: p.json<readonly Pause[]>(),
    supplements: p.smallint(),
    byProxy: p.boolean(),
    status: p.text(),
    nationalStatus: p.smallint(),
    openTask: p.text().nullable(),
    overdue: p.boolean(),
    seq: p.integer(),
    headHash: p.text(),
    runIds: p.array(),
    processedAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
    updatedAt: p.datetime(),
  },
});
export type DossierRecord = InferEntity<typeof DossierRow>;

export const TaskRow = defineEntity({
  name: 'TaskRow',
  tableName: 'task',
  properties: {
    id: p.text().primary(),
    dossier: p.text(),
    number: p.integer(),
    stage: p.text(),
    kind: p.text(),
    agency: p.text(),
    role: p.text(),
    routedAt: p.datetime(),
    routedMedium: p.text(),
    dueAt: p.datetime().nullable(),
    overdue: p.boolean(),
    actedAt: p.datetime().nullable(),
    leftAt: p.datetime().nullable(),
    person: p.text().nullable(),
    appointment: p.text().nullable(),
    medium: p.text().nullable(),
    place: p.text().nullable(),
    leftBy: p.text().nullable(),
    lead: p.text().nullable(),
    supporting: p.array(),
    following: p.array(),
  },
});
export type TaskRecord = InferEntity<typeof TaskRow>;

export const TaskOpeningRow = defineEntity({
  name: 'TaskOpeningRow',
  tableName: 'task_opening',
  properties: {
    task: p.text().primary(),
    person: p.text().primary(),
    appointment: p.text(),
    openedAt: p.datetime(),
  },
});

export const DocumentRow = defineEntity({
  name: 'DocumentRow',
  tableName: 'document',
  properties: {
    id: p.uuid().primary(),
    dossier: p.text().nullable(),
    kind: p.text(),
    uploadedBy: p.text(),
    agency: p.text(),
    mediaType: p.text(),
    size: p.bigint('number'),
    plainSha256: p.text().fieldName('plain_sha256'),
    cipherSha256: p.text().fieldName('cipher_sha256'),
    bucket: p.text(),
    objectKey: p.text(),
    versionId: p.text().nullable(),
    wrappedKey: p.blob().$type<Buffer>().nullable(),
    masterKeyId: p.text().nullable(),
    createdAt: p.datetime(),
    /** `held`, `clean` or `refused`. */
    checkState: p.text(),
    /** Null: taken in before documents were checked. */
    checkedAt: p.datetime().nullable(),
    /** Null: no scanner has seen it. */
    scannedAt: p.datetime().nullable(),
  },
});
export type DocumentRecord = InferEntity<typeof DocumentRow>;

export const DocumentNameRow = defineEntity({
  name: 'DocumentNameRow',
  tableName: 'document_name',
  properties: { document: p.uuid().primary(), name: p.text() },
});

export const ResultRow = defineEntity({
  name: 'ResultRow',
  tableName: 'result',
  properties: {
    document: p.uuid().primary(),
    dossier: p.text(),
    bucket: p.text(),
    objectKey: p.text(),
    versionId: p.text(),
    cipherSha256: p.text().fieldName('cipher_sha256'),
    retainUntil: p.datetime(),
    sealedAt: p.datetime(),
  },
});

/** Erasable: the personal fields that lists and searches need; the others lie encrypted in `dossier_personal`. */
export const ApplicantRow = defineEntity({
  name: 'ApplicantRow',
  tableName: 'applicant',
  properties: {
    dossier: p.text().primary(),
    kind: p.text(),
    name: p.text(),
    nameSearch: p.text().nullable(),
    phone: p.text().nullable(),
    identityMasked: p.text().nullable(),
    identityHash: p.text().nullable(),
    submitterName: p.text().nullable(),
    submitterBasis: p.text().nullable(),
    submitterIdentityMasked: p.text().nullable(),
    submitterIdentityHash: p.text().nullable(),
    salt: p.text(),
  },
});

export const DossierNoteRow = defineEntity({
  name: 'DossierNoteRow',
  tableName: 'dossier_note',
  properties: { id: p.uuid().primary(), dossier: p.text(), text: p.text(), salt: p.text() },
});

export const ENTITIES = [
  AgencyRow,
  OfficeRow,
  ProcedureVersionRow,
  PersonRow,
  AppointmentRow,
  DossierRow,
  TaskRow,
  TaskOpeningRow,
  DocumentRow,
  DocumentNameRow,
  ResultRow,
  ApplicantRow,
  DossierNoteRow,
];
