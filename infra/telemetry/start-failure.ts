import { ConfigError } from '../config/config.ts';
import { StackError } from '../stack/stack-error.ts';

/** What a process says when it cannot start: what the operator can mend in one line, anything else with where it happened. */
export const startFailure = (error: unknown): string => {
  if (error instanceof StackError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
