import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Config } from '../../infra/config/config.ts';
import { temporalConnection } from '../../infra/connect.ts';
import type { Peer } from '../peer.ts';
import { BARE, BARE_ACTS, type BareAct } from './names.ts';

/** Temporal alone, driven by its client: same server, same namespace, same steps. */
export async function createBarePeer(config: Config): Promise<Peer> {
  const connection = await Connection.connect(temporalConnection(config));
  const client = new Client({ connection, namespace: config.temporal.namespace });
  return {
    name: 'bare',
    async begin() {
      const workflowId = `bare-${randomUUID()}`;
      const handle = await client.workflow.start(BARE.workflow, { taskQueue: BARE.queue, workflowId });
      const acts = Array.from({ length: BARE_ACTS }, (_, index) => async () => {
        await handle.executeUpdate<BareAct, [BareAct]>(BARE.update, {
          updateId: randomUUID(),
          args: [{ step: index + 1 }],
        });
      });
      return { workflowId, prepare: () => Promise.resolve(), acts };
    },
    close: () => connection.close(),
  };
}
