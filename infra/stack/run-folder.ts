import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../config/settings.ts';
import { endLeftovers } from './data-folder.ts';
import { identityOf, isAlive } from './process-identity.ts';

const FOLDERS = join(CHECKOUT, '.data-test');
const OWNER = 'owner.json';

const isOwned = (folder: string): boolean => {
  try {
    return isAlive(JSON.parse(readFileSync(join(folder, OWNER), 'utf8')));
  } catch {
    return false;
  }
};

/** Ends what earlier runs have left, and removes their folders; what belongs to a process that still runs is left alone. */
const sweep = async (): Promise<void> => {
  for (const name of readdirSync(FOLDERS)) {
    const folder = join(FOLDERS, name);
    if (isOwned(folder)) continue;
    for (const entry of readdirSync(folder)) await endLeftovers(join(folder, entry));
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A folder for the servers and logs of one run of tests, of the benchmark, the storm or the fuzzer, this process's own until it ends. */
export const makeRunFolder = async (kind: 'run' | 'bench' | 'fairness' | 'storm' | 'fuzz'): Promise<string> => {
  mkdirSync(FOLDERS, { recursive: true });
  await sweep();
  const folder = join(FOLDERS, `${kind}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, OWNER), JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }));
  return folder;
};
