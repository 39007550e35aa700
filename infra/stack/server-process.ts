import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemVariables } from '../config/system-variables.ts';
import type { GuardedProcesses } from './guarded-processes.ts';
import { endProcess, waitGone } from './process-identity.ts';
import type { EndStyle, OwnProcess } from './process-identity.ts';
import { diskFull, explainDisk, StackError } from './stack-error.ts';

/** One embedded server, by hand: fault tests stop, kill and start it again on the same port and data. */
export interface ServerControl {
  readonly name: string;
  readonly port: number;
  /** undefined while it does not run */
  readonly pid: number | undefined;
  /** Resolves when the server answers. */
  start(): Promise<void>;
  /** Asks it to end, waits until it is gone. */
  stop(): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** Called when it ends without having been asked to. */
  onCrash(listener: () => void): void;
}

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

export interface ServerSpec {
  readonly name: string;
  /** The setting that has a say when the server does not start. */
  readonly setting: string;
  readonly port: number;
  readonly end: EndStyle;
  readonly readyWithinMs: number;
  readonly dataDir: string;
  readonly logDir: string;
  /** Made anew for each start, after anything stale has been cleared away. */
  command(): Promise<ServerCommand>;
  /** Whether it answers by now; may throw while it does not. `told`: it has sent `{ ready: true }` (only with `messages`). */
  isReady(told: boolean): Promise<boolean>;
  /** The program is one of ours and has a channel for messages to us. */
  readonly messages?: true;
  /** How long it may take to end by itself. */
  readonly endWithinMs?: number;
}

const KEPT_LOGS = 3;
const QUOTED_LINES = 8;
const RELEVANT = /fatal|error|panic|cannot|could not|unable|denied|no space/i;

const logPath = (logDir: string, name: string, age = 0): string =>
  join(logDir, age === 0 ? `${name}.log` : `${name}.${age}.log`);

/** Moves the logs of earlier starts one place back; the oldest goes. */
export const rotateLog = (logDir: string, name: string): string => {
  for (let age = KEPT_LOGS - 1; age >= 0; age -= 1) {
    if (existsSync(logPath(logDir, name, age))) renameSync(logPath(logDir, name, age), logPath(logDir, name, age + 1));
  }
  return logPath(logDir, name);
};

const quoteLog = (path: string): { text: string; full: boolean } => {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(-400) : [];
  const relevant = lines.filter((line) => RELEVANT.test(line));
  const quoted = (relevant.length > 0 ? relevant : lines).slice(-QUOTED_LINES).map((line) => `  ${line.slice(0, 300)}`);
  return { text: [...quoted, `  log: ${path}`].join('\n'), full: /no space left on device/i.test(lines.join('\n')) };
};

/**
 * A server run as a child under guard, in a session of its own, so that Ctrl-C in a terminal reaches the launcher alone and
 * servers end in order.
 */
export const serverProcess = (spec: ServerSpec, guarded: GuardedProcesses): ServerControl => {
  let current: { child: ChildProcess; own: OwnProcess } | undefined;
  /** The process that was asked to end. */
  let asked: ChildProcess | undefined;
  const crashListeners: (() => void)[] = [];

  const launch = async (log: string): Promise<ChildProcess> => {
    const { file, args, env, cwd, uid, gid } = await spec.command();
    guarded.requireOpen();
    const output = openSync(log, 'a', 0o600);
    try {
      return spawn(file, args, {
        detached: true,
        stdio: ['ignore', output, output, ...(spec.messages === true ? (['ipc'] as const) : [])],
        env: { ...systemVariables(), ...env },
        cwd: cwd ?? spec.dataDir,
        ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
      });
    } finally {
      closeSync(output);
    }
  };

  const failed = (log: string, en: string, vi: string): StackError => {
    const { text, full } = quoteLog(log);
    return full ? diskFull(spec.dataDir) : new StackError(spec.setting, en, vi, text);
  };

  const start = async (): Promise<void> => {
    if (current !== undefined) return;
    const log = rotateLog(spec.logDir, spec.name);
    const child = await launch(log).catch((error: unknown) => {
      throw explainDisk(error, spec.dataDir);
    });
    let ended = false;
    let spawnError = '';
    let told = false;
    child.on('message', (message) => {
      told ||= typeof message === 'object' && message !== null && 'ready' in message;
    });
    child.once('error', (error) => {
      ended = true;
      spawnError = error.message;
    });
    const own = guarded.adopt(spec.name, child, spec.end);
    let ready = false;
    if (own !== undefined) current = { child, own };
    child.once('exit', () => {
      ended = true;
      // One that was killed may be heard of when the next has been started.
      if (current?.child === child) current = undefined;
      if (ready && asked !== child) for (const listener of crashListeners) listener();
    });
    const until = Date.now() + spec.readyWithinMs;
    while (!ready) {
      if (ended || own === undefined) {
        await delay(20);
        throw failed(
          log,
          `${spec.name} ended at once ${spawnError}`.trim(),
          `${spec.name} dừng ngay ${spawnError}`.trim(),
        );
      }
      if (Date.now() > until) {
        await endProcess(own);
        throw failed(
          log,
          `${spec.name} did not answer within ${spec.readyWithinMs / 1000} s`,
          `${spec.name} không phản hồi trong ${spec.readyWithinMs / 1000} giây`,
        );
      }
      ready = await spec.isReady(told).catch(() => false);
      if (!ready) await delay(40);
    }
  };

  return {
    name: spec.name,
    port: spec.port,
    get pid() {
      return current?.own.pid;
    },
    start,
    stop: async () => {
      const running = current;
      if (running === undefined) return;
      asked = running.child;
      await endProcess(running.own, spec.endWithinMs);
      if (current === running) current = undefined;
    },
    kill: async () => {
      const running = current;
      if (running === undefined) return;
      asked = running.child;
      running.child.kill('SIGKILL');
      await waitGone(running.own, 5_000);
      if (current === running) current = undefined;
    },
    onCrash: (listener) => {
      crashListeners.push(listener);
    },
  };
};
