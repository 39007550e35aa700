import { Client } from 'pg';
import { errorCode, messageOf, StackError } from './stack-error.ts';

type Words = readonly [en: string, vi: string];

const REFUSALS: Record<string, (at: string, role: string, database: string) => Words> = {
  ECONNREFUSED: (at) => [`nothing listens at ${at}`, `không có máy chủ nào tại ${at}`],
  ENOTFOUND: (at) => [`the host of ${at} is unknown`, `không tìm thấy máy chủ ${at}`],
  EAI_AGAIN: (at) => [`the host of ${at} is unknown`, `không tìm thấy máy chủ ${at}`],
  ETIMEDOUT: (at) => [`no answer from ${at}`, `${at} không phản hồi`],
  EHOSTUNREACH: (at) => [`${at} cannot be reached`, `không tới được ${at}`],
  ENETUNREACH: (at) => [`${at} cannot be reached`, `không tới được ${at}`],
  '28P01': (at, role) => [
    `${at} refuses the password of role "${role}"`,
    `${at} từ chối mật khẩu của vai trò "${role}"`,
  ],
  '28000': (at, role) => [`${at} does not admit role "${role}"`, `${at} không cho vai trò "${role}" vào`],
  '3D000': (at, _, database) => [`${at} has no database "${database}"`, `${at} không có cơ sở dữ liệu "${database}"`],
  '42501': (at, role) => [`role "${role}" at ${at} lacks a right`, `vai trò "${role}" tại ${at} thiếu quyền`],
  '53300': (at) => [`${at} has no connection left`, `${at} đã hết kết nối`],
};

const explain = (setting: string, url: string, error: unknown): StackError => {
  const { hostname, port, username, pathname } = new URL(url);
  const at = `${hostname}:${port === '' ? '5432' : port}`;
  const timedOut = messageOf(error).includes('timeout');
  const words = REFUSALS[timedOut ? 'ETIMEDOUT' : errorCode(error)];
  const [en, vi] = words?.(at, decodeURIComponent(username), pathname.slice(1)) ?? [messageOf(error), messageOf(error)];
  return new StackError(setting, en, vi);
};

/**
 * Makes sure that an external PostgreSQL lets us in.
 * @throws {StackError} naming the setting: unreachable, wrong password, no such database
 */
export const checkDatabase = async (setting: string, url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    throw explain(setting, url, error);
  } finally {
    await client.end().catch(() => undefined);
  }
};
