import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CommandAnswer, IntakeAnswer, type IntakeRequest } from '../contracts/intake.ts';
import { ACT_LABELS, STAGE_LABELS } from '../contracts/labels.ts';
import { TaskOpening, TaskPage, type TaskItem } from '../contracts/task.ts';
import { actsOf, needsResult } from '../domain/dossier/acts.ts';
import type { Role } from '../domain/access/roles.ts';
import { appointmentLimit } from '../domain/procedure/limits.ts';
import type { StageKind, StatedLimit } from '../domain/procedure/route.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { PdfFile } from './api-client.ts';
import { localDateInWords, localInstant, shortHash } from './format.ts';
import { makePdf } from './pdf/make-pdf.ts';
import { inBoth, type Report } from './report.ts';
import type { HandedIn, Scenario } from './scenarios/scenario.ts';
import type { Staff, Worker } from './staff.ts';

export type Receipt = z.output<typeof IntakeAnswer>;
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

/** One act as it was carried out over HTTP. */
export interface DoneStep {
  readonly kind: StageKind;
  readonly task: string;
  readonly agency: string;
  readonly place: string;
  readonly worker: Worker;
  readonly openedAt: string;
  readonly sent: SentCommand;
  readonly answer: ActAnswer;
}

/** A dossier that went from its reception to its return, with all that was sent and answered. */
export interface FinishedDossier {
  readonly scenario: Scenario;
  readonly code: string;
  readonly receptionist: Worker;
  readonly receipt: Receipt;
  /** The limit that the catalogue states for its case. */
  readonly limit: StatedLimit;
  readonly intake: SentCommand;
  readonly components: readonly SentDocument[];
  readonly result: SentDocument;
  readonly steps: readonly DoneStep[];
  /** The answer to the last act. */
  readonly last: ActAnswer;
}

export interface TakeThroughParts {
  readonly staff: Staff;
  readonly catalogue: Catalogue;
  readonly report: Report;
}

/** Takes a dossier through its real route over HTTP: every person opens the task on the own desk, then acts. */
export async function takeThrough(
  scenario: Scenario,
  { staff, catalogue, report }: TakeThroughParts,
): Promise<FinishedDossier> {
  const office = catalogue.offices.get(scenario.intake.office);
  const procedure = catalogue.procedures.get(scenario.procedure);
  if (office === undefined || procedure === undefined)
    throw new Error(`the catalogue lacks ${scenario.procedure} or its office`);
  const limit = appointmentLimit(procedure, scenario.intake.case);
  const receptionist = staff.at(office.agency, 'receptionist');

  const components: SentDocument[] = [];
  for (const one of scenario.handedIn) components.push(await handIn(one, receptionist, report));
  const intake = await receive(scenario, components, receptionist);
  const receipt = IntakeAnswer.parse(intake.answer);
  const { code } = receipt;
  report.line(
    `→ ${localInstant(receipt.at)}  ${inBoth({ vi: `tiếp nhận hồ sơ ${code}`, en: `dossier ${code} received` })}, ${receptionist.displayName}`,
  );

  const steps: DoneStep[] = [];
  let result: SentDocument | null = null;
  let last: ActAnswer = receipt;
  for (let step = receipt.step; step !== null; step = last.step) {
    const { stage, agency, task } = step;
    const planned = procedure.route?.stages.find(({ id }) => id === stage);
    if (planned === undefined) throw new Error(`${scenario.procedure} has no stage ${stage}`);
    const { kind, role } = planned;
    const worker = staff.at(agency, role);
    const item = await findTask(worker, agency, role, task);
    const { openedAt } = await worker.desk.post(`/tasks/${task}/opening`, TaskOpening);
    const [act] = actsOf(planned);
    if (act === undefined) throw new Error(`no act completes ${STAGE_LABELS[kind].en}`);
    if (needsResult(planned)) result = await uploadResult(scenario, code, last.at, worker, report);
    const body = {
      act,
      task: item.task,
      medium: 'electronic',
      place: scenario.places[kind],
      ...(act === 'return' ? { handover: { method: 'counter', identity: 'identity-card' } } : {}),
      ...(scenario.notes[kind] === undefined ? {} : { note: scenario.notes[kind] }),
      ...(needsResult(planned) && result !== null ? { document: result.id } : {}),
    };
    const path = `/dossiers/${code}/acts`;
    const key = randomUUID();
    last = await worker.desk.post(path, CommandAnswer, body, key);
    const sent = { path, key, body, worker, answer: last };
    steps.push({ kind, task, agency, place: body.place, worker, openedAt, sent, answer: last });
    report.line(`→ ${localInstant(last.at)}  ${inBoth(ACT_LABELS[act])}, ${worker.displayName}`);
  }
  if (result === null) throw new Error(`the route of ${scenario.procedure} asked for no result`);
  return { scenario, code, receptionist, receipt, limit, intake, components, result, steps, last };
}

async function handIn(
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

async function receive(
  { intake, handedIn }: Scenario,
  documents: readonly SentDocument[],
  worker: Worker,
): Promise<SentCommand> {
  const components = handedIn.map(({ component, originals, copies }, index) => ({
    component,
    originals,
    copies,
    documents: documents.slice(index, index + 1).map(({ id }) => id),
  }));
  const body: IntakeBody = { ...intake, components };
  const path = '/dossiers';
  const key = randomUUID();
  return { path, key, body, worker, answer: await worker.desk.post(path, IntakeAnswer, body, key) };
}

async function uploadResult(
  scenario: Scenario,
  code: string,
  decidedAt: string,
  { desk }: Worker,
  report: Report,
): Promise<SentDocument> {
  const paper = scenario.result.paper({ code, decidedOn: localDateInWords(decidedAt) });
  const file = { name: scenario.result.fileName, bytes: await makePdf(paper) };
  const { id, size, sha256 } = await desk.upload(`/dossiers/${code}/documents?kind=result`, file, randomUUID());
  tellUpload(report, file, size);
  report.check('upload/result', UPLOADED, sha256 === sha256Of(file.bytes), shortHash(sha256));
  return { id, file };
}

const UPLOADED = {
  vi: 'SHA-256 máy chủ nhận được đúng bằng của tệp đã gửi',
  en: 'the server took in the SHA-256 of the file sent',
};

function tellUpload(report: Report, { name }: PdfFile, size: number): void {
  report.line(`→ ${inBoth({ vi: 'tải lên', en: 'uploaded' })}: ${name}, ${size} B`);
}

/** The task on the list of open tasks of its agency. @throws Error when it is not there */
async function findTask({ desk }: Worker, agency: string, role: Role, task: string): Promise<TaskItem> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: z.output<typeof TaskPage> = await desk.get(
      `/agencies/${agency}/tasks?role=${role}&limit=200${after}`,
      TaskPage,
    );
    const found = page.items.find((item) => item.task === task);
    if (found !== undefined) return found;
    cursor = page.next;
  }
  throw new Error(`task ${task} is not on the list of ${role} at ${agency}`);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
