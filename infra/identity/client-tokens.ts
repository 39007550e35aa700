import { z } from 'zod';
import { SCOPES } from '../../domain/access/scopes.ts';
import { clientSecretOf } from './issuer/demo-clients.ts';
import type { Credential } from './sign-in.ts';

const TokenAnswer = z.looseObject({ access_token: z.string(), expires_in: z.number() });

/** A token is asked for anew before it ends. */
const EARLIER_MS = 60_000;

export interface ClientTokenParts {
  /** The embedded issuer. */
  readonly issuer: string;
  /** From which the secrets of its clients are made. */
  readonly clientKey: Uint8Array;
}

/**
 * Bearer tokens of demo systems, as they get them: by client credentials, each kept until shortly before it ends.
 * @throws Error when the issuer is away or knows no such client
 */
export function createClientTokens(parts: ClientTokenParts): (client: string) => Promise<Credential> {
  const known = new Map<string, { readonly until: number; readonly token: Promise<Credential> }>();
  return (client) => {
    const kept = known.get(client);
    if (kept !== undefined && Date.now() < kept.until) return kept.token;
    const asked = fetchToken(parts, client);
    const entry = { until: Date.now() + EARLIER_MS, token: asked.then(({ credential }) => credential) };
    known.set(client, entry);
    asked.then(
      ({ seconds }) => known.set(client, { ...entry, until: Date.now() + 1000 * seconds - EARLIER_MS }),
      () => known.delete(client),
    );
    return entry.token;
  };
}

/** @param scope asked for; everything that the client is registered for unless said */
export async function fetchToken(
  { issuer, clientKey }: ClientTokenParts,
  client: string,
  scope: string = SCOPES.join(' '),
): Promise<{ readonly credential: { readonly bearer: string }; readonly seconds: number }> {
  const basic = Buffer.from(`${client}:${encodeURIComponent(clientSecretOf(clientKey, client))}`).toString('base64');
  const response = await fetch(new URL('/token', issuer), {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  if (!response.ok) throw new Error(`${client} gets no token: ${response.status} ${await response.text()}`);
  const { access_token: bearer, expires_in: seconds } = TokenAnswer.parse(await response.json());
  return { credential: { bearer }, seconds };
}
