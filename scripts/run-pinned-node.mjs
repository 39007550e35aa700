import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSupervised } from './supervised-child.mjs';

/**
 * What the commands share before anything is installed. Plain JavaScript of Node 20 and no package, because it runs before
 * `npm ci` and on whatever Node the system has.
 */
const checkout = fileURLToPath(new URL('../', import.meta.url));

const windows = process.platform === 'win32';
const pinnedNode = join(checkout, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const lockFile = join(checkout, 'package-lock.json');
const installedMark = join(checkout, 'node_modules', '.motcua-lock-hash');

const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
};

/** npm's own note of what it installed, against the lockfile; optional packages may be absent (other platforms). */
const installedByNpm = () => {
  const wanted = readJson(lockFile).packages ?? {};
  const installed = readJson(join(checkout, 'node_modules', '.package-lock.json')).packages;
  if (installed === undefined) return false;
  const names = Object.keys(wanted).filter((name) => name !== '');
  const missing = names.some((name) => {
    const { optional, devOptional, version } = wanted[name];
    return installed[name] === undefined ? !(optional || devOptional) : installed[name].version !== version;
  });
  return !missing && Object.keys(installed).every((name) => wanted[name] !== undefined);
};

const isInstalled = () => {
  if (!existsSync(pinnedNode)) return false;
  const mark = existsSync(installedMark) ? readFileSync(installedMark, 'utf8') : '';
  return mark === lockHash() || installedByNpm();
};

/** Only saves time at the next start, so a node_modules of somebody else's is no obstacle. */
const remember = () => {
  try {
    writeFileSync(installedMark, lockHash());
  } catch {
    // The comparison with npm's own note is made again next time.
  }
};

const packageCount = () => {
  try {
    return readdirSync(join(checkout, 'node_modules')).length;
  } catch {
    return 0;
  }
};

/** Speaks on standard error only: standard output is that of the command which needs the packages. */
const npmCi = async () => {
  const stdio = ['inherit', process.stderr, 'inherit'];
  const args = ['ci', '--no-audit', '--no-fund'];
  const { npm_execpath: npm } = process.env;
  const started = Date.now();
  const tick = setInterval(() => {
    console.error(`npm ci: ${Math.round((Date.now() - started) / 1000)} s, ${packageCount()} folders in node_modules`);
  }, 10_000);
  try {
    return npm !== undefined && npm.endsWith('.js')
      ? await runSupervised(process.execPath, [npm, ...args], { cwd: checkout, stdio })
      : await runSupervised(windows ? 'npm.cmd' : 'npm', args, { cwd: checkout, stdio, shell: windows });
  } finally {
    clearInterval(tick);
  }
};

const install = async () => {
  if (isInstalled()) {
    remember();
    return;
  }
  console.error('npm ci: node_modules does not match package-lock.json, installing (half a minute to two) …');
  const code = await npmCi();
  if (code !== 0) {
    console.error('npm ci failed; nothing was started');
    process.exit(code);
  }
  if (!existsSync(pinnedNode)) {
    console.error(
      'npm ci did not install Node 24: allow the install script of the package "node" (allowScripts in package.json)',
    );
    process.exit(1);
  }
  remember();
};

let installation;

/** Installs the dependencies, once, when node_modules does not match the lockfile; ends the process when that fails. */
export const ensureDependencies = () => {
  installation ??= install();
  return installation;
};

/**
 * Runs a TypeScript main, once the dependencies are there, under the pinned Node and ends as it ends. When this process dies, the main notices by the closed
 * channel.
 */
export const runPinnedNode = async (main, args = []) => {
  await ensureDependencies();
  const code = await runSupervised(
    pinnedNode,
    ['--disable-warning=ExperimentalWarning', join(checkout, main), ...args],
    // Its own process group: Ctrl-C in a terminal then reaches it once, from us.
    { cwd: checkout, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: !windows },
  );
  process.exit(code);
};
