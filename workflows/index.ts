export { dossier } from './dossier.ts';
export { foldIndicators } from './periodic.ts';
