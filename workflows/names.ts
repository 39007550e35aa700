/** Names by which processes without workflow code reach the workflows. */
export const ENGINE_NAMES = { queue: 'dossier', dossierWorkflow: 'dossier', actUpdate: 'act' } as const;
