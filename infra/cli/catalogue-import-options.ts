import { parseArgs } from 'node:util';

export const USAGE = `motcua catalogue import PATH [--dry-run] [--out FILE] [--json]
  PATH       thư mục, .tar.xz hoặc .tar / a folder, .tar.xz or .tar
  --dry-run  chỉ đọc và báo cáo, không cần cơ sở dữ liệu / read and report only, no database needed
  --out      mỗi bản ghi một dòng JSON; "-" là đầu ra chuẩn / one JSON object per record and line; "-" is standard output
  --json     báo cáo dạng JSON / report as JSON
`;

/** What the command was asked to do. */
export interface ImportCommandOptions {
  readonly path: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** A file's path, or `-` for standard output. */
  readonly out: string | undefined;
}

/** The command was not understood; the message says which argument is wrong, in both languages. */
export class UsageError extends Error {}

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
type OptionName = keyof typeof OPTIONS;

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

/** Refuses the first option that cannot be meant. @throws UsageError */
function checkOptions(argv: readonly string[]): void {
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) throw new UsageError(`${rawName}: không có tham số này | there is no such option`);
    if (seen.has(name)) throw new UsageError(`${rawName}: chỉ dùng một lần | may be given once only`);
    seen.add(name);
    const takesValue = OPTIONS[name].type === 'string';
    const isMissing = value === undefined || value === '' || (!inlineValue && /^-./u.test(value));
    if (takesValue && isMissing)
      throw new UsageError(
        `${rawName}: thiếu giá trị, ví dụ --out records.jsonl | needs a value, e.g. --out records.jsonl`,
      );
    if (!takesValue && value !== undefined) throw new UsageError(`${rawName}: không nhận giá trị | takes no value`);
  }
}

/**
 * Reads the arguments of `motcua catalogue`.
 * @returns null when help is asked for
 * @throws UsageError
 */
export function readOptions(argv: readonly string[]): ImportCommandOptions | null {
  checkOptions(argv);
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  if (values.help === true) return null;
  const [verb, path, extra] = positionals;
  if (verb === undefined) throw new UsageError('thiếu lệnh import | the word import is missing');
  if (verb !== 'import') throw new UsageError(`${verb}: chỉ có lệnh import | import is the only command here`);
  if (path === undefined || path === '')
    throw new UsageError('thiếu PATH, nơi có bản ghi | PATH, the place of the records, is missing');
  if (extra !== undefined)
    throw new UsageError(
      `${extra}: chỉ nhận một PATH, đã có ${path} | only one PATH is taken, and ${path} is there already`,
    );
  return { path, dryRun: values['dry-run'] === true, json: values.json === true, out: values.out };
}
