import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '../../contracts/problem.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { apiOrigin } from '../config/api-config.ts';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { credentialHeaders, signIn, type Credential } from '../identity/sign-in.ts';
import { runningEnvironment } from '../stack/running-stack.ts';

/** What a command that is a client of the API uses of its surroundings. */
export interface ApiCommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where relative paths start: npm runs commands in the checkout, wherever it was called from. */
  readonly directory: string;
  readonly token: string | undefined;
  /** Of the demo accounts, instead of that of the running `npm start`. */
  readonly password?: string;
}

export const processIo = (): ApiCommandIo => ({
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  directory: process.env['INIT_CWD'] ?? '.',
  token: process.env['MOTCUA_TOKEN'],
});

/** What was asked for could not be done; the message says why, in both languages. */
export class Refused extends Error {}

/** The options by which such a command finds the API, and says who acts. */
export interface ApiOptions {
  readonly api?: string | undefined;
  readonly as?: string | undefined;
}

export interface ApiClient {
  get(path: string): Promise<unknown>;
  post(path: string, body?: unknown): Promise<unknown>;
}

/**
 * A client of the API, so that whoever types a command has the rights of his own account and no other.
 * @throws Refused when nobody says who acts
 */
export async function clientOf({ api, as }: ApiOptions, { token: given, password }: ApiCommandIo): Promise<ApiClient> {
  const own = environmentOf(process.env);
  const settings = readSettings(runningEnvironment(own) ?? own);
  const {
    API_HOST: host,
    API_PORT: port,
    API_TLS_CERT: cert = '',
    API_TLS_KEY: key = '',
    CATALOGUE_DIR: folder,
  } = settings;
  const url = api ?? apiOrigin({ host, port, tls: cert === '' ? undefined : { cert, key } });
  const credential =
    as === undefined
      ? tokenOf(given)
      : await signedInAs(as, { url, folder, password: password ?? settings.DEMO_PASSWORD });
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...credentialHeaders(credential, url),
        ...(method === 'GET' ? {} : { 'Idempotency-Key': randomUUID() }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Refused(`${url}: không kết nối được API | the API cannot be reached (${reasonOf(error)})`);
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Refused(problemText(answer, response.status));
    return answer;
  };
  return { get: (path) => send('GET', path), post: (path, body) => send('POST', path, body) };
}

function tokenOf(given: string | undefined): Credential {
  if (given !== undefined) return { bearer: given };
  throw new Refused(
    'Nêu ai thực hiện: --as TÀI_KHOẢN, hoặc MOTCUA_TOKEN | Say who does it: --as ACCOUNT, or MOTCUA_TOKEN',
  );
}

interface SignInPlace {
  readonly url: string;
  readonly folder: string;
  readonly password: string | undefined;
}

/** @throws Refused for an account that is not there, and where it cannot sign in */
export async function signedInAs(account: string, { url, folder, password }: SignInPlace): Promise<Credential> {
  const { demoAccounts } = await loadCatalogue(folder);
  if (!demoAccounts.some(({ id }) => id === account))
    throw new Refused(`Không có tài khoản dùng thử "${account}" | There is no demo account "${account}"`);
  if (password === undefined)
    throw new Refused('DEMO_PASSWORD: tài khoản dùng thử đang tắt | demo accounts are off here');
  return signIn(url, account, password).catch((error: unknown) => {
    throw new Refused(`${url}: không đăng nhập được | cannot sign in (${reasonOf(error)})`);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}

function problemText(answer: unknown, status: number): string {
  const parsed = Problem.safeParse(answer);
  if (!parsed.success) return `HTTP ${status}`;
  const { vi, en } = parsed.data.messages;
  const fields = (parsed.data.errors ?? []).map(({ path, messages }) => `  ${path}: ${messages.vi} | ${messages.en}`);
  return [`${vi.title}: ${vi.detail}`, `${en.title}: ${en.detail}`, ...fields].join('\n');
}

/** @throws Refused for a file that cannot be read or holds no JSON object */
export async function contentOf(file: string): Promise<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof content === 'object' && content !== null) return { ...content };
    throw new Error('not an object');
  } catch (error) {
    throw new Refused(
      `${file}: không đọc được | cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
