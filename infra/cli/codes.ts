import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { readCodeMap, replaceCodes } from '../catalogue/replace-codes.ts';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';

const USAGE = `motcua codes FILE --out DIR
  Thay mã định danh tạm của cơ quan bằng mã chính thức, trước khi tiếp nhận hồ sơ đầu tiên.
  Replaces provisional identifier codes of agencies by official ones, before the first dossier is received.

  FILE   mỗi dòng: mã tạm,mã chính thức | one pair a line: provisional,official
  --out  thư mục mới cho danh mục; sau đó đặt CATALOGUE_DIR | a new folder for the catalogue; then set CATALOGUE_DIR to it
`;

/**
 * `motcua codes FILE --out DIR`: writes the catalogue anew with official codes in the place of provisional ones, checked as a whole
 * before it is there. The catalogue in use is not touched.
 * @returns 0 when done; 1 when the list, the folder or the outcome is not right, and nothing was written; 2 for wrong usage
 */
export async function codesCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { out: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const [file] = positionals;
  const { out } = values;
  if (file === undefined || positionals.length !== 1 || typeof out !== 'string' || out === '') {
    process.stderr.write(USAGE);
    return 2;
  }
  const target = resolve(out);
  if (existsSync(target))
    return refuse(`${target}: đã có, hãy nêu thư mục mới`, `${target}: is there already, name a new folder`);
  const { CATALOGUE_DIR: source } = readSettings(environmentOf(process.env));
  const { agencies } = await loadCatalogue(source);
  const list = await readFile(file, 'utf8').catch(() => null);
  if (list === null) return refuse(`${file}: không đọc được`, `${file}: cannot be read`);
  const { codes, faults } = readCodeMap(list, agencies);
  for (const { line, vi, en } of faults) process.stderr.write(`${file}:${line}: ${vi} | ${en}\n`);
  if (faults.length > 0) return 1;
  if (codes.size === 0) return refuse(`${file}: không có mã nào`, `${file}: holds no code`);

  const draft = `${target}.new`;
  await rm(draft, { recursive: true, force: true });
  try {
    const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.json'));
    for (const name of names) {
      const data: unknown = JSON.parse(await readFile(join(source, name), 'utf8'));
      await mkdir(dirname(join(draft, name)), { recursive: true });
      await writeFile(join(draft, name), `${JSON.stringify(replaceCodes(data, codes), undefined, 2)}\n`);
    }
    const checked = await loadCatalogue(draft);
    await rename(draft, target);
    const left = [...checked.agencies.values()].filter(({ provisional }) => provisional.includes('code')).length;
    process.stdout.write(
      `${target}: đã thay ${codes.size} mã, còn ${left} mã tạm; đặt CATALOGUE_DIR=${target} | ${codes.size} codes replaced, ${left} provisional left; set CATALOGUE_DIR=${target}\n`,
    );
    return 0;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function refuse(vi: string, en: string): number {
  process.stderr.write(`${vi} | ${en}\n`);
  return 1;
}
