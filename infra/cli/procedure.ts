import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CatalogueProcedure } from '../../contracts/catalogue.ts';
import {
  Folding,
  FoldingItemPage,
  FoldingReceipt,
  Migration,
  MigrationDecision,
  MigrationItemPage,
  MigrationReceipt,
  PublishReceipt,
  VersionPage,
  VersionReceipt,
  VersionView,
} from '../../contracts/procedure-version.ts';
import { selfCheck } from '../../domain/procedure/self-check.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { worldOf } from '../catalogue/world.ts';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { clientOf, contentOf, processIo, Refused, type ApiClient, type ApiCommandIo } from './api-client.ts';
import { readProcedureOptions, USAGE, type ProcedureOptions, type ProcedureVerb } from './procedure-options.ts';
import { findingLine, foldedLine, foldingLines, migrationLines, movedLine, versionLine } from './procedure-text.ts';

const LOOK_AGAIN_MS = 1000;
const PAGE = 200;

/**
 * `motcua procedure`: versions of procedures, by two people, and moving dossiers to one. All but `check` is a client of the API, so
 * that whoever types it has the rights of his own account and no other.
 * @returns exit code: 0; 1 when it was refused or the self-check finds an error, 2 for wrong usage
 */
export async function procedureCommand(argv: string[], io: ApiCommandIo = processIo()): Promise<number> {
  const options = readProcedureOptions(argv);
  if (options === null || options.help === true) {
    (options === null ? io.stderr : io.stdout)(USAGE);
    return options === null ? 2 : 0;
  }
  if ((options.verb === 'propose' || options.verb === 'migrate') && options.reason === undefined) {
    io.stderr(`Thiếu --reason | --reason is missing\n\n${USAGE}`);
    return 2;
  }
  try {
    if (options.verb === 'check') return await check(options, io);
    await VERBS[options.verb](await clientOf(options, io), options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    io.stderr(`${error.message}\n`);
    return 1;
  }
}

/** Without a database it does not know who is appointed. @throws Refused for a file that holds no procedure */
async function check({ words: [file = ''], json }: ProcedureOptions, io: ApiCommandIo): Promise<number> {
  const content = CatalogueProcedure.safeParse(await contentOf(resolve(io.directory, file)));
  if (!content.success)
    throw new Refused(
      content.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`).join('\n'),
    );
  const { CATALOGUE_DIR: folder } = readSettings(environmentOf(process.env));
  const findings = selfCheck(content.data, worldOf(await loadCatalogue(folder)));
  for (const found of findings) io.stdout(`${json === true ? JSON.stringify(found) : findingLine(found)}\n`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (json !== true)
    io.stdout(`${content.data.code}: ${errors} lỗi | errors, ${findings.length - errors} cảnh báo | warnings\n`);
  return errors === 0 ? 0 : 1;
}

type Verb = (api: ApiClient, options: ProcedureOptions, io: ApiCommandIo) => Promise<void>;

const VERBS: { readonly [V in Exclude<ProcedureVerb, 'check'>]: Verb } = {
  async propose(api, { words: [file = ''], reason, json }, io) {
    const content = await contentOf(resolve(io.directory, file));
    const code = encodeURIComponent(String(content['code']));
    const receipt = VersionReceipt.parse(await api.post(`/procedures/${code}/versions`, { content, reason }));
    const { procedure, version, errors, warnings } = receipt;
    if (json === true) io.stdout(`${JSON.stringify(receipt)}\n`);
    else
      io.stdout(
        `${procedure} ${version}: đã đề xuất | proposed; ${errors} lỗi | errors, ${warnings} cảnh báo | warnings\n`,
      );
  },
  async versions(api, { words: [code = ''], json }, io) {
    for await (const page of pages(api, `${pathOf(code)}/versions?`, (one) => VersionPage.parse(one)))
      for (const item of page) io.stdout(`${json === true ? JSON.stringify(item) : versionLine(item)}\n`);
  },
  async show(api, { words: [code = '', version = ''] }, io) {
    const view = VersionView.parse(await api.get(pathOf(code, version)));
    io.stdout(`${JSON.stringify(view.content, undefined, 2)}\n`);
    for (const found of view.findings) io.stderr(`${findingLine(found)}\n`);
  },
  async fold(api, { words: [code = '', version = ''], newest, wait, json }, io) {
    const path = `${pathOf(code, version)}/folding`;
    const asked = newest === undefined ? {} : { newest: Number(newest) };
    const { id } = FoldingReceipt.parse(await api.post(path, asked));
    const read = async (): Promise<Folding> => Folding.parse(await api.get(path));
    const folding = await until(read, wait, (one) => one.id === id && one.endedAt !== null);
    io.stdout(json === true ? `${JSON.stringify(folding)}\n` : `${foldingLines(folding).join('\n')}\n`);
    if (folding.endedAt === null) return;
    for await (const page of pages(api, `${path}/dossiers?`, (one) => FoldingItemPage.parse(one)))
      for (const item of page) io.stdout(json === true ? `${JSON.stringify(item)}\n` : `  ${foldedLine(item)}\n`);
  },
  async publish(api, { words: [code = '', version = ''], json }, io) {
    const done = PublishReceipt.parse(await api.post(`${pathOf(code, version)}/publish`));
    const line = `${done.procedure} ${done.version}: đã ban hành | published, ${done.publishedBy}, ${done.publishedAt}`;
    io.stdout(`${json === true ? JSON.stringify(done) : line}\n`);
  },
  async migrate(api, options, io) {
    const [code = '', from = '', to = '', file = ''] = options.words;
    const text = await readFile(resolve(io.directory, file), 'utf8').catch(() => {
      throw new Refused(`${file}: không đọc được | cannot be read`);
    });
    const dossiers = text.split(/\s+/u).filter((one) => one !== '');
    const body = { from: Number(from), to: Number(to), dossiers, reason: options.reason };
    const { id } = MigrationReceipt.parse(await api.post(`${pathOf(code)}/migrations`, body));
    await showMigration(api, code, id, options, io, ({ previewedAt }) => previewedAt !== null);
  },
  async 'migration status'(api, options, io) {
    const [code = '', id = ''] = options.words;
    await showMigration(api, code, id, options, io, ({ status }) => !['approved', 'applying'].includes(status));
  },
  'migration approve': (api, options, io) => decide(api, 'approve', options, io),
  'migration drop': (api, options, io) => decide(api, 'drop', options, io),
};

async function decide(
  api: ApiClient,
  decision: 'approve' | 'drop',
  { words: [code = '', id = ''], json }: ProcedureOptions,
  io: ApiCommandIo,
): Promise<void> {
  const path = `${pathOf(code)}/migrations/${encodeURIComponent(id)}/${decision}`;
  const done = MigrationDecision.parse(await api.post(path));
  const line = `${done.id}: ${done.decision === 'approved' ? 'đã duyệt | approved' : 'đã hủy | dropped'}, ${done.by}`;
  io.stdout(`${json === true ? JSON.stringify(done) : line}\n`);
}

async function showMigration(
  api: ApiClient,
  code: string,
  id: string,
  { wait, json }: ProcedureOptions,
  io: ApiCommandIo,
  holds: (migration: Migration) => boolean,
): Promise<void> {
  const path = `${pathOf(code)}/migrations/${encodeURIComponent(id)}`;
  const migration = await until(async () => Migration.parse(await api.get(path)), wait, holds);
  io.stdout(json === true ? `${JSON.stringify(migration)}\n` : `${migrationLines(migration).join('\n')}\n`);
  for await (const page of pages(api, `${path}/dossiers?`, (one) => MigrationItemPage.parse(one)))
    for (const item of page) io.stdout(json === true ? `${JSON.stringify(item)}\n` : `  ${movedLine(item)}\n`);
}

function pathOf(code: string, version?: string): string {
  const path = `/procedures/${encodeURIComponent(code)}`;
  return version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`;
}

/** What is read, or with `--wait` what is read once something holds. */
async function until<T>(read: () => Promise<T>, wait: boolean | undefined, holds: (one: T) => boolean): Promise<T> {
  for (;;) {
    const found = await read();
    if (wait !== true || holds(found)) return found;
    await delay(LOOK_AGAIN_MS);
  }
}

/** All pages of a list. */
async function* pages<T>(
  api: ApiClient,
  path: string,
  parse: (page: unknown) => { readonly items: readonly T[]; readonly next: string | null },
): AsyncGenerator<readonly T[]> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = parse(await api.get(`${path}limit=${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`));
    yield page.items;
    cursor = page.next;
  }
}
