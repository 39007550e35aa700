/** Names by which processes without workflow code reach the workflows. */
export const ENGINE_NAMES = {
  queue: 'dossier',
  batchQueue: 'batch',
  dossierWorkflow: 'dossier',
  consultationWorkflow: 'consultation',
  actUpdate: 'act',
  catchUpUpdate: 'catch-up',
  renewUpdate: 'renew',
} as const;
