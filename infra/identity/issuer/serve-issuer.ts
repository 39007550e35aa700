import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import type { DemoLogins } from './demo-logins.ts';
import { errorPage, loginPage } from './pages.ts';

export interface IssuerParts {
  readonly issuer: string;
  readonly provider: Pick<Provider, 'callback' | 'interactionDetails' | 'interactionFinished'>;
  readonly logins: DemoLogins;
  readonly logger: Logger;
}

const MOST_FORM_BYTES = 4096;

/** The HTTP server of the embedded issuer: our own login page, everything else is the provider's. */
export function issuerServer({ issuer, provider, logins, logger }: IssuerParts): Server {
  const { host, origin } = new URL(issuer);
  const handle = provider.callback();

  const showLogin = async (req: IncomingMessage, res: ServerResponse, refused: Refused | null): Promise<void> => {
    const { uid, params } = await provider.interactionDetails(req, res);
    res.writeHead(refused === null ? 200 : 401, loginPage.headers(originOf(params['redirect_uri'])));
    res.end(loginPage.html(uid, await logins.offered(), refused));
  };

  const takeLogin = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (!isOwnForm(req, origin)) return refuse(res, 403, 'access_denied');
    const form = new URLSearchParams(await textOf(req));
    const account = form.get('account') ?? '';
    // Before the password is looked at: whoever has no sign-in under way may not guess.
    await provider.interactionDetails(req, res);
    const outcome = await logins.check(account, form.get('password') ?? '');
    // Of a refused one not even the account: people type their passwords there.
    if (outcome === 'right') logger.info({ outcome, account }, 'password given');
    else logger.warn({ outcome }, 'password given');
    if (outcome !== 'right') return showLogin(req, res, { account, why: outcome });
    await provider.interactionFinished(req, res, { login: { accountId: account, remember: false, amr: ['pwd'] } });
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    // Another name for this machine would make its pages those of another site.
    if (req.headers.host !== host) return refuse(res, 421, 'invalid_request');
    if (!/^\/interaction\/[\w-]+$/.test(req.url ?? '')) {
      await handle(req, res);
      return;
    }
    if (req.method === 'GET') return showLogin(req, res, null);
    if (req.method === 'POST') return takeLogin(req, res);
    return refuse(res, 405, 'invalid_request');
  };

  return createServer((req, res) => {
    serve(req, res).catch((error: unknown) => {
      const gone = error instanceof Error && error.name === 'SessionNotFound';
      if (!gone) logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'issuer failed');
      if (res.headersSent) res.destroy();
      else refuse(res, gone ? 400 : 500, gone ? 'session_not_found' : 'server_error');
    });
  });
}

interface Refused {
  readonly account: string;
  readonly why: 'wrong' | 'blocked';
}

function refuse(res: ServerResponse, status: number, error: string): void {
  res.writeHead(status, errorPage.headers(null)).end(errorPage.html(error));
}

function originOf(address: unknown): string | null {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : null;
}

/** A form of ours, sent by a browser that says so, or by no browser. */
function isOwnForm({ headers }: IncomingMessage, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  const from = headers.origin;
  return (site === undefined || site === 'same-origin') && (from === undefined || from === origin);
}

async function textOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > MOST_FORM_BYTES) throw new Error('form too large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
