import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Whoever signs in there next. */
export interface ForeignAccount {
  readonly sub: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** An issuer that is not ours, with names, keys and habits of its own. It signs in whom the test says, without a page. */
export interface ForeignIssuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  signsIn(account: ForeignAccount): void;
  stop(): Promise<void>;
}

export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tinh/khac`;
  const [clientId, clientSecret] = ['cong-dich-vu', 'secret of a portal: +/=?&%'];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let account: ForeignAccount = { sub: 'nobody', claims: {} };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/auth/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'rsa', use: 'sig' }] },
    cookies: { keys: ['of-a-test'], names: { session: 'khac', interaction: 'khac_viec', resume: 'khac_tiep' } },
    claims: { openid: ['sub', 'ho_ten', 'so_dinh_danh'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/viec/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...account.claims }) }),
    renderError(ctx, { error, error_description: why = '' }) {
      ctx.body = `${error}: ${why}`;
    },
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.on('request', (req, res) => {
    const path = req.url ?? '';
    if (!path.startsWith('/viec/')) {
      req.url = path.replace('/tinh/khac', '');
      Object.assign(req, { baseUrl: '/tinh/khac', originalUrl: path });
      void handle(req, res);
      return;
    }
    const result = { login: { accountId: account.sub }, consent: {} };
    provider.interactionFinished(req, res, result).catch(() => res.writeHead(500).end());
  });
  return {
    issuer,
    clientId,
    clientSecret,
    signsIn(next) {
      account = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
