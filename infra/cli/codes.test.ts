import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { codesCommand } from './codes.ts';

const HONG_GAI = 'H49.143';
const ITS_CENTRE = 'H49.01.143';

describe('motcua codes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-codes-'));
  const list = join(folder, 'codes.csv');
  const said: string[] = [];
  const listen = (stream: NodeJS.WriteStream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  let run = 0;

  beforeEach(() => {
    said.length = 0;
    run += 1;
    listen(process.stdout);
    listen(process.stderr);
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const replace = async (text: string): Promise<{ code: number; out: string }> => {
    const out = join(folder, `out-${run}`);
    writeFileSync(list, text);
    return { code: await codesCommand([list, '--out', out]), out };
  };

  test('gives an agency its official code wherever it is named, and leaves the catalogue in use alone', async () => {
    const { code, out } = await replace(`\uFEFF# from the annex\r\n${HONG_GAI},H49.10.05\r\n${ITS_CENTRE};H49.01.05\n`);
    expect([code, said.join('')]).toEqual([0, expect.stringContaining('2 codes replaced')]);
    const [before, after] = [await loadCatalogue(), await loadCatalogue(out)];
    expect(after.agencies.get('H49.10.05')?.name).toEqual(before.agencies.get(HONG_GAI)?.name);
    expect(after.agencies.get('H49.10.05')?.provisional).not.toContain('code');
    expect(after.offices.get('phuong-hong-gai')?.agency).toBe('H49.01.05');
    expect(after.competentAgency('1.001193', 'phuong-hong-gai', '2026-11-24')).toBe('H49.10.05');
    expect(after.agencies.has(HONG_GAI)).toBe(false);
    expect(before.agencies.has(HONG_GAI)).toBe(true);
    expect(after.agencies.size).toBe(before.agencies.size);
  });

  test.each([
    ['one code', HONG_GAI, 'needs two codes'],
    ['what is no identifier code', `${HONG_GAI},hong gai`, 'is no identifier code'],
    ['an agency that is not there', 'H49.999,H49.10', 'has no agency H49.999'],
    ['a code that is official', 'H49,H50', 'is official already'],
    ['the code of another agency', `${HONG_GAI},H49`, 'of another agency'],
    ['a code twice', `${HONG_GAI},H49.10.1\n${HONG_GAI},H49.10.2`, 'codes.csv:2:'],
    ['an official code twice', `${HONG_GAI},H49.10.1\n${ITS_CENTRE},H49.10.1`, 'codes.csv:2:'],
    ['nothing', '# nothing\n', 'holds no code'],
  ])('refuses a list with %s, by its line, and writes nothing', async (_, text, reason) => {
    const { code, out } = await replace(text);
    expect([code, said.join('')]).toEqual([1, expect.stringContaining(reason)]);
    expect(existsSync(out)).toBe(false);
  });

  test('refuses a folder that is there, a list that is not, and wrong usage', async () => {
    writeFileSync(list, `${HONG_GAI},H49.10.05`);
    expect(await codesCommand([list, '--out', folder])).toBe(1);
    expect(await codesCommand([join(folder, 'none.csv'), '--out', join(folder, 'new')])).toBe(1);
    expect(await codesCommand([list])).toBe(2);
    expect(said.join('')).toContain('cannot be read');
  });
});
