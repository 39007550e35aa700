import { ENGINE_NAMES } from '../../workflows/names.ts';
import { readConfig, type Config } from '../config/config.ts';
import { connect, type Connections } from '../connect.ts';
import { connectDatabase } from '../db/orm.ts';
import { runningEnvironment } from '../stack/running-stack.ts';

/** The configuration of a command: that of the running `npm start`, else of the environment. @throws ConfigError */
export function commandConfig(): Config {
  return readConfig(runningEnvironment(process.env) ?? process.env);
}

/** Everything a command that works on dossiers needs. @throws ConfigError */
export function openConnections(): Promise<Connections> {
  return connect(commandConfig(), ENGINE_NAMES);
}

/** Only the database. @throws ConfigError */
export async function openDatabase(): Promise<{
  execute(sql: string, params: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}> {
  const db = await connectDatabase(commandConfig().database.url, 2);
  return {
    execute: (text, params) => db.execute({ name: '', text }, params),
    close: () => db.close(),
  };
}
