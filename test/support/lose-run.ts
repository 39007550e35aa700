import type { Client } from '@temporalio/client';
import { until } from './until.ts';

/** Ends the run of a dossier, part or consultation without a word, as if the engine had lost it; one that is only being started is waited for. */
export async function loseRun({ workflow }: Client, code: string): Promise<void> {
  const handle = workflow.getHandle(code);
  await until(async () => (await handle.describe().catch(() => null))?.status.name === 'RUNNING');
  await handle.terminate('lost');
}
