import type { LedgerVerification } from '../../contracts/timeline.ts';
import { DomainError } from '../../domain/errors.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import type { ChainedEvent } from '../../domain/ledger/ledger-event.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import type { Database } from '../../infra/db/orm.ts';
import { shortHash } from '../format.ts';
import type { Report } from '../report.ts';
import type { FinishedDossier } from '../take-through.ts';

/** Changes nothing even where it is allowed. */
const TOUCH = { name: 'demo-touch-ledger', text: 'update dossier_event set type = type where stream = $1' };
const REMOVE = { name: 'demo-remove-from-ledger', text: 'delete from dossier_event where stream = $1' };

const PERMISSION_DENIED = '42501';

/** Reads the dossier's ledger from the database and verifies its chain, beside what the API says of it. */
export async function proveLedger(
  finished: FinishedDossier,
  told: LedgerVerification,
  db: Database,
  report: Report,
): Promise<void> {
  const { code, last, scenario } = finished;
  const rows = await readStream(db, code);
  const head = headOf(rows);
  report.heading({ vi: 'Sổ sự kiện', en: 'The ledger' });
  report.line(`${rows.length} sự kiện | events, ${head ?? '–'}`);
  report.check(
    'ledger-chain',
    CHAIN,
    head !== null && head === last.headHash && rows.length === last.seq,
    shortHash(last.headHash),
  );
  report.check('ledger-told', TOLD, told.verified && told.headHash === head && told.events === rows.length);
  report.check(
    'ledger-tampering',
    TAMPERING,
    rows.length > 0 && rows.every((_, index) => headOf(tampered(rows, index)) === null),
  );
  const text = JSON.stringify(rows);
  report.check(
    'ledger-no-personal-data',
    IMPERSONAL,
    scenario.personalValues.every((value) => !text.includes(value)),
  );
  const refused = (await isDenied(db, TOUCH, code)) && (await isDenied(db, REMOVE, code));
  report.check('ledger-append-only', APPEND_ONLY, refused);
}

/** The head of a whole stream; null when its chain is broken. */
function headOf(rows: readonly ChainedEvent[]): string | null {
  try {
    return verifyChain(rows);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** A copy in which one event was said to have happened a second later. */
function tampered(rows: readonly ChainedEvent[], index: number): ChainedEvent[] {
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
  vi: 'chuỗi băm đọc từ cơ sở dữ liệu nguyên vẹn, kết thúc ở băm trên phiếu của thao tác cuối',
  en: 'the chain read from the database is whole and ends at the hash that the last act answered',
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
