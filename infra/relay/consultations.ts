import { isConsultationCode, isOver, type OpenedConsultation } from '../../domain/consultation/state.ts';
import { standingOf } from '../../domain/consultation/news.ts';
import type { Message, Report } from '../../domain/dossier/messages.ts';
import { partReport } from '../../domain/dossier/parts.ts';
import { hasEnded } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { loadConsultation } from '../db/commit-consultation.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import type { Engine } from '../temporal/engine.ts';
import { ensureRun } from './ensure-run.ts';

/** What a run of a consultation starts from, by both ledgers. @throws DomainError as `loadConsultation` and `loadSnapshot` */
export async function openConsultation(
  db: Pick<Database, 'execute'>,
  procedures: ProcedureVersions,
  code: string,
): Promise<OpenedConsultation> {
  const { state, headHash } = await loadConsultation(db, code);
  const dossier = await loadSnapshot(db, procedures, state.of);
  const known = dossier.state.consultations.find((one) => one.code === code);
  return { state, headHash, recall: isOver(state) ? null : (known?.recalledBecause ?? null) };
}

const OF_DOSSIER = {
  name: 'consultations-of',
  text: 'select code from consultation where dossier = $1 order by number',
};

const ENDED_PARTS = {
  name: 'ended-parts-of',
  text: `select code from dossier where parent = $1 and closed_at is not null order by closed_at, code`,
};

/** What the consultations and parts of a dossier say by their ledgers, those with nothing to say left out. */
export async function reportsOf(
  db: Pick<Database, 'execute'>,
  procedures: ProcedureVersions,
  dossier: string,
): Promise<Report[]> {
  const reports: Report[] = [];
  for (const { code } of await db.execute<{ code: string }>(OF_DOSSIER, [dossier])) {
    const { state, headHash } = await loadConsultation(db, code);
    reports.push(...standingOf(state, headHash));
  }
  for (const { code } of await db.execute<{ code: string }>(ENDED_PARTS, [dossier])) {
    const { state, headHash } = await loadSnapshot(db, procedures, code);
    if (state.status === 'returned') reports.push(partReport(state, headHash));
  }
  return reports;
}

/**
 * Starts the run of a consultation that is lost, where it is not over; its dossier is told before what that run may not have told any
 * more, and knows what it has heard.
 * @throws DomainError `engine-unavailable`, `engine-busy`, and as `openConsultation`
 */
export async function restartConsultation(
  db: Pick<Database, 'execute'>,
  engine: Messenger,
  procedures: ProcedureVersions,
  code: string,
): Promise<OpenedConsultation> {
  const opened = await openConsultation(db, procedures, code);
  const { state, headHash } = opened;
  for (const payload of standingOf(state, headHash))
    await bring(db, engine, procedures, { to: state.of, signal: 'reported', payload });
  if (!isOver(state)) await engine.startConsultation(opened, true);
  return opened;
}

export type Messenger = Pick<Engine, 'signal' | 'startDossier' | 'startConsultation'>;

/** What an engine that is away or busy answers, or one whose run has closed this very moment: it is no refusal of the message. */
const PASSING: readonly string[] = ['engine-unavailable', 'engine-busy', 'run-missing', 'run-open'];

/**
 * Brings a message to a run; one that is missing though its stream is not over is started from its ledger first.
 * @throws DomainError where a ledger forbids it; any other error while it has not arrived, to be tried again
 */
export async function tell(
  db: Pick<Database, 'execute'>,
  engine: Messenger,
  procedures: ProcedureVersions,
  message: Message,
): Promise<void> {
  try {
    await bring(db, engine, procedures, message);
  } catch (error) {
    if (!(error instanceof DomainError) || !PASSING.includes(error.code)) throw error;
    throw new Error(`a message has not arrived: ${error.code}`, { cause: error });
  }
}

async function bring(
  db: Pick<Database, 'execute'>,
  engine: Messenger,
  procedures: ProcedureVersions,
  { to, signal, payload }: Message,
): Promise<void> {
  try {
    await engine.signal(to, signal, payload);
    return;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'run-missing') throw error;
  }
  if (signal === 'told' && isConsultationCode(to)) {
    // Whoever starts it tells it what was ordered.
    const opened = await openConsultation(db, procedures, to);
    if (!isOver(opened.state)) await engine.startConsultation(opened, true);
    return;
  }
  const snapshot = await loadSnapshot(db, procedures, to);
  if (hasEnded(snapshot.state)) return;
  await ensureRun(engine, snapshot);
  await engine.signal(to, signal, payload);
}
