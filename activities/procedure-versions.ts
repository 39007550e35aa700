import { through, type Walk } from './walk.ts';

export interface ProcedureVersionPorts {
  readonly versionFolder: {
    fold(folding: string): Promise<Walk>;
    endFolding(folding: string, lookedAt: number): Promise<void>;
  };
  readonly versionMover: {
    preview(migration: string): Promise<Walk>;
    endPreview(migration: string): Promise<void>;
    /** @returns false when there is nothing to begin */
    begin(migration: string): Promise<boolean>;
    apply(migration: string): Promise<Walk>;
    finish(migration: string): Promise<void>;
  };
}

/**
 * Versions of procedures: what recorded dossiers say to a new one, and moving running ones to it. A walk that was cut off goes on
 * where it stood.
 */
export function createProcedureVersionActivities({ versionFolder, versionMover }: ProcedureVersionPorts) {
  return {
    async foldDossiers(folding: string): Promise<void> {
      const { lookedAt } = await through(await versionFolder.fold(folding));
      await versionFolder.endFolding(folding, lookedAt);
    },
    async previewMoves(migration: string): Promise<void> {
      await through(await versionMover.preview(migration));
      await versionMover.endPreview(migration);
    },
    beginMigration: (migration: string): Promise<boolean> => versionMover.begin(migration),
    async moveDossiers(migration: string): Promise<void> {
      await through(await versionMover.apply(migration));
    },
    finishMigration: (migration: string): Promise<void> => versionMover.finish(migration),
  };
}

export type ProcedureVersionActivities = ReturnType<typeof createProcedureVersionActivities>;
