import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { z } from 'zod';
import { DeterminismViolationError } from '@temporalio/workflow';
import { ACT_NAMES } from '../../domain/dossier/act-names.ts';
import type { DossierEventType } from '../../domain/dossier/events.ts';
import { quietRuntime } from '../support/quiet-runtime.ts';
import { bundleWorkflows } from '../../worker/create-worker.ts';
import * as workflows from '../../workflows/index.ts';
import { EventType, readRecording, RECORDING_CODEC, recordings, valuesIn } from './recorded.ts';

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

/** What an activity answers that wrote something. */
const Receipt = z.object({ events: z.array(z.object({ type: z.string() })) });

/** Written before a dossier has a run, or while it has none. */
const WITHOUT_A_RUN = ['dossier-filed', 'dossier-received', 'dossier-reopened', 'part-begun'] as const;

/** What acts and clocks write. */
const WRITTEN = {
  'dossier-accepted': true,
  'step-opened': true,
  'step-acted': true,
  'result-sealed': true,
  'step-sent-back': true,
  'act-undone': true,
  'officers-assigned': true,
  'supplement-requested': true,
  'supplement-received': true,
  'payment-requested': true,
  'payment-recorded': true,
  'payment-waived': true,
  'payment-refunded': true,
  'dossier-suspended': true,
  'dossier-resumed': true,
  'deadline-extended': true,
  'apology-drafted': true,
  'apology-approved': true,
  'withdrawal-requested': true,
  'withdrawal-declined': true,
  'paper-arrived': true,
  'handover-delivered': true,
  'handover-accepted': true,
  'consultations-asked': true,
  'consultation-reported': true,
  'verification-planned': true,
  'verification-recorded': true,
  'clocks-replanned': true,
  'version-migrated': true,
  'parts-begun': true,
  'part-ended': true,
  'part-dropped': true,
  'parts-joined': true,
  'part-paused': true,
  'part-resumed': true,
  'part-held': true,
  'part-released': true,
  'part-finished': true,
  'part-recalled': true,
  'dossier-closed': true,
  'dossier-returned': true,
  'step-due-soon': true,
  'step-overdue': true,
  'step-escalated': true,
  'dossier-due-soon': true,
  'dossier-overdue': true,
  'legal-limit-passed': true,
  'apology-due': true,
  'response-overdue': true,
  'paper-overdue': true,
} as const satisfies Record<Exclude<DossierEventType, (typeof WITHOUT_A_RUN)[number]>, true>;

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

  const workflowOf = (name: string): string | null | undefined =>
    readRecording(name).events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name;

  test('were recorded on every turn that the workflow takes', () => {
    const types = recordings().flatMap((name) => (readRecording(name).events ?? []).map(({ eventType }) => eventType));
    for (const [turn, type] of Object.entries(TURNS)) expect([turn, types.includes(type)]).toEqual([turn, true]);
  });

  test('were recorded in every workflow', () => {
    const types = recordings().map(workflowOf);
    expect(new Set(types)).toEqual(new Set(Object.keys(workflows)));
  });

  test('were recorded on every way that a dossier can go: with each act that runs take, each event they write, each wait they begin with', async () => {
    const values = (await Promise.all(recordings().map(valuesIn))).flat();
    const all = (shape: z.ZodType<string>): Set<string> =>
      new Set(values.flatMap((value) => shape.safeParse(value).data ?? []));
    const acts = all(z.object({ act: z.object({ act: z.string() }) }).transform(({ act }) => act.act));
    expect(ACT_NAMES.filter((name) => name !== 'reopen' && !acts.has(name))).toEqual([]);
    const written = new Set(
      values.flatMap((value) => Receipt.safeParse(value).data?.events.map(({ type }) => type) ?? []),
    );
    expect(Object.keys(WRITTEN).filter((type) => !written.has(type))).toEqual([]);
    const waits = all(
      z
        .object({ snapshot: z.object({ state: z.object({ wait: z.object({ kind: z.string() }) }) }) })
        .transform(({ snapshot }) => snapshot.state.wait.kind),
    );
    expect([...waits]).toContain('payment');
  });

  test.each(recordings())('go on as they began: %s', async (name) => {
    await expect(replay(bundle, name)).resolves.toBeUndefined();
  });

  describe('would stop if the code asked for something else than it did then, and the replay says so', () => {
    let broken: WorkflowBundleWithSourceMap;

    beforeAll(async () => {
      broken = await bundleWorkflowCode({ workflowsPath: BROKEN, logger: new DefaultLogger('ERROR') });
    }, 60_000);

    test.each(Object.keys(workflows))('in %s', async (workflow) => {
      const name = recordings().find((one) => workflowOf(one) === workflow) ?? '';
      await expect(replay(broken, name)).rejects.toThrow(DeterminismViolationError);
    });
  });
});
