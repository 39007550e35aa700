import { randomUUID } from 'node:crypto';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import type { Config } from '../../infra/config/config.ts';
import { temporalConnection } from '../../infra/connect.ts';
import type { Peer } from '../peer.ts';
import { BARE, BARE_STEPS, type BareAct } from './names.ts';

/** Temporal alone, driven by its client: same server, same namespace, same five steps; the reception starts the workflow. */
export async function createBarePeer(config: Config): Promise<Peer> {
  const connection = await Connection.connect(temporalConnection(config));
  const client = new Client({ connection, namespace: config.temporal.namespace });
  return {
    name: 'bare',
    async begin() {
      const workflowId = `bare-${randomUUID()}`;
      const update = (step: number) => ({ updateId: randomUUID(), args: [{ step }] as [BareAct] });
      const startWorkflowOperation = new WithStartWorkflowOperation(BARE.workflow, {
        taskQueue: BARE.queue,
        workflowId,
        workflowIdConflictPolicy: 'FAIL',
      });
      await client.workflow.executeUpdateWithStart(BARE.update, {
        ...update(1),
        startWorkflowOperation,
      });
      const handle = client.workflow.getHandle(workflowId);
      const acts = Array.from({ length: BARE_STEPS - 1 }, (_, index) => async () => {
        await handle.executeUpdate<BareAct, [BareAct]>(BARE.update, update(index + 2));
      });
      return { workflowId, prepare: () => Promise.resolve(), acts };
    },
    close: () => connection.close(),
  };
}
