import { Client } from 'pg';
import type { EmbeddedSecrets } from './secrets.ts';
import { errorCode, StackError } from './stack-error.ts';

/**
 * Roles and databases of the embedded PostgreSQL. The owner makes and migrates the schema; the application role owns nothing,
 * so that it cannot alter or empty the ledger; the API's role owns nothing either, and sees the rows of whoever asks; Temporal has a
 * role and two databases of its own.
 */
const ROLES = [
  { name: 'motcua_owner', password: 'ownerPassword' },
  { name: 'motcua_app', password: 'appPassword' },
  { name: 'motcua_api', password: 'apiPassword' },
  { name: 'temporal', password: 'temporalPassword' },
] as const satisfies readonly { name: string; password: keyof EmbeddedSecrets }[];

const DATABASES = [
  { name: 'motcua', owner: 'motcua_owner', users: ['motcua_app', 'motcua_api'] },
  { name: 'temporal', owner: 'temporal', users: ['temporal'] },
  { name: 'temporal_visibility', owner: 'temporal', users: ['temporal'] },
] as const;

export const roleUrl = (role: string, password: string, port: number, database: string): string =>
  `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;

const namesIn = async (client: Client, query: string): Promise<Set<string>> => {
  const { rows } = await client.query<{ name: string }>(query);
  return new Set(rows.map(({ name }) => name));
};

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (errorCode(error) !== '28P01') throw error;
    throw new StackError(
      'DATA_DIR',
      'secrets.json does not belong to the PostgreSQL data beside it',
      'secrets.json không khớp với dữ liệu PostgreSQL bên cạnh',
    );
  }
};

/** Makes the roles and databases that are not there yet. */
export const provisionDatabase = async (superuser: string, secrets: EmbeddedSecrets): Promise<void> => {
  const client = await connect(superuser);
  try {
    const roles = await namesIn(client, 'SELECT rolname AS name FROM pg_roles');
    for (const { name, password } of ROLES) {
      if (roles.has(name)) continue;
      await client.query(`CREATE ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(secrets[password])}`);
    }
    const databases = await namesIn(client, 'SELECT datname AS name FROM pg_database');
    for (const { name, owner, users } of DATABASES) {
      if (!databases.has(name)) {
        await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
        await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
      }
      for (const user of users) await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO ${user}`);
    }
    // So that the schema's functions see since when transactions of the other roles have been under way.
    await client.query('GRANT pg_read_all_stats TO motcua_owner');
  } finally {
    await client.end();
  }
};
