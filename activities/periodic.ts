export interface PeriodicPorts {
  /** Moves appended counts into the rollup. @returns how many were moved */
  foldIndicators(): Promise<number>;
  /** Removes drafts that nobody has saved for too long. @returns how many were removed */
  removeExpiredDrafts(): Promise<number>;
  /** Asks the virus scanner again for documents that are held. @returns for how many there is a verdict now */
  recheckHeldDocuments(): Promise<number>;
  /** Removes uploads that no dossier has named for too long. @returns how many were removed */
  removeUnusedDocuments(): Promise<number>;
}

/** Work that runs on schedules, not for one dossier. */
export function createPeriodicActivities(ports: PeriodicPorts) {
  return {
    /** Folds until nothing is left, so that reading stays cheap however much was appended. */
    foldIndicators: (): Promise<number> => untilNothingIsLeft(ports.foldIndicators),
    /** The same, so that what is past its time does not wait for the next round. */
    removeExpiredDrafts: (): Promise<number> => untilNothingIsLeft(ports.removeExpiredDrafts),
    /** One round: what gets no verdict now waits for the next. */
    recheckHeldDocuments: (): Promise<number> => ports.recheckHeldDocuments(),
    removeUnusedDocuments: (): Promise<number> => untilNothingIsLeft(ports.removeUnusedDocuments),
  };
}

async function untilNothingIsLeft(work: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let done = await work(); done > 0; done = await work()) sum += done;
  return sum;
}

export type PeriodicActivities = ReturnType<typeof createPeriodicActivities>;
