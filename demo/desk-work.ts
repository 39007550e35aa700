import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CommandAnswer, IntakeAnswer, type IntakeRequest } from '../contracts/intake.ts';
import { ACT_LABELS } from '../contracts/labels.ts';
import { TaskOpening, TaskPage } from '../contracts/task.ts';
import type { Role } from '../domain/access/roles.ts';
import type { ActName } from '../domain/dossier/acts.ts';
import type { StatedLimit, StepKind } from '../domain/procedure/route.ts';
import type { PdfFile } from './api-client.ts';
import { localDateInWords, localInstant, shortHash } from './format.ts';
import { makePdf } from './pdf/make-pdf.ts';
import { inBoth, type Report } from './report.ts';
import type { FiledScenario, HandedIn, ResultPaper } from './scenarios/scenario.ts';
import type { Worker } from './staff.ts';

type Receipt = z.output<typeof IntakeAnswer>;
export type ActAnswer = z.output<typeof CommandAnswer>;
type IntakeBody = z.input<typeof IntakeRequest>;

/** A request that was sent, so that it can be sent again. */
export interface SentCommand {
  readonly path: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly worker: Worker;
  readonly answer: unknown;
}

/** A document as it was sent, and the id it got. */
export interface SentDocument {
  readonly id: string;
  readonly file: PdfFile;
}

/** A result as it was sent to be sealed. */
export interface SentResult extends SentDocument {
  /** The dossier that it lies with, a sub-dossier where a part gave it. */
  readonly code: string;
}

/** One step as it was done over HTTP. */
export interface DoneStep {
  readonly kind: StepKind;
  readonly task: string;
  readonly agency: string;
  readonly place: string;
  readonly worker: Worker;
  readonly openedAt: string;
}

/** Where the ledger of a dossier, of a part or of a consultation ended, by the receipt of the last act on it. */
export interface EndedStream {
  readonly code: string;
  readonly seq: number;
  readonly headHash: string;
}

/** A dossier that went from its reception to its return, with all that was sent and answered. */
export interface FinishedDossier {
  readonly scenario: FiledScenario;
  readonly code: string;
  readonly receptionist: Worker;
  readonly receipt: Receipt;
  /** The appointment, by the last act that set it. */
  readonly dueAt: string | null;
  /** The limit that the catalogue states for its case. */
  readonly limit: StatedLimit;
  readonly intake: SentCommand;
  readonly components: readonly SentDocument[];
  readonly results: readonly SentResult[];
  readonly steps: readonly DoneStep[];
  /** Every act, those on parts and consultations too, in order. */
  readonly acts: readonly SentCommand[];
  /** Its own ledger first. */
  readonly streams: readonly EndedStream[];
  /** The answer to the last act. */
  readonly last: ActAnswer;
}

/** Hands a paper in at a counter. */
export async function handIn(
  { paper, fileName, component }: HandedIn,
  { desk }: Worker,
  report: Report,
): Promise<SentDocument> {
  const file = { name: fileName, bytes: await makePdf(paper) };
  const { id, size, sha256 } = await desk.upload('/documents', file, randomUUID());
  tellUpload(report, file, size);
  report.check(`upload/${component}`, UPLOADED, sha256 === sha256Of(file.bytes), shortHash(sha256));
  return { id, file };
}

/** The reception of what was handed in. */
export async function receive(
  { intake, handedIn }: FiledScenario,
  documents: readonly SentDocument[],
  worker: Worker,
  report: Report,
): Promise<{ readonly intake: SentCommand; readonly receipt: Receipt }> {
  const components = handedIn.map(({ component, originals, copies }, index) => ({
    component,
    originals,
    copies,
    documents: documents.slice(index, index + 1).map(({ id }) => id),
  }));
  const body: IntakeBody = { ...intake, components };
  const path = '/dossiers';
  const key = randomUUID();
  const receipt = await worker.desk.post(path, IntakeAnswer, body, key);
  report.line(
    `→ ${localInstant(receipt.at)}  ${inBoth({ vi: `tiếp nhận hồ sơ ${receipt.code}`, en: `dossier ${receipt.code} received` })}, ${worker.displayName}`,
  );
  return { intake: { path, key, body, worker, answer: receipt }, receipt };
}

/** Uploads what an act is to seal. */
export async function uploadResult(
  { fileName, paper }: ResultPaper,
  code: string,
  decidedAt: string,
  { desk }: Worker,
  report: Report,
): Promise<SentResult> {
  const made = paper({ code, decidedOn: localDateInWords(decidedAt) });
  const file = { name: fileName, bytes: await makePdf(made) };
  const { id, size, sha256 } = await desk.upload(`/dossiers/${code}/documents?kind=result`, file, randomUUID());
  tellUpload(report, file, size);
  report.check('upload/result', UPLOADED, sha256 === sha256Of(file.bytes), shortHash(sha256));
  return { code, id, file };
}

const UPLOADED = {
  vi: 'SHA-256 máy chủ nhận được đúng bằng của tệp đã gửi',
  en: 'the server took in the SHA-256 of the file sent',
};

function tellUpload(report: Report, { name }: PdfFile, size: number): void {
  report.line(`→ ${inBoth({ vi: 'tải lên', en: 'uploaded' })}: ${name}, ${size} B`);
}

/** What an act takes beside its name: the task, where it is done, and whatever is its own. */
type ActBody = { readonly task: string; readonly place: string } & Readonly<Record<string, unknown>>;

/** One act on a dossier, and what it answered. */
export async function act(
  code: string,
  name: ActName,
  body: ActBody,
  worker: Worker,
  report: Report,
): Promise<{ readonly sent: SentCommand; readonly answer: ActAnswer }> {
  const path = `/dossiers/${code}/acts`;
  const key = randomUUID();
  const whole = { act: name, medium: 'electronic', ...body };
  const answer = await worker.desk.post(path, CommandAnswer, whole, key);
  report.line(`→ ${localInstant(answer.at)}  ${inBoth(ACT_LABELS[name])}, ${worker.displayName}`);
  return { sent: { path, key, body: whole, worker, answer }, answer };
}

/** Finds a task on the list of open tasks of its agency and opens it. @throws Error when it is not there */
export async function openTask({ desk }: Worker, agency: string, role: Role, task: string): Promise<string> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: z.output<typeof TaskPage> = await desk.get(
      `/agencies/${agency}/tasks?role=${role}&limit=200${after}`,
      TaskPage,
    );
    if (page.items.some((item) => item.task === task)) {
      const { openedAt } = await desk.post(`/tasks/${task}/opening`, TaskOpening);
      return openedAt;
    }
    cursor = page.next;
  }
  throw new Error(`task ${task} is not on the list of ${role} at ${agency}`);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
