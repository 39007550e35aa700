import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '../../contracts/problem.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { runningEnvironment } from '../stack/running-stack.ts';

/** What a command that is a client of the API uses of its surroundings. */
export interface ApiCommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where relative paths start: npm runs commands in the checkout, wherever it was called from. */
  readonly directory: string;
  readonly token: string | undefined;
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
export async function clientOf({ api, as }: ApiOptions, { token: given }: ApiCommandIo): Promise<ApiClient> {
  const own = environmentOf(process.env);
  const { API_HOST: host, API_PORT: port, CATALOGUE_DIR: folder } = readSettings(runningEnvironment(own) ?? own);
  const url = api ?? `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
  const demo = as === undefined ? undefined : (await loadCatalogue(folder)).demoAccounts.find(({ id }) => id === as);
  if (as !== undefined && demo === undefined)
    throw new Refused(`Không có tài khoản dùng thử "${as}" | There is no demo account "${as}"`);
  const token = demo?.token ?? given;
  if (token === undefined)
    throw new Refused(
      'Nêu ai thực hiện: --as TÀI_KHOẢN, hoặc MOTCUA_TOKEN | Say who does it: --as ACCOUNT, or MOTCUA_TOKEN',
    );
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'Idempotency-Key': randomUUID() }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Refused(`${url}: không kết nối được API | the API cannot be reached (${reason})`);
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Refused(problemText(answer, response.status));
    return answer;
  };
  return { get: (path) => send('GET', path), post: (path, body) => send('POST', path, body) };
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
