export { dossier } from './dossier.ts';
export { foldIndicators, removeExpiredDrafts } from './periodic.ts';
