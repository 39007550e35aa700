import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type { Express } from 'express';
import type { Identity } from '../../contracts/identity.ts';
import type { Authenticator } from '../../api/authentication.ts';
import { createApiServer, type ApiServerOptions } from '../../api/http/api-server.ts';
import { createHttpApp } from '../../api/http/http-app.ts';
import type { RateLimits } from '../../infra/limits/rate-limits.ts';
import type { Route } from '../../api/routing.ts';

/** What a request got, the body parsed when it is JSON. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** An application served in this process on a free port, and what it logged. */
export interface Served {
  readonly url: string;
  readonly log: readonly string[];
  get(path: string, init?: RequestInit): Promise<Got>;
  /** Sends JSON with an idempotency key. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Got>;
  close(): Promise<void>;
}

/** Tokens are names of these people. */
export const PEOPLE = {
  'an-appraiser': aPerson('an-appraiser', [{ id: 'ap-1', agency: 'H49.143', office: null, role: 'appraiser' }]),
  'a-receptionist': aPerson('a-receptionist', [
    { id: 're-1', agency: 'H49.01', office: 'tinh-quang-ninh', role: 'receptionist' },
  ]),
  'a-deputy': aPerson(
    'a-deputy',
    [{ id: 'de-1', agency: 'H49.143', office: null, role: 'seal-clerk' }],
    [
      {
        id: 'ap-1',
        agency: 'H49.143',
        office: null,
        role: 'appraiser',
        principal: { id: 'an-appraiser', displayName: 'Demo – an-appraiser' },
      },
    ],
  ),
  'a-citizen': aPerson('a-citizen', []),
} as const;

export function aPerson(
  person: string,
  appointments: Identity['appointments'],
  delegations: Identity['delegations'] = [],
): Identity {
  return { person, displayName: `Demo – ${person}`, rightsVersion: 1, appointments, delegations };
}

/** Takes the bearer token for the name of one of `PEOPLE`. */
export const byName: Authenticator = {
  authenticate: ({ headers }) => {
    const name = headers.authorization?.replace('Bearer ', '') ?? '';
    return Promise.resolve(Object.entries(PEOPLE).find(([known]) => known === name)?.[1] ?? null);
  },
};

const admitted = async (): Promise<void> => {};

/** Lets everybody do everything. */
export const UNLIMITED: RateLimits = {
  write: admitted,
  login: admitted,
  refusedSignIn: admitted,
  tracking: async () => ({ passed: admitted }),
};

/** Serves routes with answers held against their schemas. */
export function serveRoutes(routes: readonly Route[]): Promise<Served> {
  return serve((logger) =>
    createHttpApp({ routes, authenticator: byName, logger, limits: UNLIMITED, checkAnswers: true }),
  );
}

/** Serves an application that is given a logger whose lines are kept. */
export async function serve(make: (logger: pino.Logger) => Express, options: ApiServerOptions = {}): Promise<Served> {
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const server = createApiServer(make(logger), options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (path: string, init: RequestInit = {}): Promise<Got> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} };
  };
  return {
    url,
    log,
    get,
    post: (path, body, headers = {}) =>
      get(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1', ...headers },
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Headers that sign a request in as one of `PEOPLE`. */
export function as(name: keyof typeof PEOPLE): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${name}` } };
}
