import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { ConsultationAnswer, ConsultationPage, type ConsultationItem } from '../contracts/consultation.ts';
import { DossierView, type PartItem } from '../contracts/dossier.ts';
import { Timeline } from '../contracts/timeline.ts';
import { actsOf, needsResult, type ActName } from '../domain/dossier/acts.ts';
import { appointmentLimit } from '../domain/procedure/limits.ts';
import type { RoutePart, Stage } from '../domain/procedure/route.ts';
import {
  act,
  handIn,
  openTask,
  receive,
  uploadResult,
  type ActAnswer,
  type DoneStep,
  type EndedStream,
  type FinishedDossier,
  type SentCommand,
  type SentDocument,
  type SentResult,
} from './desk-work.ts';
import { localInstant } from './format.ts';
import { inBoth, scoped } from './report.ts';
import type { InterlinkedScenario } from './scenarios/scenario.ts';
import type { Worker } from './staff.ts';
import type { TakeThroughParts } from './take-through.ts';

/** An interlinked dossier that is finished, and what was to be seen on its way. */
export interface FinishedInterlinked extends FinishedDossier {
  /** The parts as they were when the last of them had begun. */
  readonly together: readonly PartItem[];
  /** The dossier, and the part that had asked, while they waited for the supplement. */
  readonly waiting: readonly DossierView[];
  /** Id of the file that was brought as a supplement. */
  readonly brought: string;
  /** The appointment before the extension, and after it. */
  readonly appointments: readonly (string | null)[];
  readonly consultation: ConsultationItem;
  /** Who asked, and who was asked. */
  readonly parties: readonly [Worker, Worker];
}

/** Messages between runs are under way so long at most. */
const SOON_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/** A part with the step that is open in it. */
interface Begun {
  readonly part: string;
  /** Of its sub-dossier. */
  readonly code: string;
  readonly step: { readonly task: string; readonly stage: string; readonly agency: string };
}

interface Opened extends Pick<DoneStep, 'worker' | 'openedAt'> {
  readonly step: Stage;
}

/** What was done so far. */
interface Log {
  readonly steps: DoneStep[];
  readonly acts: SentCommand[];
  readonly results: SentResult[];
  readonly streams: Map<string, EndedStream>;
}

/** Takes an interlinked dossier to its return over HTTP, each part at its own agency, with all that comes between. */
export async function takeInterlinked(
  scenario: InterlinkedScenario,
  { staff, catalogue, report }: TakeThroughParts,
): Promise<FinishedInterlinked> {
  const { consultation: asking, supplement, parts, returnedAt } = scenario;
  const office = catalogue.offices.get(scenario.intake.office);
  const procedure = catalogue.procedures.get(scenario.procedure);
  const [stage, handover] = procedure?.route?.stages ?? [];
  if (office === undefined || procedure === undefined || stage?.parts === undefined || handover === undefined)
    throw new Error(`the catalogue lacks the office, or an interlinked route of ${scenario.procedure}`);
  const route = stage.parts;
  const receptionist = staff.at(office.agency, 'receptionist');
  const log: Log = { steps: [], acts: [], results: [], streams: new Map() };

  const components: SentDocument[] = [];
  for (const one of scenario.handedIn) components.push(await handIn(one, receptionist, report));
  const { intake, receipt } = await receive(scenario, components, receptionist, report);
  const { code } = receipt;
  const view = (of = code): Promise<DossierView> => receptionist.desk.get(`/dossiers/${of}`, DossierView);
  const task = receipt.step?.task ?? '';
  const leader = staff.at(receipt.step?.agency ?? '', 'agency-leader');

  const first = await begun(asking.part);
  const { worker: appraiser } = await opened(first);
  const consultation = await consult(first, appraiser);
  const { waiting, restarted, brought } = await supplemented();
  components.push(brought);
  const extended = await done(code, 'extend', { task, place: returnedAt, note: scenario.extension }, leader);
  await finish([first]);

  const later = await Promise.all(route.filter(({ id }) => id !== asking.part).map(({ id }) => begun(id)));
  const together = (await view()).parts;
  await finish(later);
  await until(async () => (await view()).openStep?.stage === handover.id);
  const last = await handOver();

  return {
    scenario,
    code,
    receptionist,
    receipt,
    limit: appointmentLimit(procedure, scenario.intake.case),
    dueAt: extended.dueAt,
    intake,
    components,
    ...log,
    streams: [...log.streams.values()].toSorted((one, other) => one.code.length - other.code.length),
    last,
    together,
    waiting,
    brought: brought.id,
    appointments: [restarted.dueAt, extended.dueAt],
    ...consultation,
  };

  async function done(of: string, name: ActName, body: Parameters<typeof act>[2], worker: Worker): Promise<ActAnswer> {
    const { sent, answer } = await act(of, name, body, worker, report);
    log.acts.push(sent);
    log.streams.set(of, { code: of, seq: answer.seq, headHash: answer.headHash });
    return answer;
  }

  function planned(part: string): RoutePart & (typeof parts)[string] {
    const [ofRoute, ofScenario] = [route.find(({ id }) => id === part), parts[part]];
    if (ofRoute === undefined || ofScenario === undefined) throw new Error(`nothing is planned for the part ${part}`);
    return { ...ofRoute, ...ofScenario };
  }

  /** The part, once it has a task. */
  async function begun(part: string): Promise<Begun> {
    const { dossier: of, openStep } = await until(async () => {
      const found = (await view()).parts.find((one) => one.part === part);
      return found?.openStep == null ? null : found;
    });
    if (of === null || openStep === null) throw new Error(`the part ${part} has no dossier`);
    return { part, code: of, step: { ...openStep, agency: openStep.agency.code } };
  }

  /** The officer of a part's open step, in his own system where his agency has one, with the task opened. */
  async function opened({ part, step: { stage: of, agency, task: at } }: Begun): Promise<Opened> {
    const { stages, throughClient } = planned(part);
    const step = stages.find(({ id }) => id === of);
    if (step === undefined) throw new Error(`the part ${part} has no stage ${of}`);
    const worker = throughClient === true ? staff.throughClient(agency, step.role) : staff.at(agency, step.role);
    return { step, worker, openedAt: await openTask(worker, agency, step.role, at) };
  }

  /** Another agency is asked, reads the question, and answers; the part hears of it. */
  async function consult(
    { code: of, step }: Begun,
    asker: Worker,
  ): Promise<Pick<FinishedInterlinked, 'consultation' | 'parties'>> {
    const { agency, rule, question, opinion } = asking;
    const { place } = planned(asking.part);
    await done(of, 'consult', { task: step.task, place, asks: [{ rule, agency, question }] }, asker);
    const asked = staff.at(agency, 'appraiser');
    const item = await findAsked(asked, agency, of);
    for (const body of [
      { act: 'open', place: asking.place },
      { act: 'answer', place: asking.place, opinion: 'agreed', note: opinion },
    ] as const) {
      const path = `/consultations/${item.code}/acts`;
      const key = randomUUID();
      const answer = await asked.desk.post(path, ConsultationAnswer, body, key);
      log.acts.push({ path, key, body, worker: asked, answer });
      log.streams.set(item.code, { code: item.code, seq: answer.seq, headHash: answer.headHash });
      report.line(`→ ${localInstant(answer.at)}  ${inBoth(CONSULTED[body.act])}, ${asked.displayName}`);
    }
    await until(async () => {
      const { events } = await asker.desk.get(`/dossiers/${of}/timeline`, Timeline);
      return events.some(({ type, stream }) => type === 'consultation-reported' && stream === of);
    });
    return { consultation: item, parties: [asker, asked] };
  }

  /** The applicant is asked for a better paper and brings it; meanwhile the dossier waits, and the part with it. */
  async function supplemented(): Promise<{
    waiting: readonly DossierView[];
    brought: SentDocument;
    restarted: ActAnswer;
  }> {
    const { component, originals, copies } = supplement.brought;
    const asked = { task, place: returnedAt, note: supplement.why, components: [{ component, originals, copies }] };
    await done(code, 'request-supplement', asked, appraiser);
    await until(async () => (await view(first.code)).waitsFor === 'supplement');
    const standing = [await view(), await view(first.code)];
    const file = await handIn(supplement.brought, receptionist, scoped(report, 'supplement'));
    const body = { task, place: returnedAt, components: [{ component, originals, copies, documents: [file.id] }] };
    const answer = await done(code, 'receive-supplement', body, receptionist);
    await until(async () => (await view(first.code)).waitsFor === null);
    return { waiting: standing, brought: file, restarted: answer };
  }

  /** Does what parts wait for, turn by turn, until each has its result. */
  async function finish(begunParts: readonly Begun[]): Promise<void> {
    for (let left = begunParts; left.length > 0;) {
      const next: Begun[] = [];
      for (const one of left) {
        const { step } = await doStep(one);
        if (step !== null) next.push({ ...one, step });
      }
      left = next;
    }
  }

  async function doStep(one: Begun): Promise<ActAnswer> {
    const { step, worker, openedAt } = await opened(one);
    const { code: of, part } = one;
    const { task: at, agency } = one.step;
    const { place, result } = planned(part);
    const [name] = actsOf(step);
    if (name === undefined) throw new Error(`no act completes ${step.id}`);
    const own = scoped(report, part);
    const sealed = needsResult(step) ? await uploadResult(result, of, new Date().toISOString(), worker, own) : null;
    if (sealed !== null) log.results.push(sealed);
    const document = sealed === null ? {} : { document: sealed.id };
    const answer = await done(of, name, { task: at, place, ...document }, worker);
    log.steps.push({ kind: step.kind, task: at, agency, place, worker, openedAt });
    return answer;
  }

  /** All results are handed over at the counter, by the dossier itself. */
  async function handOver(): Promise<ActAnswer> {
    const { openStep } = await view();
    if (openStep === null) throw new Error('nothing is to be returned');
    const { task: at, kind, agency, role } = openStep;
    const worker = staff.at(agency.code, role);
    const when = await openTask(worker, agency.code, role, at);
    const body = { task: at, place: returnedAt, handover: { method: 'counter', identity: 'identity-card' } };
    const answer = await done(code, 'return', body, worker);
    log.steps.push({ kind, task: at, agency: agency.code, place: returnedAt, worker, openedAt: when });
    return answer;
  }
}

const CONSULTED = {
  open: { vi: 'mở nội dung lấy ý kiến', en: 'open what is asked' },
  answer: { vi: 'cho ý kiến', en: 'answer' },
} as const;

/** What an agency is asked about a dossier, on the list of what it is asked. @throws Error when it is not there */
async function findAsked({ desk }: Worker, agency: string, dossier: string): Promise<ConsultationItem> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: z.output<typeof ConsultationPage> = await desk.get(
      `/consultations?agency=${agency}&limit=200${after}`,
      ConsultationPage,
    );
    const found = page.items.find((item) => item.dossier === dossier);
    if (found !== undefined) return found;
    cursor = page.next;
  }
  throw new Error(`${agency} does not find what it is asked`);
}

/** Looks again and again, until there is something. @throws Error when it does not come about */
async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
  for (const giveUpAt = Date.now() + SOON_MS; Date.now() < giveUpAt; await delay(LOOK_AGAIN_MS)) {
    const found = await look();
    if (found !== null && found !== false) return found;
  }
  throw new Error('what was to happen by itself did not happen within a minute');
}
