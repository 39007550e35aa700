import { setTimeout as delay } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConsultationView } from '../contracts/consultation.ts';
import { DocumentAnswer } from '../contracts/document.ts';
import { DossierView } from '../contracts/dossier.ts';
import { Problem } from '../contracts/problem.ts';
import type { DemoAccount } from '../contracts/catalogue.ts';
import { CONSULTATION_ACTS_OF_STORM } from './acts/consultation-acts.ts';
import { DOSSIER_ACTS } from './acts/dossier-acts.ts';
import { chooseAct, type ActRow, type LastAct, type Scene } from './acts/scene.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Kept } from './kept.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';
import type { Reception } from './receptions.ts';
import type { Reply, Request, Sender } from './sender.ts';
import { smallPdf } from './small-pdf.ts';

/** Premises of a one-stop office, where anybody may act. */
const PLACE = 'centre-phuong-hong-gai';

const PATIENCE_MS = 1000;
/** Commands of one person whose outcome is not known yet. */
const AT_ONCE = 4;

const CHANCES = {
  /** A dossier that has ended makes room for a new one. */
  replace: 0.6,
  /** Of a dossier with open consultations, one of them is acted on. */
  consultation: 0.5,
  /** An act is done only if nothing has happened since it was looked at. */
  condition: 0.2,
  /** The same request is sent twice at once. */
  twice: 0.1,
  /** A done command is sent once more. */
  repeat: 0.1,
} as const;

/** What the people of a storm share. */
export interface Crowd {
  readonly sender: Sender;
  readonly people: People;
  readonly catalogue: Pick<Catalogue, 'procedures'>;
  readonly kept: Kept;
  readonly receive: (random: Random) => Reception;
  /** Codes of the dossiers under way; one that ended may be replaced. */
  readonly dossiers: string[];
  /** The last acknowledged act of each dossier. */
  readonly last: Map<string, LastAct>;
}

/** Takes a dossier in. @returns its code; null when it was refused or nobody learnt of it in time */
export async function takeIn(crowd: Crowd, random: Random): Promise<string | null> {
  const { person, body } = crowd.receive(random);
  const done = await command(crowd, random, {
    scope: `intake:${person}`,
    act: 'receive',
    request: { method: 'POST', path: '/dossiers', account: person, key: random.uuid(), body },
  });
  if (done === null) return null;
  crowd.last.set(done.code, { person, act: 'receive', seq: done.seq });
  return done.code;
}

/**
 * A person looks at one dossier after another and acts on it, until it is time to go home. Who gets no answer for a while goes on with
 * other dossiers, and keeps asking.
 */
export async function workUntil(crowd: Crowd, random: Random, until: number): Promise<void> {
  const waitingFor = new Set<Promise<void>>();
  while (Date.now() < until) {
    const work = workOnce(crowd, random);
    const open = work.finally(() => waitingFor.delete(open));
    waitingFor.add(open);
    await Promise.race([open, delay(PATIENCE_MS)]);
    while (waitingFor.size >= AT_ONCE && Date.now() < until) await Promise.race([...waitingFor, delay(PATIENCE_MS)]);
  }
  await Promise.all(waitingFor);
}

async function workOnce(crowd: Crowd, random: Random): Promise<void> {
  // Some dossiers are acted on much more than others, by several people at once.
  const index = Math.floor(random.next() ** 2 * crowd.dossiers.length);
  const code = crowd.dossiers[index];
  if (code === undefined) return;
  const acted = await actOn(crowd, random, code);
  if (acted === 'ended' && random.chance(CHANCES.replace)) {
    const another = await takeIn(crowd, random);
    if (another !== null) crowd.dossiers[index] = another;
  }
  if (acted === 'nothing') await delay(random.between(20, 100));
}

async function actOn(crowd: Crowd, random: Random, code: string): Promise<'acted' | 'ended' | 'nothing'> {
  const seen = await look(crowd, `/dossiers/${code}`);
  if (seen === null) return 'nothing';
  const view = DossierView.parse(JSON.parse(seen.text));
  for (const { dossier } of view.parts)
    if (dossier !== null && !crowd.dossiers.includes(dossier)) crowd.dossiers.push(dossier);
  const open = view.consultations.filter(({ status }) => status === 'open' || status === 'asked-back');
  if (open.length > 0 && random.chance(CHANCES.consultation)) return consult(crowd, random, random.pick(open).code);
  if (view.openStep === null && random.chance(CHANCES.replace)) return 'ended';
  const scene = sceneOf(crowd, random, code, view);
  const task = view.openStep === null ? {} : { task: view.openStep.task };
  const act = await decided(DOSSIER_ACTS, scene, task);
  if (act === null) return 'nothing';
  const done = await command(crowd, random, {
    scope: code,
    act: act.body.act,
    request: { ...toActs(`/dossiers/${code}`, act, random), ...condition(seen, random) },
  });
  if (done !== null) crowd.last.set(code, { person: act.by.id, act: act.body.act, seq: done.seq });
  return 'acted';
}

async function consult(crowd: Crowd, random: Random, code: string): Promise<'acted' | 'nothing'> {
  const seen = await look(crowd, `/consultations/${code}`);
  if (seen === null) return 'nothing';
  const scene = sceneOf(crowd, random, code, ConsultationView.parse(JSON.parse(seen.text)));
  const act = await decided(CONSULTATION_ACTS_OF_STORM, scene, {});
  if (act === null) return 'nothing';
  await command(crowd, random, {
    scope: code,
    act: act.body.act,
    request: { ...toActs(`/consultations/${code}`, act, random), ...condition(seen, random) },
  });
  return 'acted';
}

function look({ sender, people }: Crowd, path: string): Promise<Reply | null> {
  const { id: account } = people.anyone('auditor');
  return sender.look({ method: 'GET', path, account }).then((reply) => (reply?.status === 200 ? reply : null));
}

function sceneOf<V>(crowd: Crowd, random: Random, code: string, view: V): Scene<V> {
  const { people, catalogue, last } = crowd;
  const upload = (by: DemoAccount): Promise<string | null> => uploadResult(crowd, random, code, by);
  return { view, people, catalogue, random, last: last.get(code) ?? null, upload };
}

interface DecidedAct {
  readonly by: DemoAccount;
  readonly body: { readonly act: string } & Readonly<Record<string, unknown>>;
}

/** Chooses an act and says what it takes; null when nothing fits, or nobody is there to do it. */
async function decided<V>(rows: readonly ActRow<V>[], scene: Scene<V>, seen: object): Promise<DecidedAct | null> {
  const row = chooseAct(rows, scene);
  const by = row?.by(scene) ?? null;
  if (row === null || by === null) return null;
  const said = row.says === undefined ? {} : await row.says(scene, by);
  if (said === null) return null;
  const medium = scene.random.pick(['electronic', 'paper']);
  return { by, body: { act: row.act, ...seen, place: PLACE, medium, ...said } };
}

function toActs(of: string, { by, body }: DecidedAct, random: Random): Command['request'] {
  return { method: 'POST', path: `${of}/acts`, account: by.id, key: random.uuid(), body };
}

function condition({ etag }: Reply, random: Random): Pick<Request, 'ifMatch'> {
  return etag !== null && random.chance(CHANCES.condition) ? { ifMatch: etag } : {};
}

/** What the answer of any command holds; a consultation has its code under another name. */
const Done = z
  .looseObject({ code: z.string().optional(), consultation: z.string().optional(), seq: z.int(), headHash: z.string() })
  .transform(({ code, consultation, seq, headHash }) => ({ code: code ?? consultation ?? '', seq, headHash }));

interface Command {
  readonly scope: string;
  readonly act: string;
  readonly request: Request & { readonly key: string };
}

/** Sends a command until its outcome is known, and keeps what was said of it. @returns the outcome of one that was done */
async function command(
  { sender, kept }: Crowd,
  random: Random,
  { scope, act, request }: Command,
): Promise<{ code: string; seq: number } | null> {
  const { key } = request;
  const first = sender.send(request);
  const second = random.chance(CHANCES.twice) ? sender.send(request) : null;
  const replies = [await first, await second].filter((one) => one !== null);
  const reply = replies.find(({ status }) => status < 400) ?? replies[0] ?? null;
  if (reply === null) {
    kept.unknown.push({ scope, key, act, code: 'no-answer' });
    return null;
  }
  if (reply.status >= 400) {
    kept.refused.push({ scope, key, act, code: codeOf(reply), once: second === null && reply.tries === 1 });
    return null;
  }
  // A try that was refused may have been judged at another moment; what is done has one answer.
  const again = random.chance(CHANCES.repeat) ? await sender.send(request) : null;
  const answers = [...replies.filter(({ status }) => status < 400), ...(again === null ? [] : [again])];
  const other = answers.find(({ status, text }) => status !== reply.status || text !== reply.text);
  if (other !== undefined) kept.oddities.push(`${act} ${key}: answered ${inShort(reply)} and ${inShort(other)}`);
  const { code, seq, headHash } = Done.parse(JSON.parse(reply.text));
  kept.acknowledged.push({ scope, key, code, act, seq, headHash });
  return { code, seq };
}

async function uploadResult(
  { sender, kept }: Crowd,
  random: Random,
  code: string,
  { id: account }: DemoAccount,
): Promise<string | null> {
  const pdf = smallPdf(random.uuid());
  const path = `/dossiers/${code}/documents?kind=result`;
  const reply = await sender.send({ method: 'POST', path, account, key: random.uuid(), pdf });
  if (reply === null || reply.status !== 201) return null;
  const { id, sha256 } = DocumentAnswer.parse(JSON.parse(reply.text));
  if (sha256 !== createHash('sha256').update(pdf).digest('hex')) kept.oddities.push(`${path}: another SHA-256`);
  kept.uploaded.push({ document: id, sha256 });
  return id;
}

function codeOf({ status, text }: Reply): string {
  return Problem.safeParse(JSON.parse(text)).data?.code ?? String(status);
}

function inShort({ status, text }: Reply): string {
  return `${status} ${text.slice(0, 200)}`;
}
