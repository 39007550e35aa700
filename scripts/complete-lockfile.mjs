/**
 * Makes package-lock.json name every platform build of our dependencies: `node scripts/complete-lockfile.mjs`, after a change
 * of dependencies. npm leaves out optional packages that the registry at hand does not offer (mirrors often hold those of one
 * platform only), and `npm ci` then refuses the lockfile. The entries added have no checksum, and are never fetched on another
 * platform than theirs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(path, 'utf8'));

/** `@oxfmt/binding-linux-x64-musl` runs on linux, x64, musl; a name that tells nothing gives no limits. */
const platformOf = (name) => {
  const words = name.split('/').at(-1).split('-');
  const at = words.findIndex((word) => SYSTEMS.includes(word));
  const [system, cpu, abi] = at === -1 ? [] : words.slice(at);
  const libc =
    system !== 'linux'
      ? undefined
      : abi?.startsWith('musl')
        ? ['musl']
        : abi?.startsWith('gnu')
          ? ['glibc']
          : undefined;
  return { os: system && [system], cpu: cpu && [cpu], libc };
};

let added = 0;
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || lock.packages[`${parent}/${key}`] !== undefined) continue;
    const { os, cpu, libc } = platformOf(name);
    // In npm's own order of fields; JSON leaves out what is undefined.
    lock.packages[key] = { version: version.replace(/^[~^]/, ''), cpu, dev: entry.dev, libc, optional: true, os };
    added += 1;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([one], [other]) => one.localeCompare(other, 'en')),
);
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added} platform packages added`);
