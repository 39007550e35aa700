import { ENGINE_NAMES } from '../../workflows/names.ts';
import { readConfig, type Config } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { connect, type Connections } from '../connect.ts';
import { checkApplicationRole } from '../db/check-database.ts';
import { connectDatabase } from '../db/orm.ts';
import { runningEnvironment } from '../stack/running-stack.ts';

/** The configuration of a command: that of the running `npm start`, else of the environment and `.env`. @throws ConfigError */
function commandConfig(): Config {
  const env = environmentOf(process.env);
  return readConfig(runningEnvironment(env) ?? env);
}

/** Everything a command that works on dossiers needs. @throws ConfigError, DatabaseProblem */
export async function openConnections(): Promise<Connections & { readonly config: Config }> {
  const config = commandConfig();
  await checkApplicationRole(config.database.url);
  return { ...(await connect(config, ENGINE_NAMES)), config };
}

/** Only the database. @throws DatabaseProblem */
export async function openDatabase(url: string): Promise<{
  execute(sql: string, params: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}> {
  await checkApplicationRole(url);
  const db = await connectDatabase(url, 2);
  return {
    execute: (text, params) => db.execute({ name: '', text }, params),
    close: () => db.close(),
  };
}
