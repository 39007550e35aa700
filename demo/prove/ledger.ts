import type { ChainedDossierEvent } from '../../domain/dossier/events.ts';
import type { Timeline } from '../../contracts/timeline.ts';
import { DomainError } from '../../domain/errors.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Database } from '../../infra/db/orm.ts';
import type { Report } from '../report.ts';
import type { EndedStream, FinishedDossier } from '../desk-work.ts';

/** Changes nothing even where it is allowed. */
const TOUCH = { name: 'demo-touch-ledger', text: 'update dossier_event set type = type where stream = $1' };
const REMOVE = { name: 'demo-remove-from-ledger', text: 'delete from dossier_event where stream = $1' };

const PERMISSION_DENIED = '42501';

/** Reads the ledgers of a dossier from the database and verifies their chains, beside what the API says of them. */
export async function proveLedger(
  { code, streams, scenario }: FinishedDossier,
  told: Timeline['streams'],
  db: Database,
  report: Report,
): Promise<void> {
  report.heading({ vi: 'Sổ sự kiện', en: 'The ledger' });
  const read = await Promise.all(
    streams.map(async (stream) => ({ ...stream, rows: await readStream(db, stream.code) })),
  );
  for (const { code: of, rows } of read) report.line(`${of}: ${rows.length} sự kiện | events, ${headOf(rows) ?? '–'}`);
  report.check('ledger-chain', CHAIN, read.length > 0 && read.every(isWhole), `${read.length}`);
  report.check(
    'ledger-told',
    TOLD,
    told.length === read.length &&
      read.every(({ code: of, rows }) => {
        const one = told.find(({ stream }) => stream === of);
        return one?.verified === true && one.headHash === headOf(rows) && one.events === rows.length;
      }),
  );
  report.check(
    'ledger-tampering',
    TAMPERING,
    read.every(({ rows }) => rows.length > 0 && rows.every((_, index) => headOf(tampered(rows, index)) === null)),
  );
  const text = JSON.stringify(read);
  report.check(
    'ledger-no-personal-data',
    IMPERSONAL,
    scenario.personalValues.every((value) => !text.includes(value)),
  );
  const refused = (await isDenied(db, TOUCH, code)) && (await isDenied(db, REMOVE, code));
  report.check('ledger-append-only', APPEND_ONLY, refused);
}

function isWhole({ seq, headHash, rows }: EndedStream & { readonly rows: readonly ChainedDossierEvent[] }): boolean {
  return headOf(rows) === headHash && rows.length === seq;
}

/** The head of a whole stream; null when its chain is broken. */
function headOf(rows: readonly ChainedDossierEvent[]): string | null {
  try {
    return verifyChain(rows);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** A copy in which one event was said to have happened a second later. */
function tampered(rows: readonly ChainedDossierEvent[], index: number): ChainedDossierEvent[] {
  return rows.map((row, at) => {
    if (at !== index) return row;
    return { ...row, event: { ...row.event, at: new Date(Date.parse(row.event.at) + 1000).toISOString() } };
  });
}

/** True when the application's role may not; what it did all the same is undone. */
async function isDenied(db: Database, statement: typeof TOUCH, code: string): Promise<boolean> {
  try {
    await db.transaction(async (execute) => {
      await execute(statement, [code]);
      throw new Allowed();
    });
  } catch (error) {
    if (error instanceof Allowed) return false;
    if (error instanceof Error && 'code' in error && error.code === PERMISSION_DENIED) return true;
    throw error;
  }
  return false;
}

/** The database let the statement pass, so its transaction must be rolled back. */
class Allowed extends Error {}

const CHAIN = {
  vi: 'mọi chuỗi băm đọc từ cơ sở dữ liệu nguyên vẹn, kết thúc ở băm trên phiếu của thao tác cuối',
  en: 'every chain read from the database is whole and ends at the hash that the last act on it answered',
};
const TOLD = { vi: 'giao diện cũng xác nhận chuỗi băm như vậy', en: 'the API says the same of it' };
const TAMPERING = {
  vi: 'sửa thử bất kỳ sự kiện nào trên bản sao đều bị phát hiện',
  en: 'a change of any event, tried on a copy, is found',
};
const IMPERSONAL = {
  vi: 'không sự kiện nào chứa họ tên, số định danh, điện thoại hay địa chỉ',
  en: 'no event holds a name, an identity number, a phone number or an address',
};
const APPEND_ONLY = {
  vi: 'tài khoản của ứng dụng không sửa, không xóa được sự kiện',
  en: 'the application’s own role can neither change nor remove an event',
};
