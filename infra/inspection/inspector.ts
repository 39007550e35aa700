import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { DomainError } from '../../domain/errors.ts';
import { startInspecting, type InspectingProcess } from './inspecting-process.ts';
import type { InspectionLimits } from './refusal.ts';

/** A document that was read to its end and lies where it can be read once more. */
export interface Inspected {
  readonly mediaType: string;
  readonly size: number;
  /** A new stream of its plaintext. */
  open(): Readable;
}

export interface Inspector {
  /**
   * Looks through a document in a process of its own.
   * @throws DomainError one of `RefusalCode`; `document-unreadable` also when the process dies of it or comes to no end within its limits;
   * `busy-retry` when too many wait, or no process can be started
   */
  inspect(document: Inspected): Promise<void>;
  /** Ends the processes; what they are at is refused as `busy-retry`. */
  close(): void;
}

export interface InspectorOptions {
  readonly limits: InspectionLimits;
  /** Milliseconds one document may take. */
  readonly timeMs: number;
  /** Bytes the process may have in memory. */
  readonly memoryBytes: number;
  /** Documents looked through at once; no more than processors. */
  readonly atOnce?: number;
}

const AT_ONCE = 2;
/** Milliseconds a document waits for its turn at most. */
const PATIENCE_MS = 30_000;
/** A process that came to hold more than this is replaced, so that the next document finds room. */
const SPARE_SHARE = 4;

/** A few warm processes and a queue before them. One that died, or grew, is replaced. */
export function createInspector({ limits, timeMs, memoryBytes, atOnce = AT_ONCE }: InspectorOptions): Inspector {
  const most = Math.max(1, Math.min(atOnce, availableParallelism()));
  const idle: InspectingProcess[] = [];
  const busy = new Set<InspectingProcess>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let closed = false;

  const takeTurn = async (): Promise<void> => {
    if (taken < most) {
      taken++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(new DomainError('busy-retry'));
      }, PATIENCE_MS);
      waiting.push(turn);
    });
  };
  const giveTurn = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken--;
    else next();
  };
  const start = (): InspectingProcess => startInspecting({ timeMs, memoryBytes });
  const nextLiving = (): InspectingProcess => {
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) if (one.alive()) return one;
    return start();
  };

  return {
    async inspect({ mediaType, size, open }) {
      await takeTurn();
      const process = nextLiving();
      busy.add(process);
      let isFit = false;
      try {
        const { verdict, residentBytes } = await process.inspect({ mediaType, size, limits }, open);
        isFit = residentBytes < memoryBytes / SPARE_SHARE;
        if (verdict !== null) throw new DomainError(verdict.code, verdict.params);
      } finally {
        busy.delete(process);
        if (!isFit) process.end();
        // The next one is begun now, so that whoever comes next finds it warm.
        if (!closed) idle.push(isFit ? process : start());
        giveTurn();
      }
    },
    close() {
      closed = true;
      for (const one of [...idle, ...busy]) one.end();
      idle.length = 0;
    },
  };
}
