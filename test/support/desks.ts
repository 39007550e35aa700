import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DocumentAnswer } from '../../contracts/document.ts';
import { CommandAnswer, IntakeAnswer } from '../../contracts/intake.ts';
import { actsOf, needsResult, type ActName } from '../../domain/dossier/acts.ts';
import { allStages } from '../../domain/procedure/route.ts';
import type { Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import { createSignedIn, credentialHeaders, type Credential, type SignedIn } from '../../infra/identity/sign-in.ts';
import { aSmallPdf } from './sound-files.ts';
import { TEST_PASSWORD } from './stack.ts';

export type Receipt = z.infer<typeof IntakeAnswer>;
export type ActAnswer = z.infer<typeof CommandAnswer>;
export type UploadAnswer = z.infer<typeof DocumentAnswer>;
export type Step = NonNullable<ActAnswer['step']>;
export type Json = Readonly<Record<string, unknown>>;

/** An answer of the API, its JSON parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

export interface CallOptions {
  /** Idempotency-Key; a fresh one for every write unless said. Null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody at the API. */
export interface Caller {
  get(path: string, options?: CallOptions): Promise<Answer>;
  post(path: string, body: unknown, options?: CallOptions): Promise<Answer>;
  put(path: string, body: unknown, options?: CallOptions): Promise<Answer>;
  delete(path: string, options?: CallOptions): Promise<Answer>;
  /** Sends a file as it is, or as it comes. */
  upload(path: string, file: Uint8Array | Readable, mediaType: string, options?: CallOptions): Promise<Answer>;
  download(path: string): Promise<{ readonly status: number; readonly headers: Headers; readonly bytes: Buffer }>;
}

export interface IntakeOptions {
  readonly procedure?: string;
  readonly office?: string;
  readonly key?: string;
  /** Replaces parts of the body. */
  readonly body?: Json;
}

export interface ActOptions {
  readonly key?: string;
  /** Replaces parts of the body. */
  readonly body?: Json;
  /** Account that acts, instead of the one who holds the step. */
  readonly as?: string;
}

/** The desks of one-stop offices and agencies: people who do over HTTP what the dossier waits for. */
export interface Desks {
  readonly url: string;
  as(account: string): Caller;
  /** With any bearer token, the session of `ofSession`, or none. */
  withToken(token: string | null): Caller;
  /** A valid reception of a procedure without an e-form, everything handed in on paper. */
  intakeBody(options?: IntakeOptions): Json;
  /** What the open step waits for. A sealing needs a `document`. */
  actBody(step: Step, document?: string): Json;
  /** The demo account that holds a step. */
  holderOf(step: Step): string;
  /** @throws when the answer is not 201 */
  receive(options?: IntakeOptions): Promise<Receipt>;
  /** @throws when the answer is not 201 */
  uploadResult(code: string, step: Step, file?: Uint8Array): Promise<UploadAnswer>;
  /** Sends what the step waits for, a sealing with a fresh PDF, and gives the answer as it came. */
  tryAct(code: string, step: Step, options?: ActOptions): Promise<Answer>;
  /** The same, again with the same key while the answer is 503. @throws when the final answer is not 200 */
  act(code: string, step: Step, options?: ActOptions): Promise<ActAnswer>;
  /** Acts until no step is open. @returns the answers in order */
  takeToEnd(code: string, step: Step | null): Promise<ActAnswer[]>;
}

/** A procedure that anyone can file on paper: certification of copies. */
export const SIMPLE_PROCEDURE = '2.000815';
export const SIMPLE_OFFICE = 'phuong-hong-gai';
export const RECEPTIONIST = 'receptionist-hong-gai';

/** What a desk does while something is away: send the same again until an answer is final. @throws after `withinMs` */
export async function persist(send: () => Promise<Answer>, withinMs = 90_000): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await send().catch(() => null);
    if (answer !== null && answer.status !== 503) return answer;
    if (Date.now() > deadline)
      throw new Error(`no final answer within ${withinMs} ms: ${answer?.text ?? 'no connection'}`);
    await delay(500);
  }
}

/** The statuses of answers, in ascending order: who was first does not matter. */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).toSorted((a, b) => a - b);
}

/** A small PDF, different each time unless its text is given. */
export function aPdf(text: string = randomUUID()): Buffer {
  return aSmallPdf(text);
}

const SESSION = 'session:';

/** The session of a browser, as `withToken` takes it. */
export const ofSession = (secret: string): string => `${SESSION}${secret}`;

const credentialOf = (token: string): Credential =>
  token.startsWith(SESSION) ? { session: token.slice(SESSION.length) } : { bearer: token };

/** @param signedIn by which demo accounts sign in: for real, each once, unless said */
export function createDesks(
  url: string,
  catalogue: Catalogue,
  signedIn: SignedIn = createSignedIn(() => url, TEST_PASSWORD),
): Desks {
  const known = (id: string): string => {
    if (!catalogue.demoAccounts.some((candidate) => candidate.id === id)) throw new Error(`no demo account ${id}`);
    return id;
  };
  const accountWith = (agency: string, role: string, office?: string): string => {
    const found = catalogue.demoAccounts.find(({ appointments }) =>
      appointments.some(
        (held) => held.agency === agency && held.role === role && (office === undefined || held.office === office),
      ),
    );
    if (found === undefined) throw new Error(`no demo account is ${role} at ${agency}`);
    return found.id;
  };
  const officeOf = (code: string) => {
    const office = catalogue.offices.get(code);
    if (office === undefined) throw new Error(`no office ${code}`);
    return office;
  };
  const stageOf = ({ stage }: Step) => {
    const stages = [...catalogue.procedures.values()].flatMap(({ route }) =>
      route === undefined ? [] : allStages(route),
    );
    const found = stages.find(({ id }) => id === stage);
    if (found === undefined) throw new Error(`no procedure has a stage ${stage}`);
    return found;
  };
  const actOf = (step: Step): ActName => {
    const [act] = actsOf(stageOf(step));
    if (act === undefined) throw new Error(`no act completes ${step.stage}`);
    return act;
  };

  const desks: Desks = {
    url,
    as(id) {
      const account = known(id);
      return caller(url, () => signedIn(account));
    },
    withToken: (token) => caller(url, () => Promise.resolve(token === null ? null : credentialOf(token))),
    intakeBody({ procedure = SIMPLE_PROCEDURE, office = SIMPLE_OFFICE, body = {} } = {}) {
      const [first] = catalogue.procedures.get(procedure)?.cases ?? [];
      if (first === undefined) throw new Error(`no case of ${procedure}`);
      return {
        procedure,
        case: first.id,
        channel: 'direct',
        office,
        unit: office,
        medium: 'electronic',
        applicant: { kind: 'citizen', name: 'Demo Applicant' },
        components: first.components.map(({ id }) => ({ component: id, originals: 1, copies: 0, documents: [] })),
        ...body,
      };
    },
    actBody(step, document) {
      const place = officeOf(SIMPLE_OFFICE).premises[0];
      const act = actOf(step);
      const handover = act === 'return' ? { handover: { method: 'counter', identity: 'identity-card' } } : {};
      return { act, task: step.task, medium: 'electronic', place, ...handover, ...(document ? { document } : {}) };
    },
    holderOf: (step) => accountWith(step.agency, stageOf(step).role),
    async receive(options = {}) {
      const { agency, code } = officeOf(options.office ?? SIMPLE_OFFICE);
      const receptionist = desks.as(accountWith(agency, 'receptionist', code));
      const answer = await receptionist.post('/dossiers', desks.intakeBody(options), keyOf(options));
      return IntakeAnswer.parse(expected(answer, 201));
    },
    async uploadResult(code, step, file = aPdf()) {
      const path = `/dossiers/${code}/documents?kind=result`;
      const answer = await desks.as(desks.holderOf(step)).upload(path, file, 'application/pdf');
      return DocumentAnswer.parse(expected(answer, 201));
    },
    async tryAct(code, step, options = {}) {
      const given = options.body ?? {};
      const missing = needsResult(stageOf(step)) && !('document' in given);
      const document = missing ? (await desks.uploadResult(code, step)).id : undefined;
      const body = { ...desks.actBody(step, document), ...given };
      return desks.as(options.as ?? desks.holderOf(step)).post(`/dossiers/${code}/acts`, body, keyOf(options));
    },
    async act(code, step, { key = randomUUID(), ...options } = {}) {
      const missing = needsResult(stageOf(step)) && !('document' in (options.body ?? {}));
      const document = missing ? { document: (await desks.uploadResult(code, step)).id } : {};
      const body = { ...document, ...options.body };
      return CommandAnswer.parse(
        expected(await persist(() => desks.tryAct(code, step, { ...options, key, body })), 200),
      );
    },
    async takeToEnd(code, first) {
      const answers: ActAnswer[] = [];
      for (let step = first; step !== null;) {
        const answer = await desks.act(code, step);
        answers.push(answer);
        step = answer.step;
      }
      return answers;
    },
  };
  return desks;
}

function keyOf({ key }: { readonly key?: string | undefined }): CallOptions {
  return key === undefined ? {} : { key };
}

function expected(answer: Answer, status: number): Json {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** What `fetch` takes: its own streams, whose types are those of the browser. */
function bodyOf(file: Uint8Array | Readable): Buffer<ArrayBuffer> | ReadableStream<Uint8Array> {
  return file instanceof Readable ? (Readable.toWeb(file) as ReadableStream<Uint8Array>) : Buffer.from(file);
}

function caller(url: string, credential: () => Promise<Credential | null>): Caller {
  const request = async (
    method: string,
    path: string,
    options: CallOptions,
    body?: string | Buffer<ArrayBuffer> | ReadableStream<Uint8Array>,
    mediaType?: string,
  ) => {
    const key = options.key === undefined ? randomUUID() : options.key;
    const given = await credential();
    return fetch(`${url}${path}`, {
      method,
      headers: {
        ...(given === null ? {} : credentialHeaders(given, url)),
        ...(method === 'GET' || key === null ? {} : { 'Idempotency-Key': key }),
        ...(mediaType === undefined ? {} : { 'Content-Type': mediaType }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body, duplex: 'half' as const }),
    });
  };
  const answerOf = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? z.record(z.string(), z.unknown()).parse(JSON.parse(text)) : {},
    };
  };
  return {
    get: async (path, options = {}) => answerOf(await request('GET', path, options)),
    post: async (path, body, options = {}) =>
      answerOf(await request('POST', path, options, JSON.stringify(body), 'application/json')),
    put: async (path, body, options = {}) =>
      answerOf(await request('PUT', path, options, JSON.stringify(body), 'application/json')),
    delete: async (path, options = {}) => answerOf(await request('DELETE', path, options)),
    upload: async (path, file, mediaType, options = {}) =>
      answerOf(await request('POST', path, options, bodyOf(file), mediaType)),
    async download(path) {
      const response = await request('GET', path, {});
      const { status, headers } = response;
      return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
    },
  };
}
