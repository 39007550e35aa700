import {
  ActivityFailure,
  ApplicationFailure,
  patched,
  scheduleActivity,
  scheduleLocalActivity,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';

type Activity = (input: never) => Promise<unknown>;

const QUICK: LocalActivityOptions = {
  startToCloseTimeout: '5s',
  retry: { initialInterval: '50ms', backoffCoefficient: 3, maximumAttempts: 3 },
};
const PATIENT: ActivityOptions = {
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '10s' },
};

/**
 * Activities that are done once, however long what they need is away. First as local activities, which cost one marker; when
 * a few quick tries did not tell the outcome, as ordinary ones, whose retries leave no trace in the history. What the domain
 * refused is final and is thrown as it is.
 */
export function dependableActivities<T extends Record<keyof T, Activity>>(): T {
  return new Proxy({} as T, {
    get: (_, name: string) => (input: unknown) =>
      scheduleLocalActivity(name, [input], QUICK).catch((error: unknown) => {
        // Runs under way have tried a refusal again, as an ordinary activity, and must do so when they are replayed.
        if (refusedBy(error) !== null && patched('refused-at-once')) throw error;
        return scheduleActivity(name, [input], PATIENT);
      }),
  });
}

/**
 * The domain's refusal that an activity ended with, which no retry changes; null for any other error. An ordinary activity fails
 * with the refusal as its cause, a local one with the refusal itself.
 */
export function refusedBy(error: unknown): ApplicationFailure | null {
  const failure = error instanceof ActivityFailure ? error.cause : error;
  return failure instanceof ApplicationFailure && failure.nonRetryable === true ? failure : null;
}
