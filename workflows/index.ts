export { applyCalendarChange, previewCalendarChange } from './calendar-changes.ts';
export { dossier } from './dossier.ts';
export { foldIndicators, removeExpiredDrafts } from './periodic.ts';
