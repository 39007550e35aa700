import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Lets the engine's part of this process speak of errors only; tests provoke its warnings on purpose. Once a test file. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}
