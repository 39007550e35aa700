import { activityInfo, heartbeat } from '@temporalio/activity';

type Activity = (input: never) => Promise<unknown>;

/** Several times within the heartbeat timeout that workflows ask for. */
const BEAT_MS = 2500;

/**
 * Activities of which the engine hears while they are worked on: one whose worker has died is then given to another within seconds,
 * not after all the time that it may take. Not for those that keep a place in their heartbeats.
 */
export function withHeartbeats<T extends Record<keyof T, Activity>>(activities: T): T {
  const beating = Object.entries<Activity>(activities).map(([name, work]) => [
    name,
    async (input: never) => {
      if (activityInfo().isLocal) return work(input);
      const beat = setInterval(heartbeat, BEAT_MS);
      try {
        return await work(input);
      } finally {
        clearInterval(beat);
      }
    },
  ]);
  return Object.fromEntries(beating) as T;
}
