import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueCommand, type CatalogueCommandIo } from './catalogue-import.ts';

const FOLDER = fileURLToPath(new URL('../../test/fixtures/national-records', import.meta.url));

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-catalogue-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** Runs the command with its output caught; without `rows` the database must not be asked for. */
async function run(argv: string[], rows?: (batch: { code: string }[]) => Record<string, unknown>[]) {
  const output = { stdout: '', stderr: '', closed: false };
  const io: CatalogueCommandIo = {
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
    openDatabase: () => {
      if (!rows) throw new Error('no database here');
      return Promise.resolve({
        execute: (_sql: string, params: unknown[]) =>
          Promise.resolve(rows(JSON.parse(String(params[0])) as { code: string }[])),
        close: () => {
          output.closed = true;
          return Promise.resolve();
        },
      });
    },
  };
  return { ...output, code: await catalogueCommand(argv, io), output };
}

describe('motcua catalogue import', () => {
  it('does a dry run without a database, and exits 1 because some records are broken', async () => {
    const { code, output } = await run(['import', FOLDER, '--dry-run']);
    expect(code).toBe(1);
    expect(output.stdout).toContain('Bản ghi / Records: 9\n');
    expect(output.stdout).toContain('hong/khong-ma.txt: không có mã thủ tục / no code');
    expect(output.stdout).toContain('9.000003\tmethods[0].fees[0]\tsuspicious-fee\t135 VNĐ');
  });

  it('writes one JSON object per record and line, and leaves no other file', async () => {
    const out = join(scratch, 'out.jsonl');
    await run(['import', FOLDER, '--dry-run', '--out', out]);
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toHaveLength(5);
    expect(await readdir(scratch)).toEqual(['out.jsonl']);
  });

  it('writes the records to stdout for `-` and the report to stderr', async () => {
    const { output } = await run(['import', FOLDER, '--dry-run', '--out', '-', '--json']);
    expect(output.stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(JSON.parse(output.stderr)).toMatchObject({ dryRun: true, records: 9, valid: 5 });
  });

  it('stores without --dry-run and closes the database', async () => {
    const { code, output } = await run(['import', FOLDER, '--json'], (batch) =>
      batch.flatMap((draft) => ('content' in draft ? { code: draft.code, outcome: 'inserted' } : [])),
    );
    expect(code).toBe(1);
    expect(JSON.parse(output.stdout)).toMatchObject({ imported: 5, changed: 0, unchanged: 0 });
    expect(output.closed).toBe(true);
  });

  it('exits 2 with one line for a wrong path or a database that cannot be had, and leaves no file', async () => {
    const wrong = await run(['import', join(scratch, 'nowhere'), '--out', join(scratch, 'never.jsonl')]);
    expect(wrong.code).toBe(2);
    expect(wrong.output.stderr).toMatch(/^Không nhập được \/ Import failed: .*không tìm thấy \/ not found\n$/u);
    const down = await run(['import', FOLDER, '--out', join(scratch, 'never.jsonl')]);
    expect(down.code).toBe(2);
    expect(down.output.stderr).toContain('no database here');
    expect(await readdir(scratch)).not.toContain('never.jsonl');
  });

  it.each([[[]], [['import']], [['export', 'x']], [['import', 'a', 'b']], [['import', 'a', '--bad']]])(
    'exits 2 with its usage for %j',
    async (argv: string[]) => {
      const { code, output } = await run(argv);
      expect(code).toBe(2);
      expect(output.stderr).toContain('motcua catalogue import PATH');
    },
  );
});
