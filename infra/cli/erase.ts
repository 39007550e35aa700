import { parseArgs } from 'node:util';
import { parseDossierCode } from '../../domain/dossier/code.ts';
import { DomainError } from '../../domain/errors.ts';
import { readRetention } from '../catalogue/catalogue-files.ts';
import { dueErasures } from '../personal/due-erasures.ts';
import { eraseDossier, type Erased, type ErasureParts } from '../personal/erase-dossier.ts';
import { holdDossier, releaseDossier } from '../personal/erasure-holds.ts';
import { createMinioObjectStore } from '../storage/minio-object-store.ts';
import { openConnections } from './connections.ts';

const USAGE = `motcua erase --dossier CODE --by PERSON --reason TEXT [--json]
motcua erase due --by PERSON --reason TEXT [--json]
motcua erase due --dry-run [--json]
  Xóa dữ liệu cá nhân và hủy khóa tệp của hồ sơ đã hết thời hạn lưu trữ (retention.json); sổ sự kiện và số liệu vẫn còn. Không khôi phục được.
  Erases the personal data and destroys the keys of the files of dossiers whose retention has ended (retention.json); ledger and figures
  stay. Cannot be undone.
motcua erase hold|release --dossier CODE --by PERSON --reason TEXT
  Giữ hồ sơ không bị xóa, hoặc bỏ lệnh giữ | Keeps a dossier from being erased, or lifts that.

  --by      mã người quản trị hệ thống chịu trách nhiệm | id of the system administrator who answers for it
  --reason  lý do, không ghi dữ liệu cá nhân: được lưu lại | why, without personal values: it is kept
`;

interface EraseOptions {
  readonly verb: 'one' | 'due' | 'hold' | 'release';
  readonly dossier: string;
  readonly by: string;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `motcua erase`: exit code 0, 1 when something could not be erased, 2 for wrong usage. */
export async function eraseCommand(argv: string[]): Promise<number> {
  const options = optionsOf(argv);
  if (options === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (options.verb !== 'due') parseDossierCode(options.dossier);
  const { db, config, close } = await openConnections();
  try {
    const order = { code: options.dossier, by: options.by, reason: options.reason };
    if (options.verb === 'hold' || options.verb === 'release') {
      await (options.verb === 'hold' ? holdDossier(db, order) : releaseDossier(db, order));
      const [vi, en] = options.verb === 'hold' ? ['đã giữ', 'is held'] : ['đã bỏ lệnh giữ', 'is released'];
      process.stdout.write(`${order.code}: ${vi} | ${en}\n`);
      return 0;
    }
    const retention = await readRetention(config.catalogueDir);
    const parts = { db, store: createMinioObjectStore(config.storage), retention, now: () => new Date() };
    return options.verb === 'one' ? await eraseOne(parts, order, options.json) : await eraseDue(parts, options);
  } finally {
    await close();
  }
}

async function eraseOne(
  parts: ErasureParts,
  order: { readonly code: string; readonly by: string; readonly reason: string },
  json: boolean,
): Promise<number> {
  const erased = await eraseDossier(parts, order);
  process.stdout.write(json ? `${JSON.stringify(erased)}\n` : `${lineOf(erased)}\n`);
  return 0;
}

/** One after the other: what is in the way of one does not keep the others. */
async function eraseDue(parts: ErasureParts, { by, reason, dryRun, json }: EraseOptions): Promise<number> {
  const erased: Erased[] = [];
  const due: string[] = [];
  const refused: Record<string, string> = {};
  for await (const code of dueErasures(parts.db, parts.retention, parts.now().toISOString())) {
    due.push(code);
    if (dryRun) {
      if (!json) process.stdout.write(`${code}\n`);
      continue;
    }
    try {
      const one = await eraseDossier(parts, { code, by, reason });
      erased.push(one);
      if (!json) process.stdout.write(`${lineOf(one)}\n`);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'administrator-unknown') throw error;
      refused[code] = error.code;
      if (!json) process.stdout.write(`${code}: ${error.code}\n`);
    }
  }
  const [n, left] = [erased.length, Object.keys(refused).length];
  process.stdout.write(
    json
      ? `${JSON.stringify({ due, erased: erased.map(({ code }) => code), refused })}\n`
      : `Đến hạn ${due.length}, đã xóa ${n}, chưa xóa được ${left} | ${due.length} due, ${n} erased, ${left} not\n`,
  );
  return left === 0 ? 0 : 1;
}

function lineOf({ code, now, counts, objects }: Erased): string {
  const rows = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const [vi, en] = now ? ['đã xóa', 'erased'] : ['đã xóa từ trước', 'was erased before'];
  return `${code}: ${vi}, ${rows} dòng, ${objects.removed} tệp (${objects.kept} tệp còn khóa lưu giữ) | ${en}, ${rows} rows, ${objects.removed} objects (${objects.kept} under retention, unreadable)`;
}

function optionsOf(argv: string[]): EraseOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      options: {
        dossier: { type: 'string', default: '' },
        by: { type: 'string', default: '' },
        reason: { type: 'string', default: '' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const { dossier, by, reason, json, 'dry-run': dryRun } = values;
    const [verb = 'one'] = positionals;
    if (positionals.length > 1 || (verb !== 'one' && verb !== 'due' && verb !== 'hold' && verb !== 'release'))
      return null;
    const isOrdered = by !== '' && reason.trim() !== '';
    const isComplete =
      verb === 'due' ? dossier === '' && (dryRun || isOrdered) : dossier !== '' && isOrdered && !dryRun;
    return isComplete ? { verb, dossier, by, reason: reason.trim(), dryRun, json } : null;
  } catch {
    return null;
  }
}
