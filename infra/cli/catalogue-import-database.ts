import { DomainError } from '../../domain/errors.ts';
import { type Env, readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import type { SqlExecutor } from '../db/procedure-store.ts';
import { runningEnvironment } from '../stack/running-stack.ts';
import { errorCode, messageOf } from '../stack/stack-error.ts';

/** A database to store into, until it is closed. */
export type ImportDatabase = SqlExecutor & { close(): Promise<void> };

/**
 * The database of the running `npm start`, else of DATABASE_URL.
 * @throws DomainError `catalogue.database-not-configured`; ConfigError; StackError
 */
export async function openImportDatabase(processEnv: Env = process.env): Promise<ImportDatabase> {
  const env = environmentOf(processEnv);
  const { DATABASE_URL: url } = readSettings(runningEnvironment(env) ?? env);
  if (url === undefined) throw new DomainError('catalogue.database-not-configured', {});
  return (await import('./connections.ts')).openDatabase(url);
}

type Problem = 'catalogue.database-unreachable' | 'catalogue.database-not-ready';

/** What codes of PostgreSQL and of the network mean for the import, by how they begin. */
const PROBLEMS: readonly (readonly [pattern: RegExp, problem: Problem])[] = [
  [/^(?:ECONN|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|08|53|57)/u, 'catalogue.database-unreachable'],
  [/^(?:42|3F)/u, 'catalogue.database-not-ready'],
];

/** What the driver says without a code when the server does not answer or goes away. */
const GONE = /timeout|timed out|connection terminated/iu;

/** A failure of the database in words for whoever imports. */
export function databaseProblem(error: unknown): DomainError {
  const message = messageOf(error);
  const code = errorCode(error) || (GONE.test(message) ? 'ETIMEDOUT' : '');
  const problem = PROBLEMS.find(([pattern]) => pattern.test(code))?.[1] ?? 'catalogue.database-failed';
  return new DomainError(problem, { reason: [code, message].filter((part) => part !== '').join(': ') });
}
