import { through, type Walk } from './walk.ts';

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
