/** A launcher to be killed by a test: brings a stack up in the folder it is given, says so to its parent, and waits. */
import { startStack } from '../../infra/stack/start-stack.ts';

/** What it says. */
export interface HeldStack {
  readonly pids: readonly number[];
  readonly endedLeftovers: readonly string[];
}

const [folder = ''] = process.argv.slice(2);
const stack = await startStack({ env: {}, dataDir: folder, ports: 'free' });
const pids = [stack.postgres?.pid, stack.minio?.pid, stack.temporal?.pid].filter((pid) => pid !== undefined);
process.send?.({ pids, endedLeftovers: stack.endedLeftovers } satisfies HeldStack);
