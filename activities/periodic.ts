export interface PeriodicPorts {
  /** Moves appended counts into the rollup. @returns how many were moved */
  foldIndicators(): Promise<number>;
}

/** Work that runs on schedules, not for one dossier. */
export function createPeriodicActivities(ports: PeriodicPorts) {
  return {
    /** Folds until nothing is left, so that reading stays cheap however much was appended. */
    async foldIndicators(): Promise<number> {
      let folded = 0;
      for (let moved = await ports.foldIndicators(); moved > 0; moved = await ports.foldIndicators()) folded += moved;
      return folded;
    },
  };
}

export type PeriodicActivities = ReturnType<typeof createPeriodicActivities>;
