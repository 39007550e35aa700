import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../../infra/db/orm.ts';
import type { CallOptions, Caller, Desks } from './desks.ts';
import { rows } from './facts.ts';

export interface TestClient {
  readonly id: string;
  readonly token: string;
}

/** Connects a system of an agency of a test’s own. */
export async function aClient(db: Database, agency: string): Promise<TestClient> {
  const id = `test-${randomUUID()}`;
  const token = `demo-client-${id}`;
  const hash = createHash('sha256').update(token).digest('hex');
  await rows(
    db,
    `insert into api_client (id, agency, name_vi, name_en, token_hash, demo, effective_from)
     values ($1, $2, 'Hệ thống thử', 'Test system', $3, true, date '2025-07-01')`,
    id,
    agency,
    hash,
  );
  return { id, token };
}

/** An agency’s system that acts for an officer; null names nobody. */
export function clientFor(desks: Pick<Desks, 'withToken'>, token: string, officer: string | null): Caller {
  const caller = desks.withToken(token);
  const named = (options: CallOptions = {}): CallOptions =>
    officer === null ? options : { ...options, headers: { ...options.headers, 'X-Motcua-Officer': officer } };
  return {
    ...caller,
    get: (path, options) => caller.get(path, named(options)),
    post: (path, body, options) => caller.post(path, body, named(options)),
    put: (path, body, options) => caller.put(path, body, named(options)),
    delete: (path, options) => caller.delete(path, named(options)),
    upload: (path, file, mediaType, options) => caller.upload(path, file, mediaType, named(options)),
  };
}
