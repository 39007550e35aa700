import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { severally } from './severally.ts';

/** A walk over dossiers: their codes page by page, and what is done with each. */
export interface Walk {
  page(after: string | null): Promise<readonly string[]>;
  visit(code: string): Promise<boolean>;
}

/** How far a walk has come; what the engine keeps of it while it goes on. */
interface WalkProgress {
  /** The last code of the last page that was done. */
  readonly after: string | null;
  readonly lookedAt: number;
  readonly changed: number;
}

/** Dossiers that are worked on at once. */
const AT_ONCE = 8;

/** Goes through all of a walk, several dossiers at once, and tells the engine after each that it lives. */
export async function through(walk: Walk): Promise<WalkProgress> {
  let progress = (activityInfo().heartbeatDetails as WalkProgress | undefined) ?? {
    after: null,
    lookedAt: 0,
    changed: 0,
  };
  for (;;) {
    const codes = await walk.page(progress.after);
    const last = codes.at(-1);
    if (last === undefined) return progress;
    const reached = progress;
    const changes = await severally(codes, AT_ONCE, async (code) => {
      // Told to stop: another worker goes on from the last page that was done.
      if (cancellationSignal().aborted) throw new Error('the worker stops');
      const changed = await walk.visit(code);
      heartbeat(reached);
      return changed;
    });
    progress = {
      after: last,
      lookedAt: progress.lookedAt + codes.length,
      changed: progress.changed + changes.filter(Boolean).length,
    };
    heartbeat(progress);
  }
}
