import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';

/** A walk over dossiers: their codes page by page, and what is done with each. */
interface Walk {
  page(after: string | null): Promise<readonly string[]>;
  visit(code: string): Promise<boolean>;
}

export interface CalendarChangePorts {
  readonly calendarChanges: {
    /** Puts an approved change in force. @returns after how long every process counts by it; null: nothing to begin */
    begin(change: string): Promise<{ readonly settleMs: number } | null>;
    preview(change: string): Promise<Walk>;
    endPreview(change: string, lookedAt: number): Promise<void>;
    apply(change: string): Promise<Walk>;
    finish(change: string): Promise<void>;
  };
}

/** How far a walk has come; what the engine keeps of it while it goes on. */
export interface WalkProgress {
  /** The last code of the last page that was done. */
  readonly after: string | null;
  readonly lookedAt: number;
  readonly changed: number;
}

/** Dossiers that are worked on at once. */
const AT_ONCE = 8;

/** Changes of calendars: what they would make of open dossiers, and making it so. A walk that was cut off goes on where it stood. */
export function createCalendarChangeActivities({ calendarChanges }: CalendarChangePorts) {
  return {
    async previewDossiers(change: string): Promise<void> {
      const { lookedAt } = await through(await calendarChanges.preview(change));
      await calendarChanges.endPreview(change, lookedAt);
    },
    putCalendarInForce: (change: string) => calendarChanges.begin(change),
    /** One pass over all dossiers. @returns how many were changed, or moved while they were looked at */
    replanDossiers: async (change: string): Promise<number> =>
      (await through(await calendarChanges.apply(change))).changed,
    finishCalendarChange: (change: string): Promise<void> => calendarChanges.finish(change),
  };
}

export type CalendarChangeActivities = ReturnType<typeof createCalendarChangeActivities>;

/** Goes through all of a walk, several dossiers at once, and tells the engine after each that it lives. */
async function through(walk: Walk): Promise<WalkProgress> {
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
    const changes = await severally(codes, async (code) => {
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

/** Works on some at once. After a failure nothing is begun any more, and what was begun is waited for. @throws the first failure */
async function severally<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const failures: unknown[] = [];
  const left = items.values();
  const one = async (): Promise<void> => {
    for (const item of left) {
      if (failures.length > 0) return;
      try {
        done.push(await work(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  if (failures.length > 0) throw failures[0];
  return done;
}
