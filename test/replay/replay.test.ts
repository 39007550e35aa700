import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { quietRuntime } from '../support/quiet-runtime.ts';
import { bundleWorkflows } from '../../worker/create-worker.ts';
import { EventType, readRecording, RECORDING_CODEC, recordings } from './recorded.ts';

const BROKEN = fileURLToPath(new URL('broken-workflow.ts', import.meta.url));

const TURNS = {
  'an act accepted': EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
  'an act done or refused': EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
  'an alarm armed': EventType.EVENT_TYPE_TIMER_STARTED,
  'an alarm that rang': EventType.EVENT_TYPE_TIMER_FIRED,
  'an alarm that was moved': EventType.EVENT_TYPE_TIMER_CANCELED,
  'an ordinary activity, where the quick one failed': EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
  'a run that continued as new': EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
  'a run that completed': EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
} as const;

describe('Dossiers that were under way before this version', () => {
  let bundle: WorkflowBundleWithSourceMap;

  beforeAll(async () => {
    quietRuntime();
    bundle = await bundleWorkflows();
  }, 60_000);

  const replay = (workflowBundle: WorkflowBundleWithSourceMap, name: string): Promise<void> => {
    const history = readRecording(name);
    const options = { workflowBundle, dataConverter: { payloadCodecs: [RECORDING_CODEC] } };
    return Worker.runReplayHistory(options, history, name);
  };

  test('were recorded on every turn that the workflow takes', () => {
    const types = recordings().flatMap((name) => (readRecording(name).events ?? []).map(({ eventType }) => eventType));
    expect(recordings().length).toBeGreaterThanOrEqual(8);
    for (const [turn, type] of Object.entries(TURNS)) expect([turn, types.includes(type)]).toEqual([turn, true]);
  });

  test.each(recordings())('go on as they began: %s', async (name) => {
    await expect(replay(bundle, name)).resolves.toBeUndefined();
  });

  test('would stop if the code asked for something else than it did then, and the replay says so', async () => {
    const logger = new DefaultLogger('ERROR');
    const broken = await bundleWorkflowCode({ workflowsPath: BROKEN, logger });
    await expect(replay(broken, 'whole-route')).rejects.toThrow(DeterminismViolationError);
  }, 60_000);
});
