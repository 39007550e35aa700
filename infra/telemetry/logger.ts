import { pino, type Logger } from 'pino';

/** Lines are written together, by size or by time; what is left is written when the process ends, unless it is killed. */
const GATHERED_BYTES = 8192;
const GATHERED_MS = 250;

/** The log of one process, JSON lines on standard output. Personal data never goes into it. */
export function createLogger(process: 'api' | 'worker' | 'cli' | 'issuer', level: string): Logger {
  const destination = pino.destination({ dest: 1, sync: false, minLength: GATHERED_BYTES, periodicFlush: GATHERED_MS });
  return pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
