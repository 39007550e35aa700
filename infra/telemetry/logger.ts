import { pino, type Logger } from 'pino';

/** The log of one process, JSON lines on standard output. Personal data never goes into it. */
export function createLogger(process: 'api' | 'worker' | 'cli', level: string): Logger {
  return pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
}
