import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { DossierView } from '../../contracts/dossier.ts';
import { CommandAnswer } from '../../contracts/intake.ts';
import { Timeline } from '../../contracts/timeline.ts';
import type { ActName } from '../../domain/dossier/acts.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { installCatalogue } from '../../infra/catalogue/install-catalogue.ts';
import {
  aPdf,
  SIMPLE_PROCEDURE,
  type ActAnswer,
  type Answer,
  type Caller,
  type CallOptions,
  type IntakeOptions,
  type Json,
  type Receipt,
  type UploadAnswer,
} from './desks.ts';
import { rows } from './facts.ts';
import type { Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import type { StatedLimit } from '../../domain/procedure/route.ts';
import type { Motcua } from './motcua.ts';
import { aPerson } from './people.ts';
import { testDemo } from './stack.ts';

/** People of one ward, its one-stop office and its committee, by what they do. */
export const AT = {
  counter: 'receptionist-hong-gai',
  appraiser: 'appraiser-hong-gai',
  leader: 'leader-hong-gai',
  seal: 'seal-clerk-hong-gai',
  handover: 'return-clerk-hong-gai',
} as const;
export const WARD = 'H49.143';
export const CENTRE = 'H49.01.143';
export const OFFICE = 'phuong-hong-gai';
export const PLACE = 'centre-phuong-hong-gai';

/** An account of the demo, or somebody whom a test has appointed. */
export type Who = string | Caller;

const span = (from: string | Date, to: string | Date): Json => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

/** What an act takes by itself, where a test says nothing. */
const USUAL: Readonly<Partial<Record<ActName, Json>>> = {
  return: { handover: { method: 'counter', identity: 'identity-card' } },
  'send-back': { note: 'Cần xem lại bước trước' },
  'propose-refusal': { note: 'Không đủ điều kiện' },
  'refuse-reception': { note: 'Không thuộc thẩm quyền' },
  'request-supplement': {
    components: [{ component: 'original', originals: 1, copies: 0 }],
    note: 'Bản chính bị mờ',
  },
  'receive-supplement': { components: [{ component: 'original', originals: 1 }] },
  'confirm-closing': { note: 'Quá hạn bổ sung' },
  'request-payment': { obligation: 'tax-1', kind: 'tax', lines: [{ item: 'registration-tax', amount: 500_000 }] },
  'record-payment': { obligation: 'tax-1', method: 'transfer', reference: 'BL-0001' },
  'waive-payment': { obligation: 'tax-1', note: 'Hộ nghèo' },
  'refund-payment': { obligation: 'tax-1', amount: 500_000, note: 'Thu thừa' },
  suspend: { note: 'Chờ quyết định của tòa án' },
  extend: { note: 'Phải xác minh thêm' },
  'draft-apology': { note: 'Đông hồ sơ' },
  'request-withdrawal': { note: 'Không còn nhu cầu' },
  'decline-withdrawal': { note: 'Pháp luật không cho rút' },
  'plan-verification': { ...span('2090-01-02T01:00:00Z', '2090-01-02T02:00:00Z'), location: 'Tổ 1, khu 2' },
  'record-verification': {
    location: 'Tổ 1, khu 2',
    participants: [{ name: 'Nguyễn Văn Thử', capacity: 'Cán bộ địa chính' }],
    content: 'Hiện trạng đúng như đơn',
  },
  reopen: { note: 'Sai ngày sinh', ground: 'agency-fault', stage: 'appraisal' },
};

/** One dossier on its way, with the task that its people see. */
export interface Way {
  readonly code: string;
  readonly receipt: Receipt;
  /** The open task, as the last answer named it. */
  readonly task: string;
  /** Posts an act on the open task, with what it usually takes, and gives the answer as it came. */
  try(who: Who, act: ActName, body?: Json, options?: CallOptions): Promise<Answer>;
  /** The same. @throws when the answer is not 200 */
  do(who: Who, act: ActName, body?: Json, options?: CallOptions): Promise<ActAnswer>;
  /** Goes on as usual until a step of this stage is open. */
  upTo(stage: 'approval' | 'sealing' | 'return'): Promise<void>;
  /** Goes on as usual until the result is returned. */
  toEnd(): Promise<ActAnswer>;
  /** A result of the ward, uploaded by whoever holds the step. */
  result(who?: Who): Promise<string>;
  /** A file that is added to the dossier by somebody who takes part. */
  attachment(who: Who): Promise<string>;
  /** The hash of the event that routed a task, the open one unless it is named. */
  handedOver(of?: string): Promise<string>;
  view(who?: Who): Promise<DossierView>;
  timeline(who?: Who): Promise<Timeline>;
  /** Types of the events in the ledger, in order. */
  story(): Promise<string[]>;
  /** What the applicant is to be told, in order. */
  told(): Promise<string[]>;
}

export interface Ways {
  caller(who: Who): Caller;
  /** A reception at the ward’s counter. @throws when the answer is not 201 */
  receive(options?: IntakeOptions): Promise<Way>;
  /** A person of the test’s own. */
  someone(...held: Parameters<typeof aPerson>[1][number][]): Promise<Caller & { readonly id: string }>;
  /** A file that a counter has taken in, and no dossier has yet. */
  handedIn(who?: Who): Promise<string>;
}

export function createWays(motcua: Motcua): Ways {
  const caller = (who: Who): Caller => (typeof who === 'string' ? motcua.as(who) : who);
  const uploaded = ({ status, text, body }: Answer): string => {
    if (status !== 201) throw new Error(`expected 201, got ${status}: ${text}`);
    return (body as unknown as UploadAnswer).id;
  };
  const read = async (who: Who, path: string): Promise<Json> => {
    const { status, text, body } = await caller(who).get(path);
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
    return body;
  };

  const wayOf = (receipt: Receipt): Way => {
    const { code } = receipt;
    let task = receipt.step?.task ?? '';
    /** A verification took place then. */
    const rightAfterReception = async (act: ActName): Promise<Json> => {
      if (act !== 'record-verification') return {};
      const [found] = await rows<{ at: Date }>(
        motcua.db,
        'select coalesce(received_at, filed_at) as at from dossier where code = $1',
        code,
      );
      const from = found?.at ?? new Date();
      return span(from, new Date(from.getTime() + 1));
    };
    const way: Way = {
      code,
      receipt,
      get task() {
        return task;
      },
      async try(who, act, body = {}, options = {}) {
        const usual = USUAL[act] ?? {};
        const seen = act === 'reopen' ? {} : { task };
        const document = act === 'seal' && !('document' in body) ? { document: await way.result() } : {};
        const isHandover = act === 'acknowledge-handover' || act === 'accept-handover';
        const hash = isHandover
          ? { hash: await way.handedOver(typeof body['task'] === 'string' ? body['task'] : task) }
          : {};
        const answer = await caller(who).post(
          `/dossiers/${code}/acts`,
          { act, ...seen, place: PLACE, ...usual, ...(await rightAfterReception(act)), ...document, ...hash, ...body },
          options,
        );
        const step = answer.status === 200 ? CommandAnswer.parse(answer.body).step : null;
        if (step !== null) ({ task } = step);
        return answer;
      },
      async do(who, act, body, options) {
        const { status, text, body: answered } = await way.try(who, act, body, options);
        if (status !== 200) throw new Error(`expected 200 for ${act}, got ${status}: ${text}`);
        return CommandAnswer.parse(answered);
      },
      async upTo(stage) {
        const path = [
          [AT.appraiser, 'appraise', 'approval'],
          [AT.leader, 'approve', 'sealing'],
          [AT.seal, 'seal', 'return'],
        ] as const;
        const { openStep } = await way.view();
        const from = path.findIndex(([, , next]) => next === openStep?.stage) + 1;
        for (const [who, act, next] of path.slice(from)) {
          if (openStep?.stage === stage) return;
          await way.do(who, act);
          if (next === stage) return;
        }
      },
      async toEnd() {
        await way.upTo('return');
        return way.do(AT.handover, 'return');
      },
      result: async (who = AT.seal) =>
        uploaded(await caller(who).upload(`/dossiers/${code}/documents?kind=result`, aPdf(), 'application/pdf')),
      attachment: async (who) =>
        uploaded(await caller(who).upload(`/dossiers/${code}/documents`, aPdf(), 'application/pdf')),
      view: async (who = AT.appraiser) => DossierView.parse(await read(who, `/dossiers/${code}`)),
      timeline: async (who = AT.appraiser) => Timeline.parse(await read(who, `/dossiers/${code}/timeline`)),
      async handedOver(of = task) {
        const [sent] = await rows<{ hash: string }>(
          motcua.db,
          `select hash from dossier_event where stream = $1 and type = 'step-opened' and data->>'task' = $2`,
          code,
          of,
        );
        return sent?.hash ?? '0'.repeat(64);
      },
      async story() {
        const found = await rows<{ type: string }>(
          motcua.db,
          'select type from dossier_event where stream = $1 order by seq',
          code,
        );
        return found.map(({ type }) => type);
      },
      async told() {
        const found = await rows<{ kind: string }>(
          motcua.db,
          `select kind from notice where dossier = $1 and audience = 'applicant' order by seq, kind`,
          code,
        );
        return found.map(({ kind }) => kind);
      },
    };
    return way;
  };

  return {
    caller,
    receive: async (options) => wayOf(await motcua.receive(options)),
    async someone(...held) {
      const { id, token } = await aPerson(motcua.db, held);
      return { ...motcua.withToken(token), id };
    },
    handedIn: async (who = AT.counter) => uploaded(await caller(who).upload('/documents', aPdf(), 'application/pdf')),
  };
}

/** Status and code of a refusal. */
export const refused = ({ status, body }: Answer): unknown[] => [status, body['code']];

/**
 * Publishes the simple procedure under another one’s code, changed as a test needs it.
 * @returns what puts the catalogue back
 */
export async function publish(
  { db, catalogue, config }: Pick<Motcua, 'db' | 'catalogue' | 'config'>,
  code: string,
  changes: Partial<CatalogueProcedure>,
): Promise<() => Promise<unknown>> {
  const simple = catalogue.procedures.get(SIMPLE_PROCEDURE);
  if (simple === undefined) throw new Error(`no procedure ${SIMPLE_PROCEDURE}`);
  const changed: CatalogueProcedure = { ...simple, code, ...changes };
  await installCatalogue(db, { ...catalogue, procedures: new Map([[code, changed]]) }, testDemo(config));
  return () => installCatalogue(db, catalogue, testDemo(config));
}

/** What the calendar of the ward’s office says of a dossier whose result is due the same day, or after 15:00 the next. */
export interface Appointments {
  /** The appointment, when everything begins at an instant and nothing stands still. */
  from(at: string): string;
  /** Until when an applicant is to answer who was asked at an instant. */
  answerFrom(at: string): string;
}

export function appointments(catalogue: Catalogue): Appointments {
  const calendar = createClockCalendar(catalogue);
  const counted = (from: string, limit: StatedLimit): string => {
    const { due } = calendar.due({ office: OFFICE }, { from, limit, pauses: [], afterSupplement: 'restart' });
    return new Date(due ?? '').toISOString();
  };
  return {
    from: (at) => counted(at, { unit: 'same-day', value: 1, cutOff: '15:00' }),
    answerFrom: (at) => counted(at, { unit: 'calendar-day', value: 30 }),
  };
}
