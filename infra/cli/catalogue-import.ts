import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DomainError } from '../../domain/errors.ts';
import { importNational, type ImportReport, type ProcedureStore } from '../catalogue/import-national.ts';
import { errorText, formatImportReport } from '../catalogue/import-report-text.ts';
import { readRecords } from '../catalogue/read-records.ts';
import { createProcedureStore, type SqlExecutor } from '../db/procedure-store.ts';

const USAGE = `motcua catalogue import PATH [--dry-run] [--out FILE] [--json]
  PATH       thư mục, .tar.xz hoặc .tar / a folder, .tar.xz or .tar
  --dry-run  chỉ đọc và báo cáo, không cần cơ sở dữ liệu / read and report only, no database needed
  --out      mỗi bản ghi một dòng JSON; "-" là đầu ra chuẩn / one JSON object per record and line; "-" is standard output
  --json     báo cáo dạng JSON / report as JSON
`;

/** What the command uses of its surroundings. */
export interface CatalogueCommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly openDatabase: () => Promise<SqlExecutor & { close(): Promise<void> }>;
}

const PROCESS_IO: CatalogueCommandIo = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  // Loaded only when records are to be stored: a dry run works without a database or its configuration.
  openDatabase: async () => (await import('./connections.ts')).openDatabase(),
};

interface Options {
  readonly path: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
}

function readOptions(argv: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, out: { type: 'string' } },
    });
    const [verb, path, ...more] = positionals;
    if (verb !== 'import' || path === undefined || path === '' || more.length > 0 || values.out === '') return null;
    return { path, dryRun: values['dry-run'] === true, json: values.json === true, out: values.out };
  } catch {
    return null;
  }
}

/** Lines of a file that appears under its name only when it is whole. */
class AtomicLines {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #pending: string[] = [];

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  static async create(path: string): Promise<AtomicLines> {
    const temporary = `${path}.${process.pid}.tmp`;
    return new AtomicLines(path, temporary, await open(temporary, 'w'));
  }

  async add(line: string): Promise<void> {
    this.#pending.push(line);
    if (this.#pending.length >= 200) await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#pending.map((line) => `${line}\n`).join('');
    this.#pending = [];
    await this.#handle.appendFile(text);
  }

  async commit(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.#path);
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }
}

async function run(options: Options, io: CatalogueCommandIo): Promise<ImportReport> {
  let db: Awaited<ReturnType<CatalogueCommandIo['openDatabase']>> | undefined;
  // Opened with the first batch, so that a wrong path is told without asking the database.
  const store: ProcedureStore = {
    upsertDrafts: async (batch) => {
      db ??= await io.openDatabase();
      return createProcedureStore(db).upsertDrafts(batch);
    },
  };
  const file = options.out === undefined || options.out === '-' ? null : await AtomicLines.create(options.out);
  const toStdout = options.out === '-';
  try {
    const report = await importNational(readRecords(options.path), options.dryRun ? null : store, {
      onRecord: async (record) => {
        if (toStdout) io.stdout(`${JSON.stringify(record)}\n`);
        else await file?.add(JSON.stringify(record));
      },
      onProgress: (records) => {
        if (records % 500 === 0) io.stderr(`… ${records} bản ghi / records\n`);
      },
    });
    if (report.records === 0) throw new DomainError('catalogue.empty');
    await file?.commit();
    return report;
  } catch (error) {
    await file?.discard();
    throw error;
  } finally {
    await db?.close();
  }
}

/**
 * `motcua catalogue import PATH [--dry-run] [--out FILE] [--json]`: imports the national catalogue's text records as drafts without a
 * route. The report goes to stdout (to stderr when `--out -` takes stdout), progress and errors to stderr.
 * @returns 0 when done, flags or not; 1 if a record was broken and the rest went in; 2 for wrong usage, a wrong path or no database
 */
export async function catalogueCommand(argv: string[], io: CatalogueCommandIo = PROCESS_IO): Promise<number> {
  const options = readOptions(argv);
  if (!options) {
    io.stderr(USAGE);
    return 2;
  }
  let report: ImportReport;
  try {
    report = await run(options, io);
  } catch (error) {
    const reason = error instanceof DomainError ? errorText(error.code) : String(error);
    const subject = error instanceof DomainError ? `${options.path}: ` : '';
    io.stderr(`Không nhập được / Import failed: ${subject}${reason.replace(/\s+/gu, ' ')}\n`);
    return 2;
  }
  const text = options.json
    ? `${JSON.stringify({ dryRun: options.dryRun, ...report })}\n`
    : formatImportReport(report, options.path, options.dryRun);
  (options.out === '-' ? io.stderr : io.stdout)(text);
  return report.broken.length > 0 ? 1 : 0;
}
