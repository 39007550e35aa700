import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../config/config.ts';
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
    expect(wrong.output.stderr).toMatch(
      /^Không nhập được \/ Import failed: Không có tệp .*nowhere\. \| There is no .*\n$/u,
    );
    const down = await run(['import', FOLDER, '--out', join(scratch, 'never.jsonl')]);
    expect(down.code).toBe(2);
    expect(down.output.stderr).toContain('no database here');
    expect(await readdir(scratch)).not.toContain('never.jsonl');
  });

  it('names --out and the path in one line of both languages where it cannot be written, without the temporary file', async () => {
    for (const out of [join(scratch, 'none', 'x.jsonl'), scratch, join(FOLDER, 'x.jsonl')]) {
      const { code, output } = await run(['import', FOLDER, '--dry-run', '--out', out]);
      expect(code).toBe(2);
      expect(output.stderr).toMatch(/^Không nhập được \/ Import failed: .*--out .*\. \| --out [^\n]*\n$/u);
      expect(output.stderr).toContain(out);
      expect(output.stderr).not.toContain('.tmp');
    }
  });

  it('exits 1 for an archive that was not read to its end, and keeps what was read', async () => {
    const cut = join(scratch, 'cut.tar.xz');
    await writeFile(cut, (await readFile(`${FOLDER}.tar.xz`)).subarray(0, 1000));
    const { code, output } = await run(['import', cut, '--dry-run', '--json']);
    expect(code).toBe(1);
    const report = JSON.parse(output.stdout) as { records: number; valid: number };
    expect(report).toMatchObject({ broken: [], incomplete: [{ source: cut, error: 'catalogue.damaged-archive' }] });
    expect(report.records).toBe(report.valid);
  });

  it('says which setting of the database is wrong, a line each, and that a dry run needs none', async () => {
    const { code, output } = await run(['import', FOLDER], () => {
      throw new ConfigError([
        { setting: 'DATABASE_URL', vi: 'sai', en: 'wrong' },
        { setting: 'API_PORT', vi: 'sai', en: 'wrong' },
      ]);
    });
    expect(code).toBe(2);
    expect(output.stderr).toBe(
      'Không nhập được / Import failed: DATABASE_URL: sai | wrong\n  API_PORT: sai | wrong\n' +
        '  --dry-run không cần cơ sở dữ liệu | --dry-run needs no database\n',
    );
  });

  it('tells of a database that goes away in both languages, and that running again is safe', async () => {
    const { code, output } = await run(['import', FOLDER], () => {
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    });
    expect(code).toBe(2);
    expect(output.stderr).toMatch(
      /Không tới được cơ sở dữ liệu \(57P01.*không bị ghi trùng\. \| The database cannot be reached/u,
    );
    expect(output.closed).toBe(true);
  });

  it('lets the rest in where the database refuses a record', async () => {
    const { code, output } = await run(['import', FOLDER, '--json'], (batch) => {
      if (batch.some(({ code: of }) => of === '9.000003'))
        throw Object.assign(new Error('index row size exceeds'), { code: '54000' });
      return batch.flatMap((draft) => ('content' in draft ? { code: draft.code, outcome: 'inserted' } : []));
    });
    expect(code).toBe(1);
    expect(JSON.parse(output.stdout)).toMatchObject({ records: 9, valid: 4, imported: 4 });
    expect(output.stdout).toContain('"code":"9.000003","error":"national-record.refused","reason":"54000"');
  });

  it.each([
    [[], 'the word import is missing'],
    [['export', 'x'], 'export: .*import is the only command here'],
    [['import'], 'PATH.* is missing'],
    [['import', ''], 'PATH.* is missing'],
    [['import', 'a', 'b'], 'b: .*only one PATH'],
    [['import', 'a', '--bad'], '--bad: .*there is no such option'],
    [['import', 'a', '--toString'], '--toString: .*there is no such option'],
    [['import', 'a', '-x'], '-x: .*there is no such option'],
    [['import', 'a', '--out'], '--out: .*needs a value'],
    [['import', 'a', '--out='], '--out: .*needs a value'],
    [['import', 'a', '--out', '--json'], '--out: .*needs a value'],
    [['import', 'a', '--dry-run=no'], '--dry-run: .*takes no value'],
    [['import', 'a', '--out', 'x', '--out', 'y'], '--out: .*once only'],
  ])('exits 2 and says what is wrong before its usage for %j', async (argv: string[], wrong) => {
    const { code, output } = await run(argv);
    expect(code).toBe(2);
    expect(output.stderr).toMatch(new RegExp(`^[^\\n]* \\| [^\\n]*\\n\\nmotcua catalogue import PATH`, 'u'));
    expect(output.stderr.split('\n')[0]).toMatch(new RegExp(wrong, 'u'));
    expect(output.stdout).toBe('');
  });

  it('tells its usage when asked, also beside arguments', async () => {
    for (const argv of [['--help'], ['import', '-h']]) {
      const { code, output } = await run(argv);
      expect(code).toBe(0);
      expect(output.stdout).toContain('motcua catalogue import PATH');
    }
  });
});
