import { STAGE_LABELS } from '../contracts/labels.ts';
import { actsOf, needsResult } from '../domain/dossier/acts.ts';
import { appointmentLimit } from '../domain/procedure/limits.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import {
  act,
  handIn,
  openTask,
  receive,
  uploadResult,
  type ActAnswer,
  type DoneStep,
  type FinishedDossier,
  type SentCommand,
  type SentDocument,
  type SentResult,
} from './desk-work.ts';
import type { Report } from './report.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Staff } from './staff.ts';

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
  const { intake, receipt } = await receive(scenario, components, receptionist, report);
  const { code } = receipt;

  const steps: DoneStep[] = [];
  const acts: SentCommand[] = [];
  const results: SentResult[] = [];
  let last: ActAnswer = receipt;
  for (let step = receipt.step; step !== null; step = last.step) {
    const { stage, agency, task } = step;
    const planned = procedure.route?.stages.find(({ id }) => id === stage);
    if (planned === undefined) throw new Error(`${scenario.procedure} has no stage ${stage}`);
    const { kind, role } = planned;
    const worker = staff.at(agency, role);
    const openedAt = await openTask(worker, agency, role, task);
    const [name] = actsOf(planned);
    if (name === undefined) throw new Error(`no act completes ${STAGE_LABELS[kind].en}`);
    const result = needsResult(planned) ? await uploadResult(scenario.result, code, last.at, worker, report) : null;
    if (result !== null) results.push(result);
    const place = scenario.places[kind];
    if (place === undefined) throw new Error(`the scenario says no place for ${STAGE_LABELS[kind].en}`);
    const body = {
      task,
      place,
      ...(name === 'return' ? { handover: { method: 'counter', identity: 'identity-card' } } : {}),
      ...(scenario.notes[kind] === undefined ? {} : { note: scenario.notes[kind] }),
      ...(result === null ? {} : { document: result.id }),
    };
    const done = await act(code, name, body, worker, report);
    last = done.answer;
    acts.push(done.sent);
    steps.push({ kind, task, agency, place, worker, openedAt });
  }
  if (results.length === 0) throw new Error(`the route of ${scenario.procedure} asked for no result`);
  const streams = [{ code, seq: last.seq, headHash: last.headHash }];
  const { dueAt } = receipt;
  return {
    scenario,
    code,
    receptionist,
    receipt,
    dueAt,
    limit,
    intake,
    components,
    results,
    steps,
    acts,
    streams,
    last,
  };
}
