import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CalendarChange,
  CalendarChangeDecision,
  CalendarChangeItemPage,
  CalendarChangePage,
  CalendarChangeReceipt,
  CalendarInForce,
} from '../../contracts/calendar-change.ts';
import { Problem } from '../../contracts/problem.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { runningEnvironment } from '../stack/running-stack.ts';
import { readCalendarOptions, USAGE, type CalendarOptions } from './calendar-options.ts';
import { changeLines, decisionLine, itemLine, receiptLines } from './calendar-text.ts';

/** The province's own calendar. */
const CALENDAR = 'quang-ninh';
const LOOK_AGAIN_MS = 1000;
const PAGE = 200;

/** What the command uses of its surroundings. */
export interface CalendarCommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where relative paths start: npm runs commands in the checkout, wherever it was called from. */
  readonly directory: string;
  readonly token: string | undefined;
}

const processIo = (): CalendarCommandIo => ({
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  directory: process.env['INIT_CWD'] ?? '.',
  token: process.env['MOTCUA_TOKEN'],
});

/** What was asked for could not be done; the message says why, in both languages. */
class Refused extends Error {}

/**
 * `motcua calendar`: changes of calendars, by two people. A client of the API, so that whoever types it has the rights of his own
 * account and no other.
 * @returns exit code: 0; 1 when it was refused, 2 for wrong usage
 */
export async function calendarCommand(argv: string[], io: CalendarCommandIo = processIo()): Promise<number> {
  const options = readCalendarOptions(argv);
  if (options === null || options.help === true) {
    (options === null ? io.stderr : io.stdout)(USAGE);
    return options === null ? 2 : 0;
  }
  if (options.verb === 'propose' && options.reason === undefined) {
    io.stderr(`Thiếu --reason | --reason is missing\n\n${USAGE}`);
    return 2;
  }
  try {
    await VERBS[options.verb](await clientOf(options, io), options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    io.stderr(`${error.message}\n`);
    return 1;
  }
}

interface ApiClient {
  get(path: string): Promise<unknown>;
  post(path: string, body?: unknown): Promise<unknown>;
}

/** @throws Refused when nobody says who acts */
async function clientOf({ api, as }: CalendarOptions, { token: given }: CalendarCommandIo): Promise<ApiClient> {
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

type Verb = (api: ApiClient, options: CalendarOptions, io: CalendarCommandIo) => Promise<void>;

const VERBS: { readonly [V in CalendarOptions['verb']]: Verb } = {
  async show(api, { subject = CALENDAR }, io) {
    const { content } = CalendarInForce.parse(await api.get(`/calendars/${encodeURIComponent(subject)}`));
    io.stdout(`${JSON.stringify(content, undefined, 2)}\n`);
  },
  async list(api, { json, calendar }, io) {
    const query = calendar === undefined ? '' : `&calendar=${encodeURIComponent(calendar)}`;
    const { items } = CalendarChangePage.parse(await api.get(`/calendar-changes?limit=${PAGE}${query}`));
    for (const change of items)
      io.stdout(json === true ? `${JSON.stringify(change)}\n` : `${changeLines(change).join('\n')}\n\n`);
  },
  async propose(api, { subject = '', calendar, reason, json }, io) {
    const content = await contentOf(resolve(io.directory, subject));
    if (calendar !== undefined && content['id'] !== calendar)
      throw new Refused(`${subject}: lịch trong tệp không phải ${calendar} | the file does not hold ${calendar}`);
    const receipt = CalendarChangeReceipt.parse(await api.post('/calendar-changes', { content, reason }));
    io.stdout(json === true ? `${JSON.stringify(receipt)}\n` : `${receiptLines(receipt).join('\n')}\n`);
  },
  async preview(api, options, io) {
    const change = await until(api, options, ({ preview }) => preview.readyAt !== null);
    if (change.preview.readyAt === null)
      throw new Refused('Đang tính, hãy xem lại hoặc thêm --wait | It is being worked out: look again, or add --wait');
    await show(api, change, options, io);
  },
  async approve(api, { subject = '', json }, io) {
    const done = CalendarChangeDecision.parse(await api.post(pathOf(subject, '/approve')));
    io.stdout(json === true ? `${JSON.stringify(done)}\n` : `${decisionLine(done)}\n`);
  },
  async status(api, options, io) {
    await show(api, await until(api, options, ({ status }) => !['approved', 'applying'].includes(status)), options, io);
  },
  async drop(api, { subject = '', json }, io) {
    const done = CalendarChangeDecision.parse(await api.post(pathOf(subject, '/drop')));
    io.stdout(json === true ? `${JSON.stringify(done)}\n` : `${decisionLine(done)}\n`);
  },
};

const pathOf = (id: string, more = ''): string => `/calendar-changes/${encodeURIComponent(id)}${more}`;

/** The change as it is, or with `--wait` as it is once something holds. */
async function until(
  api: ApiClient,
  { subject = '', wait }: CalendarOptions,
  holds: (change: CalendarChange) => boolean,
): Promise<CalendarChange> {
  for (;;) {
    const change = CalendarChange.parse(await api.get(pathOf(subject)));
    if (wait !== true || holds(change)) return change;
    await delay(LOOK_AGAIN_MS);
  }
}

/** The change, and each dossier that it touches: one a line, in JSON too. */
async function show(
  api: ApiClient,
  change: CalendarChange,
  { json }: CalendarOptions,
  io: CalendarCommandIo,
): Promise<void> {
  io.stdout(json === true ? `${JSON.stringify(change)}\n` : `${changeLines(change).join('\n')}\n`);
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = CalendarChangeItemPage.parse(await api.get(pathOf(change.id, `/dossiers?limit=${PAGE}${query}`)));
    for (const item of page.items) io.stdout(json === true ? `${JSON.stringify(item)}\n` : `  ${itemLine(item)}\n`);
    cursor = page.next;
  }
}

/** @throws Refused for a file that cannot be read or holds no JSON object */
async function contentOf(file: string): Promise<Record<string, unknown>> {
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
