export { batch } from './batch.ts';
export { applyCalendarChange, previewCalendarChange } from './calendar-changes.ts';
export { consultation } from './consultation.ts';
export { dossier } from './dossier.ts';
export { foldIndicators, recheckHeldDocuments, removeExpiredDrafts, removeUnusedDocuments } from './periodic.ts';
export { applyMigration, foldProcedureVersion, previewMigration } from './procedure-versions.ts';
