import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { DomainError } from '../../domain/errors.ts';
import type { Engine } from './engine.ts';
import { keyIdOf } from './payload-codec.ts';

/** What came of giving open runs to the active key of the payloads. */
export interface PayloadRotation {
  /** Runs that have gone on in a new one. */
  readonly renewed: number;
  /** Runs that were under the active key already. */
  readonly current: number;
  /** Dossiers and consultations without an open run: over meanwhile, or waiting for the relay. */
  readonly absent: number;
  /** Runs still under another key, by its id; `none` for payloads that are not encrypted. */
  readonly left: Readonly<Record<string, number>>;
}

const AT_ONCE = 4;
const WITHIN_MS = 20_000;

/**
 * Makes every run that began under another key than the active one go on in a new run, so that the old key is needed only for what has
 * ended. Whatever is written in a run comes after its beginning, so the key of its first event tells. Safe to repeat and to break off.
 * @param codes of open dossiers and consultations: the ids of their runs
 * @param active id of the first key of PAYLOAD_KEYS
 * @throws DomainError `engine-unavailable`
 */
export async function renewPayloads(
  engine: Pick<Engine, 'client' | 'renew'>,
  codes: AsyncIterable<string>,
  active: string,
): Promise<PayloadRotation> {
  const counts = { renewed: 0, current: 0, absent: 0 };
  const left: Record<string, number> = {};
  const walk = codes[Symbol.asyncIterator]();
  const line = async (): Promise<void> => {
    for (let next = await walk.next(); next.done !== true; next = await walk.next()) {
      const before = await keyOfRun(engine.client, next.value);
      if (before === null) counts.absent += 1;
      else if (before === active) counts.current += 1;
      else {
        const after = await renew(engine, next.value);
        if (after === null) counts.absent += 1;
        else if (after === active) counts.renewed += 1;
        else left[after] = (left[after] ?? 0) + 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return { ...counts, left };
}

/** @returns the id of the key under which it is afterwards */
async function renew(engine: Pick<Engine, 'client' | 'renew'>, code: string): Promise<string | null> {
  try {
    await engine.renew(code, WITHIN_MS);
  } catch (error) {
    const isAbsent = error instanceof DomainError && error.code === 'run-missing';
    const isBusy = error instanceof DomainError && error.code === 'engine-busy';
    if (!isAbsent && !isBusy) throw error;
  }
  return keyOfRun(engine.client, code);
}

/** The id of the key under which the open run of a workflow id began; null when none is open. */
async function keyOfRun(client: Client, workflowId: string): Promise<string | null> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return null;
    const { namespace } = client.options;
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    });
    const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    return keyIdOf(payload ?? {}) ?? 'none';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
