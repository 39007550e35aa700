import { copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Plant } from './plants.ts';

/** Runs `work` in a folder that is laid out as the checkout, with its packages, and holds nothing but what is planted. */
export async function inPlantedTree<T>(checkout: string, plant: Plant, work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'motcua-arch-'));
  try {
    await copyFile(join(checkout, 'package.json'), join(root, 'package.json'));
    await symlink(join(checkout, 'node_modules'), join(root, 'node_modules'), 'dir');
    for (const [path, content] of Object.entries(plant)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The top folders of what is planted. */
export function foldersOf(plant: Plant): string[] {
  return [...new Set(Object.keys(plant).map((path) => path.slice(0, path.indexOf('/'))))];
}
