import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir, onPath, withBuildLock } from '../infra/stack/binaries.ts';

/** Every package with its version; the first part of the folder's name in the cache follows from it. */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

type Env = Readonly<Record<string, string | undefined>>;

/** Runs a program to its end. @returns its exit code and what it wrote, the last of it */
export function run(
  file: string,
  args: readonly string[],
  options: { readonly env: Env; readonly cwd?: string; readonly signal?: AbortSignal | undefined },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const { env, cwd, signal } = options;
    const child = spawn(file, args, { env: { ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    process.once('exit', end);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-20_000);
      });
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      process.removeListener('exit', end);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * The path of schemathesis, installed once into a virtual environment in the per-user cache, with pip and pinned versions.
 * @param env of pip, with its way to the packages
 * @throws Error without Python 3, or where pip cannot install
 */
export async function findSchemathesis(
  configured: string | undefined,
  env: Env,
  tell: (line: string) => void,
): Promise<string> {
  const version = /^schemathesis==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))?.[1] ?? '';
  const folder = join(cacheDir(configured), `schemathesis-${version}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  const python = onPath('python3');
  if (python === undefined) throw new Error('the fuzzer needs Python 3.10 or newer with venv (python3 on PATH)');
  await withBuildLock(
    `${folder}.lock`,
    () => tell('another run is installing schemathesis; waiting for it'),
    async () => {
      if (existsSync(program)) return;
      tell(`installing schemathesis ${version} with pip, once`);
      // Scripts name their interpreter by its path, so it is made where it stays; a broken one is made anew.
      rmSync(folder, { recursive: true, force: true });
      await must(python, ['-m', 'venv', folder], env);
      const pip = join(folder, 'bin', 'pip');
      await must(pip, ['install', '--quiet', '--no-input', '--requirement', REQUIREMENTS], env);
    },
  );
  return program;
}

async function must(file: string, args: readonly string[], env: Env): Promise<void> {
  const { code, output } = await run(file, args, { env });
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}\n${output.trim().split('\n').slice(-6).join('\n')}`);
}
