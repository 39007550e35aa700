import { errors, interactionPolicy, Provider, type AdapterPayload, type Configuration, type JWK } from 'oidc-provider';
import { isScope, SCOPES } from '../../../domain/access/scopes.ts';
import type { Database } from '../../db/orm.ts';
import { clientSecretOf, WEB_CLIENT } from './demo-clients.ts';
import type { DemoLogins } from './demo-logins.ts';
import { issuerState } from './issuer-state.ts';
import { errorPage, logoutPage, signedOutPage } from './pages.ts';

export interface IssuerOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly db: Pick<Database, 'execute'>;
  readonly logins: DemoLogins;
  /** From which the secrets of all clients are made. */
  readonly clientKey: Uint8Array;
  readonly signingKey: JWK;
  readonly cookieKey: string;
}

const TOKEN_SECONDS = 10 * 60;
const SESSION_SECONDS = 8 * 60 * 60;

/** Browsers reach the API at any port of this machine; for loopback addresses the port is not compared (RFC 8252). */
const LOOPBACKS = ['http://127.0.0.1', 'http://localhost', 'http://[::1]'];

const CLIENT_IN_FORCE = {
  name: 'issuer-client',
  text: `select c.id, c.scopes from api_client c, (select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today) as clock
    where c.id = $1 and c.demo and c.effective_from <= today and (c.effective_to is null or c.effective_to >= today)`,
};

/** The embedded issuer: OpenID Connect for demo accounts and the demo systems of agencies. */
export function createProvider(options: IssuerOptions): Provider {
  const { issuer, audience, db, logins, clientKey, signingKey, cookieKey } = options;

  /** Systems are registered with the API; the issuer asks there, and keeps nothing of them. */
  const findClient = async (id: string): Promise<AdapterPayload | undefined> => {
    const [found] = await db.execute<{ id: string; scopes: string[] }>(CLIENT_IN_FORCE, [id]);
    if (found === undefined) return undefined;
    return {
      client_id: id,
      client_secret: clientSecretOf(clientKey, id),
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: found.scopes.filter(isScope).join(' '),
      token_endpoint_auth_method: 'client_secret_basic',
    };
  };

  // The API is no third party: nobody is asked whether it may know who he is.
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const configuration: Configuration = {
    adapter: (model) => (model === 'Client' ? { ...issuerState(db, model), find: findClient } : issuerState(db, model)),
    clients: [
      {
        client_id: WEB_CLIENT,
        client_secret: clientSecretOf(clientKey, WEB_CLIENT),
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: LOOPBACKS.map((at) => `${at}/auth/callback`),
        post_logout_redirect_uris: LOOPBACKS.map((at) => `${at}/`),
        token_endpoint_auth_method: 'client_secret_basic',
        scope: 'openid',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [signingKey] },
    cookies: { keys: [cookieKey] },
    scopes: ['openid', ...SCOPES],
    claims: { openid: ['sub', 'name', 'identity_number', 'amr'] },
    // The API reads who somebody is from the ID token, and never asks again.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.set(logoutPage.headers(null));
          ctx.body = logoutPage.html(form);
        },
        postLogoutSuccessSource(ctx) {
          ctx.set(signedOutPage.headers(null));
          ctx.body = signedOutPage.html();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => (client.grantTypeAllowed('client_credentials') ? audience : undefined),
        getResourceServerInfo(_ctx, resource) {
          if (resource !== audience) throw new errors.InvalidTarget();
          return {
            audience,
            scope: SCOPES.join(' '),
            accessTokenFormat: 'jwt',
            accessTokenTTL: TOKEN_SECONDS,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: 60,
      ClientCredentials: TOKEN_SECONDS,
      Grant: SESSION_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: TOKEN_SECONDS,
      Session: SESSION_SECONDS,
    },
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    async findAccount(_ctx, person) {
      const found = await logins.find(person);
      if (found === null) return undefined;
      const { display_name: name, identity_number: number } = found;
      return {
        accountId: person,
        claims: () => Promise.resolve({ sub: person, name, ...(number === null ? {} : { identity_number: number }) }),
      };
    },
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      const kept = known === undefined ? undefined : await provider.Grant.find(known);
      if (kept !== undefined) return kept;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    renderError(ctx, { error }) {
      ctx.set(errorPage.headers(null));
      ctx.body = errorPage.html(error);
    },
  };
  return new Provider(issuer, configuration);
}
