import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** How `pg` is to encrypt a connection; without `ssl` it is not. */
interface DatabaseTls {
  readonly ssl?: ConnectionOptions;
}

/**
 * TLS as a PostgreSQL address asks for it, in libpq's words: `sslmode=verify-full` with `sslrootcert`, and `sslcert` and `sslkey` where the
 * server wants to know its clients. MikroORM leaves that part of an address out.
 * @throws Error when a file that is named cannot be read
 */
export function databaseTls(url: string): DatabaseTls {
  const { searchParams, hostname } = new URL(url);
  if ((searchParams.get('sslmode') ?? 'disable') === 'disable') return {};
  const pem = (name: string, option: 'ca' | 'cert' | 'key'): ConnectionOptions => {
    const path = searchParams.get(name);
    return path === null ? {} : { [option]: readFileSync(path, 'utf8') };
  };
  return {
    ssl: {
      host: hostname,
      rejectUnauthorized: true,
      ...pem('sslrootcert', 'ca'),
      ...pem('sslcert', 'cert'),
      ...pem('sslkey', 'key'),
    },
  };
}
