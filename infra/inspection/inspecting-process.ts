import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { StorageError } from '../storage/storage-error.ts';
import type { InspectionReply, InspectionRequest } from './messages.ts';
import { REFUSAL_CODES } from './refusal.ts';

/** One process that looks through documents, one after the other. */
export interface InspectingProcess {
  alive(): boolean;
  /** @throws DomainError `document-unreadable` when it dies of the document or oversteps its limits, `busy-retry` when it could not begin */
  inspect(request: InspectionRequest, open: () => Readable): Promise<InspectionReply>;
  end(): void;
}

const HERE = fileURLToPath(new URL('./', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = fileURLToPath(new URL('inspector-process.ts', import.meta.url));

/** Megabytes of its heap; documents lie outside of it. */
const HEAP_MB = 384;
const START_MS = 20_000;
/** Milliseconds until a document has been handed over. */
const FEED_MS = 120_000;
const WATCH_MS = 25;
const PAGE_BYTES = 4096;

/**
 * What it may do: read its own code. It gets no variable of our environment, may not write, start processes or threads, load native
 * code, or make code out of text. (Node cannot yet take the network away; the operator's container can.)
 */
export const INSPECTING_OPTIONS = [
  '--permission',
  `--allow-fs-read=${HERE}*`,
  `--allow-fs-read=${realpathSync(`${CHECKOUT}node_modules`)}/*`,
  `--allow-fs-read=${CHECKOUT}package.json`,
  '--disallow-code-generation-from-strings',
  `--max-old-space-size=${HEAP_MB}`,
];

/** Nothing is taken from the process that is not exactly this: a document may have taken it over. */
const Reply = z.strictObject({
  verdict: z
    .strictObject({
      code: z.enum(REFUSAL_CODES),
      params: z.record(z.string().max(30), z.union([z.string().max(100), z.number(), z.null()])),
    })
    .nullable(),
  residentBytes: z.number(),
});

export function startInspecting({
  timeMs,
  memoryBytes,
}: {
  readonly timeMs: number;
  readonly memoryBytes: number;
}): InspectingProcess {
  const child = spawn(process.execPath, [...INSPECTING_OPTIONS, MAIN], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  let wasEnded = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.on('error', () => resolve());
  });
  // A broken pipe is the end of the process, which is told by `gone`.
  child.stdin?.on('error', () => {});
  const ready = nextMessage(child);
  keepAwake(child, false);

  const end = (): void => {
    wasEnded = true;
    child.kill('SIGKILL');
  };
  const begun = async (): Promise<void> => {
    const isReady = await Promise.race([ready.then(() => true), gone.then(() => false), after(START_MS)]);
    if (isReady) return;
    end();
    throw new DomainError('busy-retry');
  };

  return {
    alive: () => child.exitCode === null && child.signalCode === null && child.connected,
    end,
    async inspect(request, open) {
      keepAwake(child, true);
      const { stdin } = child;
      if (stdin === null) throw new Error('the inspecting process has no standard input');
      try {
        await begun();
        const kill = (): void => void child.kill('SIGKILL');
        let timer = setTimeout(kill, FEED_MS);
        const watch = setInterval(() => {
          if (residentBytes(child.pid) > memoryBytes) kill();
        }, WATCH_MS);
        try {
          const answer = nextMessage(child);
          child.send(request);
          // Its time begins when it has everything: that we are slow to hand a document over is not the document's fault.
          const fed = feed(open(), stdin).then(() => {
            clearTimeout(timer);
            timer = setTimeout(kill, timeMs);
            return answer;
          });
          const reply = Reply.safeParse(await Promise.race([fed, gone.then(() => null)]));
          if (reply.success) return reply.data;
          throw new DomainError(wasEnded ? 'busy-retry' : 'document-unreadable');
        } finally {
          clearTimeout(timer);
          clearInterval(watch);
        }
      } finally {
        keepAwake(child, false);
      }
    },
  };
}

/** Hands a document over. @throws StorageError when it cannot be read; with a process that is gone it never ends, which that tells itself */
async function feed(source: Readable, stdin: Writable): Promise<void> {
  try {
    for await (const chunk of source) if (!stdin.write(chunk)) await once(stdin, 'drain');
  } catch (error) {
    if (error instanceof StorageError) throw error;
    await new Promise(() => {});
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve);
  });
}

/** An idle process keeps nobody from ending; it ends itself when its parent is gone. */
function keepAwake(child: ChildProcess, awake: boolean): void {
  for (const one of [child, child.channel, child.stdin]) {
    const handle = one as { ref?: () => void; unref?: () => void } | null | undefined;
    if (awake) handle?.ref?.();
    else handle?.unref?.();
  }
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
}

/** As Linux tells it; elsewhere the bound is that of the heap alone. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
