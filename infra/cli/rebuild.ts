import { isConsultationCode, isOver } from '../../domain/consultation/state.ts';
import { hasEnded } from '../../domain/dossier/state.ts';
import { parseDossierCode } from '../../domain/dossier/code.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Connections } from '../connect.ts';
import { restartConsultation } from '../relay/consultations.ts';
import { recordRuns } from '../relay/start-runs.ts';
import { openConnections } from './connections.ts';

const USAGE = `motcua rebuild CODE
  Dựng lại tiến trình của hồ sơ từ sổ sự kiện sau khi tiến trình bị mất hoặc bị dừng.
  Starts the run of a dossier again from its ledger, after the run was lost or terminated.
`;

/** `motcua rebuild CODE`: verifies the ledger, folds it, and starts a run where the dossier stood. @returns exit code */
export async function rebuildCommand(argv: string[]): Promise<number> {
  const [code] = argv;
  if (argv.length !== 1 || code === undefined || code.startsWith('-')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const isConsultation = isConsultationCode(code);
  if (!isConsultation) parseDossierCode(code);
  const connections = await openConnections();
  try {
    if (isConsultation) return await rebuildConsultation(connections, code);
    const snapshot = await loadSnapshot(connections.db, connections.procedures, code);
    const { state } = snapshot;
    if (hasEnded(state)) {
      process.stdout.write(`${code}: đã kết thúc, không cần dựng lại | has ended, nothing to rebuild\n`);
      return 0;
    }
    const runId = await connections.engine.startDossier(snapshot, true);
    await recordRuns(connections.db, [{ posted: null, code, runId }]);
    process.stdout.write(
      `${code}: đã dựng lại từ ${state.seq} sự kiện, bước ${state.step?.stage ?? '-'} | rebuilt from ${state.seq} events at step ${state.step?.stage ?? '-'}\n`,
    );
    return 0;
  } finally {
    await connections.close();
  }
}

async function rebuildConsultation({ db, engine, procedures }: Connections, code: string): Promise<number> {
  const opened = await restartConsultation(db, engine, procedures, code);
  if (isOver(opened.state)) {
    process.stdout.write(`${code}: đã kết thúc, không cần dựng lại | is over, nothing to rebuild\n`);
    return 0;
  }
  const { seq } = opened.state;
  process.stdout.write(`${code}: đã dựng lại từ ${seq} sự kiện | rebuilt from ${seq} events\n`);
  return 0;
}
