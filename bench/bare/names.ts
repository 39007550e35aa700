/** Names by which the bare peer's client and worker meet. */
export const BARE = { queue: 'bench-bare', workflow: 'bareDossier', update: 'act' } as const;

/** How many steps a dossier takes, the first of them with its start. */
export const BARE_STEPS = 5;

/** What one act sends and answers. */
export interface BareAct {
  readonly step: number;
}
