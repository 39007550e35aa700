import { Client } from 'pg';
import { errorCode, messageOf, StackError } from '../stack/stack-error.ts';

type Words = readonly [en: string, vi: string];

/** Why a database is of no use to us, in one line. */
export class DatabaseProblem extends StackError {
  /** Waiting does not mend it: somebody has to. */
  readonly lasting: boolean;

  constructor(setting: string, [en, vi]: Words, lasting: boolean) {
    super(setting, en, vi);
    this.name = 'DatabaseProblem';
    this.lasting = lasting;
  }
}

interface Refusal {
  readonly words: (at: string, role: string, database: string) => Words;
  readonly lasting?: true;
}

const REFUSALS: Record<string, Refusal> = {
  ECONNREFUSED: { words: (at) => [`nothing listens at ${at}`, `không có máy chủ nào tại ${at}`] },
  ENOTFOUND: { words: (at) => [`the host of ${at} is unknown`, `không tìm thấy máy chủ ${at}`] },
  EAI_AGAIN: { words: (at) => [`the host of ${at} is unknown`, `không tìm thấy máy chủ ${at}`] },
  ETIMEDOUT: { words: (at) => [`no answer from ${at}`, `${at} không phản hồi`] },
  ECONNRESET: { words: (at) => [`${at} breaks connections off`, `${at} ngắt kết nối`] },
  EHOSTUNREACH: { words: (at) => [`${at} cannot be reached`, `không tới được ${at}`] },
  ENETUNREACH: { words: (at) => [`${at} cannot be reached`, `không tới được ${at}`] },
  '53300': { words: (at) => [`${at} has no connection left`, `${at} đã hết kết nối`] },
  '57P03': { words: (at) => [`${at} is just starting or stopping`, `${at} đang khởi động hoặc đang dừng`] },
  '28P01': {
    lasting: true,
    words: (at, role) => [
      `${at} refuses the password of role "${role}"`,
      `${at} từ chối mật khẩu của vai trò "${role}"`,
    ],
  },
  '28000': {
    lasting: true,
    words: (at, role) => [`${at} does not admit role "${role}"`, `${at} không cho vai trò "${role}" vào`],
  },
  '3D000': {
    lasting: true,
    words: (at, _, database) => [`${at} has no database "${database}"`, `${at} không có cơ sở dữ liệu "${database}"`],
  },
  '42501': {
    lasting: true,
    words: (at, role) => [`role "${role}" at ${at} lacks a right`, `vai trò "${role}" tại ${at} thiếu quyền`],
  },
};

const explain = (setting: string, url: string, error: unknown): DatabaseProblem => {
  const { hostname, port, username, pathname } = new URL(url);
  const at = `${hostname}:${port === '' ? '5432' : port}`;
  const timedOut = /timeout|timed out/i.test(messageOf(error));
  const refusal = REFUSALS[timedOut ? 'ETIMEDOUT' : errorCode(error)];
  const words = refusal?.words(at, decodeURIComponent(username), pathname.slice(1));
  const plain = `${at}: ${messageOf(error).split('\n')[0]}`;
  return new DatabaseProblem(setting, words ?? [plain, plain], refusal?.lasting ?? false);
};

/** The roles that migrations give rights to: the engine's (worker, relay, commands), and the API's, under row-level security. */
const APPLICATION_ROLE = 'motcua_app';
const API_ROLE = 'motcua_api';

interface Standing {
  readonly role: string;
  /** Row-level security does not hold for it, or it may put itself where it does not. */
  readonly evades_policies: boolean;
  /** May change or delete what is in the ledger, or give itself the right to. */
  readonly rules_ledger: boolean;
  /** May make the schema, or change the one that is there. */
  readonly makes_schema: boolean;
  readonly application_exists: boolean;
  readonly api_exists: boolean;
  /** May see since when transactions of other roles have been under way. */
  readonly sees_transactions: boolean;
}

/** The ledger is there once the schema has been made; whoever owns the database can always make the schema his. */
const STANDING = `
  select r.rolname as role,
    r.rolsuper or pg_has_role(r.oid, d.datdba, 'member')
      or coalesce(pg_has_role(r.oid, l.relowner, 'member') or has_table_privilege(r.oid, l.oid, 'update, delete, truncate'), false)
      as rules_ledger,
    has_schema_privilege(r.oid, 'public', 'create') and coalesce(pg_has_role(r.oid, l.relowner, 'usage'), true) as makes_schema,
    r.rolbypassrls or r.rolsuper or r.rolcreaterole or exists (
      select from pg_roles o where o.rolname in ($1, $2) and o.rolname <> r.rolname and pg_has_role(r.oid, o.oid, 'member'))
      as evades_policies,
    exists (select from pg_roles where rolname = $1) as application_exists,
    exists (select from pg_roles where rolname = $2) as api_exists,
    pg_has_role(r.oid, 'pg_read_all_stats', 'usage') as sees_transactions
  from pg_roles r join pg_database d on d.datname = current_database()
    left join pg_class l on l.oid = to_regclass('public.dossier_event')
  where r.rolname = current_user`;

/** What a role must not be, or must be able to do; undefined: it is as it should be. */
type Judge = (standing: Standing) => Words | undefined;

/** @param said what the role is called in the sentence about its name */
const asRole =
  (expected: string, [whose, whoseVi]: Words): Judge =>
  ({ role, rules_ledger: rulesLedger, evades_policies: evades }) => {
    if (rulesLedger) {
      return [
        `role "${role}" could change what is in the ledger; give the role ${expected}, which owns nothing (the owner's URL belongs in DATABASE_OWNER_URL)`,
        `vai trò "${role}" có thể sửa sổ sự kiện; hãy dùng vai trò ${expected}, không sở hữu gì (URL của vai trò sở hữu đặt ở DATABASE_OWNER_URL)`,
      ];
    }
    if (role !== expected) {
      return [
        `the role is "${role}" and must be named ${expected}, to which the schema gives ${whose} rights`,
        `vai trò là "${role}" nhưng phải tên là ${expected}, vai trò được lược đồ cấp quyền ${whoseVi}`,
      ];
    }
    if (evades) {
      return [
        `role ${role} could evade row-level security; run: ALTER ROLE ${role} NOSUPERUSER NOCREATEROLE NOBYPASSRLS, and REVOKE the other roles from it`,
        `vai trò ${role} có thể né bảo mật mức dòng; hãy chạy: ALTER ROLE ${role} NOSUPERUSER NOCREATEROLE NOBYPASSRLS, và REVOKE các vai trò khác khỏi nó`,
      ];
    }
    return undefined;
  };

const asApplication = asRole(APPLICATION_ROLE, ["the application's", 'ứng dụng']);
const asApi = asRole(API_ROLE, ["the API's", 'API']);

const asOwner: Judge = (standing) => {
  const { role, makes_schema: makesSchema, application_exists: applicationExists } = standing;
  if (!makesSchema) {
    return [
      `role "${role}" may not make or change the schema; give the role that owns the database`,
      `vai trò "${role}" không được tạo hoặc sửa lược đồ; hãy dùng vai trò sở hữu cơ sở dữ liệu`,
    ];
  }
  if (!applicationExists) {
    return [
      `there is no role ${APPLICATION_ROLE} on this server, to which the schema gives the application's rights`,
      `máy chủ này không có vai trò ${APPLICATION_ROLE}, vai trò được lược đồ cấp quyền ứng dụng`,
    ];
  }
  if (!standing.api_exists) {
    return [
      `there is no role ${API_ROLE} on this server, to which the schema gives the API's rights; run: CREATE ROLE ${API_ROLE} LOGIN PASSWORD '…'`,
      `máy chủ này không có vai trò ${API_ROLE}, vai trò được lược đồ cấp quyền API; hãy chạy: CREATE ROLE ${API_ROLE} LOGIN PASSWORD '…'`,
    ];
  }
  if (!standing.sees_transactions) {
    return [
      `role "${standing.role}" may not see since when transactions have been under way; run: GRANT pg_read_all_stats TO ${standing.role}`,
      `vai trò "${standing.role}" không xem được giao dịch đã chạy từ bao giờ; hãy chạy: GRANT pg_read_all_stats TO ${standing.role}`,
    ];
  }
  return undefined;
};

const check = async (setting: string, url: string, judge: Judge, patienceMs: number): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patienceMs, query_timeout: patienceMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Standing>(STANDING, [APPLICATION_ROLE, API_ROLE]);
    const [standing] = rows;
    const words = standing === undefined ? undefined : judge(standing);
    if (words !== undefined) throw new DatabaseProblem(setting, words, true);
  } catch (error) {
    throw error instanceof DatabaseProblem ? error : explain(setting, url, error);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const PATIENCE_MS = 8_000;

/**
 * Makes sure that PostgreSQL lets the application in, and as nobody who could rewrite the ledger.
 * @throws {DatabaseProblem} naming DATABASE_URL: unreachable, wrong password, no such database, another role than ours
 */
export const checkApplicationRole = (url: string, patienceMs = PATIENCE_MS): Promise<void> =>
  check('DATABASE_URL', url, asApplication, patienceMs);

/**
 * Makes sure that PostgreSQL lets the API in, and as nobody for whom row-level security does not hold.
 * @throws {DatabaseProblem} naming DATABASE_API_URL, as `checkApplicationRole`
 */
export const checkApiRole = (url: string, patienceMs = PATIENCE_MS): Promise<void> =>
  check('DATABASE_API_URL', url, asApi, patienceMs);

/**
 * Makes sure that PostgreSQL lets migrations in, and as someone who may make the schema.
 * @throws {DatabaseProblem} naming DATABASE_OWNER_URL
 */
export const checkOwnerRole = (url: string, patienceMs = PATIENCE_MS): Promise<void> =>
  check('DATABASE_OWNER_URL', url, asOwner, patienceMs);
