import type { Logger } from 'pino';
import type { StackError } from '../stack/stack-error.ts';

/** Tells the log of a server that a process waits for: when it is away, when the reason changes, when it is there. */
export interface Outage {
  away(problem: StackError): void;
  over(): void;
}

/** @param setting the one that says where the server is; `place`, its value without a secret */
export function createOutage(logger: Logger, setting: string, place: string): Outage {
  let told = '';
  return {
    away(problem) {
      if (problem.message === told) return;
      told = problem.message;
      logger.warn({ setting: problem.setting }, problem.message);
    },
    over() {
      told = '';
      logger.info({ setting }, `${setting}: đã kết nối ${place} | connected to ${place}`);
    },
  };
}
