import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CatalogueError, readRetention } from './catalogue-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-retention-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('For how long dossiers are kept', () => {
  test('no source confirms, so as delivered all are kept for good', async () => {
    expect(await readRetention('catalogue')).toEqual({
      default: { years: null },
      procedures: {},
      documentTypes: {},
      provisional: ['default'],
    });
  });

  test.each([
    ['a file that is not there', undefined],
    ['no years', { default: {}, procedures: {}, documentTypes: {}, provisional: [] }],
    ['none at all', { default: { years: 0 }, procedures: {}, documentTypes: {}, provisional: [] }],
    [
      'what is no procedure',
      { default: { years: 1 }, procedures: { x: { years: 1 } }, documentTypes: {}, provisional: [] },
    ],
    ['a misspelt field', { default: { years: 1 }, procedure: {}, procedures: {}, documentTypes: {}, provisional: [] }],
  ])('is not read from %s', async (_, content) => {
    if (content !== undefined) await writeFile(join(folder, 'retention.json'), JSON.stringify(content));
    await expect(readRetention(folder)).rejects.toThrow(CatalogueError);
    await expect(readRetention(folder)).rejects.toThrow(/retention\.json: /);
  });
});
