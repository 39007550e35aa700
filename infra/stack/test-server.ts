import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchingVariables } from '../config/system-variables.ts';
import { cacheDir, onPath, withBuildLock } from './binaries.ts';

const VERSION = '1.33.0';
const FETCH_TIMEOUT_MS = 240_000;

/** The path to give to `TestWorkflowEnvironment.createTimeSkipping`, or what would make one available. */
export type TestServer = { readonly path: string } | { readonly missing: string };

const fetchJars = (mvn: string, folder: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const pom = fileURLToPath(new URL('maven/pom.xml', import.meta.url));
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies';
    const args = [
      '--batch-mode',
      '--quiet',
      '--strict-checksums',
      '--file',
      pom,
      goal,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${folder}`,
    ];
    const child = spawn(mvn, args, {
      env: fetchingVariables(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: FETCH_TIMEOUT_MS,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-2_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : (output.trim().split('\n')[0] ?? `exit code ${code}`)),
    );
  });

/** The server's program takes what the SDK gives it: a port, then `--enable-time-skipping`. */
const WRAPPER = `#!/bin/sh
exec java -Xmx512m -cp "$(dirname "$0")/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * Temporal's time-skipping test server, in which a timer of months takes a second. It comes as a Java library only: Maven
 * fetches it once into the per-user cache, and a script there runs it with Java.
 */
export const findTestServer = async (configuredCache?: string): Promise<TestServer> => {
  const cache = cacheDir(configuredCache);
  const folder = join(cache, `temporal-test-server-${VERSION}`);
  const path = join(folder, 'temporal-test-server');
  if (onPath('java') === undefined) return { missing: 'the time-skipping test server needs Java 17 or newer on PATH' };
  if (existsSync(path)) return { path };
  const mvn = onPath('mvn');
  if (mvn === undefined) return { missing: 'the time-skipping test server is fetched by Maven, which is not on PATH' };
  return withBuildLock(
    `${folder}.lock`,
    () => undefined,
    async (): Promise<TestServer> => {
      if (existsSync(path)) return { path };
      const draft = `${folder}.fetching`;
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { recursive: true });
      const failure = await fetchJars(mvn, draft);
      if (failure !== undefined) return { missing: `Maven cannot fetch the time-skipping test server: ${failure}` };
      writeFileSync(join(draft, 'temporal-test-server'), WRAPPER, { mode: 0o755 });
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
      return { path };
    },
  );
};
