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
import { clientOf, contentOf, processIo, Refused, type ApiClient, type ApiCommandIo } from './api-client.ts';
import { readCalendarOptions, USAGE, type CalendarOptions } from './calendar-options.ts';
import { changeLines, decisionLine, itemLine, receiptLines } from './calendar-text.ts';

/** The province's own calendar. */
const CALENDAR = 'quang-ninh';
const LOOK_AGAIN_MS = 1000;
const PAGE = 200;

/**
 * `motcua calendar`: changes of calendars, by two people. A client of the API, so that whoever types it has the rights of his own
 * account and no other.
 * @returns exit code: 0; 1 when it was refused, 2 for wrong usage
 */
export async function calendarCommand(argv: string[], io: ApiCommandIo = processIo()): Promise<number> {
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

type Verb = (api: ApiClient, options: CalendarOptions, io: ApiCommandIo) => Promise<void>;

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
  io: ApiCommandIo,
): Promise<void> {
  io.stdout(json === true ? `${JSON.stringify(change)}\n` : `${changeLines(change).join('\n')}\n`);
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = CalendarChangeItemPage.parse(await api.get(pathOf(change.id, `/dossiers?limit=${PAGE}${query}`)));
    for (const item of page.items) io.stdout(json === true ? `${JSON.stringify(item)}\n` : `  ${itemLine(item)}\n`);
    cursor = page.next;
  }
}
