import { errorTexts, isErrorCode } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { importNational, type ImportReport, isRefusal, type ProcedureStore } from '../catalogue/import-national.ts';
import { formatImportReport, jsonLine, printable } from '../catalogue/import-report-text.ts';
import { readRecords } from '../catalogue/read-records.ts';
import { ConfigError } from '../config/config.ts';
import { createProcedureStore } from '../db/procedure-store.ts';
import { StackError } from '../stack/stack-error.ts';
import { databaseProblem, type ImportDatabase, openImportDatabase } from './catalogue-import-database.ts';
import { type ImportCommandOptions, readOptions, USAGE, UsageError } from './catalogue-import-options.ts';
import { isStandardOutput, openOut } from './catalogue-import-out.ts';

/** What the command uses of its surroundings. */
export interface CatalogueCommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly openDatabase: () => Promise<ImportDatabase>;
}

const PROCESS_IO: CatalogueCommandIo = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  openDatabase: () => openImportDatabase(),
};

/** The store of procedures, in a database opened with the first batch: a wrong path is told without asking the database. */
class LazyStore implements ProcedureStore {
  readonly #open: () => Promise<ImportDatabase>;
  #db: ImportDatabase | undefined;

  constructor(open: () => Promise<ImportDatabase>) {
    this.#open = open;
  }

  async upsertDrafts(batch: Parameters<ProcedureStore['upsertDrafts']>[0]): ReturnType<ProcedureStore['upsertDrafts']> {
    try {
      this.#db ??= await this.#open();
      return await createProcedureStore(this.#db).upsertDrafts(batch);
    } catch (error) {
      if (error instanceof DomainError || error instanceof ConfigError || error instanceof StackError) throw error;
      if (isRefusal(error)) throw error;
      throw databaseProblem(error);
    }
  }

  async close(): Promise<void> {
    await this.#db?.close();
  }
}

async function run({ path, dryRun, out }: ImportCommandOptions, io: CatalogueCommandIo): Promise<ImportReport> {
  const store = new LazyStore(io.openDatabase);
  const file = out === undefined || out === '-' ? null : await openOut(out, path, io.stderr);
  try {
    const report = await importNational(readRecords(path), dryRun ? null : store, {
      onRecord: async (record) => {
        if (out === '-') io.stdout(jsonLine(record));
        else await file?.add(jsonLine(record));
      },
      onProgress: (records) => {
        if (records % 500 === 0) io.stderr(`… ${records} bản ghi / records\n`);
      },
    });
    if (report.records === 0 && report.incomplete.length === 0) throw new DomainError('catalogue.empty', { path });
    await file?.commit();
    return report;
  } catch (error) {
    await file?.discard();
    throw error;
  } finally {
    await store.close();
  }
}

/** Why nothing came of it, for a person at a terminal: one line, or one for each setting that is wrong. */
function failureText(error: unknown): string {
  if (error instanceof DomainError && isErrorCode(error.code)) {
    const { vi, en } = errorTexts(error.code, error.params);
    return printable(`${vi.detail} | ${en.detail}`);
  }
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').map(printable).join('\n  ');
  const isDatabase = error instanceof ConfigError || error instanceof StackError;
  return isDatabase ? `${lines}\n  --dry-run không cần cơ sở dữ liệu | --dry-run needs no database` : lines;
}

/**
 * `motcua catalogue import PATH [--dry-run] [--out FILE] [--json]`: imports the national catalogue's text records as drafts without a
 * route. The report goes to stdout (to stderr when `--out -` takes stdout), progress and errors to stderr.
 * @returns 0 when done, flags or not; 1 if a record was broken or the source not read to its end, and the rest went in; 2 for wrong
 * usage, a wrong path, no database or an output that cannot be written
 */
export async function catalogueCommand(argv: string[], io: CatalogueCommandIo = PROCESS_IO): Promise<number> {
  try {
    const asked = readOptions(argv);
    if (asked === null) {
      io.stdout(USAGE);
      return 0;
    }
    const isOwnOutput = asked.out !== undefined && (await isStandardOutput(asked.out));
    const options = isOwnOutput ? { ...asked, out: '-' } : asked;
    const report = await run(options, io);
    const text = options.json
      ? jsonLine({ dryRun: options.dryRun, ...report })
      : formatImportReport(report, options.path, options.dryRun);
    (options.out === '-' ? io.stderr : io.stdout)(text);
    return report.broken.length > 0 || report.incomplete.length > 0 ? 1 : 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    io.stderr(
      isUsage ? `${printable(error.message)}\n\n${USAGE}` : `Không nhập được / Import failed: ${failureText(error)}\n`,
    );
    return 2;
  }
}
