import { pino, type Logger } from 'pino';

/** Lines are written together, by size or by time; what is left is written when the process ends, unless it is killed. */
const GATHERED_BYTES = 8192;
const GATHERED_MS = 250;

/**
 * The log of one process, JSON lines on standard output; of a command, whose output is its answer, on standard error. Personal data never
 * goes into it.
 */
export function createLogger(process: 'api' | 'worker' | 'cli' | 'issuer', level: string): Logger {
  const gathered = { dest: 1, sync: false, minLength: GATHERED_BYTES, periodicFlush: GATHERED_MS };
  const destination = pino.destination(process === 'cli' ? { dest: 2, sync: true } : gathered);
  return pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
