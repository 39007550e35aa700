import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/create-worker.ts';
import { modulesIn, strangersIn } from './bundle-modules.ts';
import { inPlantedTree } from './planted-tree.ts';
import type { Plant } from './plants.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

jest.setTimeout(120_000);

describe('The workflow bundle', () => {
  let bundle: WorkflowBundleWithSourceMap;

  beforeAll(async () => {
    bundle = await bundleWorkflows();
  });

  test('holds the workflows and their rules', () => {
    expect(modulesIn(bundle, CHECKOUT)).toEqual(
      expect.arrayContaining([
        'workflows/index.ts',
        'workflows/dossier.ts',
        'domain/dossier/decide.ts',
        'node_modules/@temporalio/workflow/lib/index.js',
      ]),
    );
  });

  test('holds no package but those of Temporal: no database, HTTP, storage, log or schema code', () => {
    expect(strangersIn(bundle, CHECKOUT)).toEqual([]);
  });
});

describe('A planted import', () => {
  const strangersOf = (plant: Plant): Promise<string[]> =>
    inPlantedTree(CHECKOUT, plant, async (root) => {
      const logger = new DefaultLogger('ERROR', () => {});
      return strangersIn(await bundleWorkflowCode({ workflowsPath: join(root, 'workflows/index.ts'), logger }), root);
    });
  const flowOver = (specifier: string): string =>
    `import * as planted from '${specifier}';\nexport const flow = async () => planted;\n`;

  test('of a package is found', async () => {
    const strangers = await strangersOf({ 'workflows/index.ts': flowOver('zod') });
    expect(strangers).toContain('node_modules/zod/index.js');
    expect(strangers.filter((module) => !module.startsWith('node_modules/zod/'))).toEqual([]);
  });

  test('of a package is found behind a rule of the domain', async () => {
    const plant = { 'workflows/index.ts': flowOver('../domain/rule.ts'), 'domain/rule.ts': flowOver('canonicalize') };
    expect(await strangersOf(plant)).toEqual([expect.stringMatching(/^node_modules\/canonicalize\//)]);
  });

  test('of an activity’s code is found', async () => {
    const plant = {
      'workflows/index.ts': flowOver('../activities/write.ts'),
      'activities/write.ts': 'export const write = 1;\n',
    };
    expect(await strangersOf(plant)).toEqual(['activities/write.ts']);
  });

  test('of an activity’s types leaves nothing in the bundle', async () => {
    const plant = {
      'workflows/index.ts': `import type { Write } from '../activities/write.ts';\nexport const flow = async (write: Write) => write;\n`,
      'activities/write.ts': 'export type Write = 1;\n',
    };
    expect(await strangersOf(plant)).toEqual([]);
  });

  test.each(['crypto', 'node:crypto', 'pg'])(
    'of %s, which is or needs a part of Node, is refused by the bundler',
    async (specifier) => {
      await expect(strangersOf({ 'workflows/index.ts': flowOver(specifier) })).rejects.toThrow(
        /disallowed modules|Webpack finished with errors/,
      );
    },
  );
});
