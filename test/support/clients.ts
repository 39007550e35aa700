import { randomUUID } from 'node:crypto';
import { SCOPES, type Scope } from '../../domain/access/scopes.ts';
import type { Database } from '../../infra/db/orm.ts';
import { fetchToken } from '../../infra/identity/client-tokens.ts';
import type { CallOptions, Caller, Desks } from './desks.ts';
import { rows } from './facts.ts';
import { testStack } from './stack.ts';

export interface TestClient {
  readonly id: string;
  readonly token: string;
}

/** Connects a system of an agency of a test’s own, with a token for all that it is registered for. */
export async function aClient(db: Database, agency: string, scopes: readonly Scope[] = SCOPES): Promise<TestClient> {
  const id = `test-${randomUUID()}`;
  await rows(
    db,
    `insert into api_client (id, agency, name_vi, name_en, scopes, demo, effective_from)
     values ($1, $2, 'Hệ thống thử', 'Test system', $3, true, date '2025-07-01')`,
    id,
    agency,
    scopes,
  );
  return { id, token: await clientToken(id, scopes) };
}

/** A token of a client of the test stack’s issuer. */
export async function clientToken(id: string, scopes: readonly Scope[] = SCOPES): Promise<string> {
  const { identity, demo } = testStack().config;
  if (identity === undefined || demo === undefined) throw new Error('the test stack has no issuer');
  const parts = { issuer: identity.issuer, clientKey: demo.clientKey };
  return (await fetchToken(parts, id, scopes.join(' '))).credential.bearer;
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
