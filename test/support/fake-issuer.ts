import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';

/** A key of the issuer's: what it signs with, and what it publishes. */
export interface IssuerKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK;
}

export async function anIssuerKey(id: string, alg = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { id, privateKey, published: { ...(await exportJWK(publicKey)), kid: id, alg, use: 'sig' } };
}

/** An issuer whose every word is the test's: its keys, its tokens, and whether it is there at all. */
export interface FakeIssuer {
  readonly issuer: string;
  /** How often its keys were fetched. */
  readonly fetched: () => number;
  publish(keys: readonly IssuerKey[]): void;
  /** A token as this issuer would make it, with claims and header replaced; undefined leaves one out. */
  token(
    key: IssuerKey,
    claims?: Readonly<Record<string, unknown>>,
    header?: Partial<JWTHeaderParameters>,
  ): Promise<string>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export const AUDIENCE = 'urn:test:api';

export async function startFakeIssuer(keys: readonly IssuerKey[]): Promise<FakeIssuer> {
  let published = keys;
  let fetched = 0;
  let port = 0;
  const issuer = (): string => `http://127.0.0.1:${port}`;
  const make = (): Server =>
    createServer((req, res) => {
      const at = req.url ?? '';
      if (at === '/jwks') fetched += 1;
      const body =
        at === '/jwks'
          ? { keys: published.map((key) => key.published) }
          : {
              issuer: issuer(),
              authorization_endpoint: `${issuer()}/auth`,
              token_endpoint: `${issuer()}/token`,
              jwks_uri: `${issuer()}/jwks`,
              response_types_supported: ['code'],
              subject_types_supported: ['public'],
              id_token_signing_alg_values_supported: ['ES256'],
            };
      res.setHeader('Content-Type', 'application/json').setHeader('Connection', 'close').end(JSON.stringify(body));
    });
  let server = make();
  const listen = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await listen();
  return {
    issuer: issuer(),
    fetched: () => fetched,
    publish(next) {
      published = next;
    },
    token(key, claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = {
        iss: issuer(),
        aud: AUDIENCE,
        sub: 'a-client',
        client_id: 'a-client',
        jti: 'j',
        iat: now,
        exp: now + 60,
      };
      const kept = Object.entries({ ...all, ...claims }).filter(([, value]) => value !== undefined);
      return new SignJWT(Object.fromEntries(kept))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.id, ...header })
        .sign(key.privateKey);
    },
    async goAway() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    async comeBack() {
      server = make();
      await listen();
    },
  };
}
