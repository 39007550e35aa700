import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createOutage, type Outage } from '../telemetry/outage.ts';
import { checkApiRole, checkApplicationRole, DatabaseProblem } from './check-database.ts';

/** A start is not held up for longer by a database that does not answer. */
const PATIENCE_MS = 3_000;
const LOOK_AGAIN_MS = 2_000;

const CHECKS = { DATABASE_URL: checkApplicationRole, DATABASE_API_URL: checkApiRole } as const;

/**
 * The first look of a process at its database. One that is merely away is waited for in the background, and the log tells of it:
 * the process comes up, answers 503 and works once the database does.
 * @throws {DatabaseProblem} when waiting would not mend it: wrong password, no such database, a role that is not ours
 */
export async function meetDatabase(
  url: string,
  logger: Logger,
  setting: keyof typeof CHECKS = 'DATABASE_URL',
  lookAgainMs = LOOK_AGAIN_MS,
): Promise<void> {
  const { host, pathname } = new URL(url);
  const outage = createOutage(logger, setting, `${host}${pathname}`);
  const look = (): Promise<DatabaseProblem | null> => lookAt(url, CHECKS[setting]);
  const problem = await look();
  if (problem === null) return;
  if (problem.lasting) throw problem;
  outage.away(problem);
  void untilThere(look, outage, lookAgainMs);
}

async function untilThere(
  look: () => Promise<DatabaseProblem | null>,
  outage: Outage,
  lookAgainMs: number,
): Promise<void> {
  for (;;) {
    // Keeps no process alive that has nothing else to do.
    await delay(lookAgainMs, undefined, { ref: false });
    const problem = await look();
    if (problem === null) break;
    outage.away(problem);
  }
  outage.over();
}

async function lookAt(url: string, check: typeof checkApiRole): Promise<DatabaseProblem | null> {
  try {
    await check(url, PATIENCE_MS);
    return null;
  } catch (error) {
    if (error instanceof DatabaseProblem) return error;
    throw error;
  }
}
