/** Names by which the bare peer's client and worker meet. */
export const BARE = { queue: 'bench-bare', workflow: 'bareDossier', update: 'act' } as const;

/** How many acts a dossier takes after its start. */
export const BARE_ACTS = 4;

/** What one act sends and answers. */
export interface BareAct {
  readonly step: number;
}
