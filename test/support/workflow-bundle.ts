import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/create-worker.ts';
import { TEST_STACK_VARIABLE, testStack } from './stack.ts';

/** The workflow bundle, made once for all test files of a run on servers. */
export async function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  if (process.env[TEST_STACK_VARIABLE] === undefined) return bundleWorkflows();
  const path = join(testStack().folder, 'workflow-bundle.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as WorkflowBundleWithSourceMap;
  const bundle = await bundleWorkflows();
  writeFileSync(path, JSON.stringify(bundle));
  return bundle;
}
