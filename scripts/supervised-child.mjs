import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const windows = process.platform === 'win32';

const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'zsh']);

/** Parent and program name of a process; undefined when it is gone or the system cannot say. */
const lookUp = (pid) => {
  const { status, stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, program] = (status === 0 ? stdout : '').match(/^\s*(\d+)\s+(.*?)\s*$/m) ?? [];
  return parent === undefined ? undefined : { parent: Number(parent), program: basename(program) };
};

const lookUpInProc = (pid) => {
  try {
    const [, program, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').match(/^\d+ \((.*)\) \S (\d+)/s);
    return { parent: Number(parent), program };
  } catch {
    return undefined;
  }
};

/** A check whether the npm that runs us is still there, through the shell it may have put between. */
const npmWatch = () => {
  const look = process.platform === 'linux' ? lookUpInProc : lookUp;
  const parent = process.ppid;
  const above = look(parent);
  const shellBetween = above !== undefined && SHELLS.has(above.program);
  return () => process.ppid === parent && (!shellBetween || look(parent)?.parent === above.parent);
};

/**
 * Runs a program to its end, with our terminal, and resolves to its exit code. Signals are passed on, and when the npm above us
 * dies the program is asked to stop, so that nothing goes on unseen.
 */
export const runSupervised = (file, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => [name, () => void child.kill(name)]);
    for (const [name, pass] of signals) process.on(name, pass);
    const npmIsThere = process.env.npm_lifecycle_event === undefined || windows ? () => true : npmWatch();
    const watch = setInterval(() => {
      if (npmIsThere()) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 1000);
    const settle = () => {
      clearInterval(watch);
      for (const [name, pass] of signals) process.removeListener(name, pass);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
