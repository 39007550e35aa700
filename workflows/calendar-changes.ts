import { proxyActivities, sleep } from '@temporalio/workflow';
import type { CalendarChangeActivities } from '../activities/calendar-changes.ts';

const { putCalendarInForce, finishCalendarChange } = proxyActivities<CalendarChangeActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** A worker that was killed is noticed by its silence. */
const { previewDossiers, replanDossiers } = proxyActivities<CalendarChangeActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** A pass that changed nothing is the last. One follows another for what moved under the first; this many are never needed. */
const MOST_PASSES = 10;

/** Works out what a proposed change of a calendar would make of open dossiers. */
export async function previewCalendarChange(change: string): Promise<void> {
  await previewDossiers(change);
}

/**
 * Puts an approved change of a calendar in force and plans open dossiers anew. Before it begins with them, it waits until every
 * process counts by the new calendar and what was counted by the old one is written; so a pass misses nothing.
 */
export async function applyCalendarChange(change: string): Promise<void> {
  const begun = await putCalendarInForce(change);
  if (begun === null) return;
  if (begun.settleMs > 0) await sleep(begun.settleMs);
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) if ((await replanDossiers(change)) === 0) break;
  await finishCalendarChange(change);
}
