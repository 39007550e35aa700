import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from './data-folder.ts';
import { endAll, identityOf } from './process-identity.ts';
import type { EndStyle, OwnProcess } from './process-identity.ts';
import type { Tell } from './progress.ts';
import { explainDisk, messageOf, StackError } from './stack-error.ts';

/** The processes of one launcher, known to its guard and written down in its data folder. */
export interface GuardedProcesses {
  /** Puts a process just spawned under guard; it leaves the list by itself when it ends. */
  adopt(name: string, child: ChildProcess, end: EndStyle): OwnProcess | undefined;
  /** Throws once ending has begun: nothing may be spawned any more. */
  requireOpen(): void;
  /** Ends everything that still runs, newest first, and lets the guard go. */
  close(): Promise<void>;
}

const unwritten = (dir: string, error: unknown): StackError => {
  const problem = explainDisk(error, dir);
  if (problem instanceof StackError) return problem;
  const reason = messageOf(error);
  return new StackError('DATA_DIR', `cannot write in ${dir}: ${reason}`, `không ghi được vào ${dir}: ${reason}`);
};

/**
 * Writes the list down for the next launcher, in case that the guard is gone too. A disk that takes nothing must not end this
 * launcher, which runs everything: it is told of, once until it takes something again.
 */
const recorder = (folder: DataFolder, tell: Tell): ((list: readonly OwnProcess[]) => void) => {
  let told = '';
  return (list) => {
    try {
      folder.record(list);
      told = '';
    } catch (error) {
      const { message } = unwritten(folder.dir, error);
      if (message !== told) tell(message);
      told = message;
    }
  };
};

/** Starts the guard of this launcher. */
export const guardProcesses = (folder: DataFolder, tell: Tell): GuardedProcesses => {
  const guard = spawn(process.execPath, [fileURLToPath(new URL('guard.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  guard.unref();
  // The guard may be gone first, at worst killed by hand; the list in the data folder still serves the next start.
  guard.stdin.on('error', () => undefined);
  guard.on('error', () => undefined);
  const own = new Map<number, OwnProcess>();
  const record = recorder(folder, tell);
  let closing = false;

  const publish = (): void => {
    const list = [...own.values()];
    if (guard.stdin.writable) guard.stdin.write(`${JSON.stringify(list)}\n`);
    record(list);
  };

  return {
    adopt: (name, child, end) => {
      const { pid } = child;
      const identity = pid === undefined ? undefined : identityOf(pid);
      if (pid === undefined || identity === undefined) return undefined;
      const entry: OwnProcess = { name, pid, identity, end };
      own.set(pid, entry);
      publish();
      child.once('exit', () => {
        own.delete(pid);
        publish();
      });
      return entry;
    },
    requireOpen: () => {
      if (closing) throw new Error('the stack is being stopped');
    },
    close: async () => {
      closing = true;
      await endAll([...own.values()]);
      guard.stdin.end();
    },
  };
};
