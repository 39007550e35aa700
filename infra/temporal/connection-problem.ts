import type { Config } from '../config/config.ts';
import { messageOf, StackError } from '../stack/stack-error.ts';

interface Cause {
  readonly found: RegExp;
  readonly setting: 'TEMPORAL_ADDRESS' | 'TEMPORAL_TLS' | 'TEMPORAL_API_KEY';
  readonly en: string;
  readonly vi: string;
}

/** By the words of the engine's own client, which gives no codes. The first that fits counts. */
const CAUSES: readonly Cause[] = [
  {
    found: /valid authentication credentials|does not have permission/,
    setting: 'TEMPORAL_API_KEY',
    en: 'refuses the key',
    vi: 'từ chối khóa',
  },
  {
    found: /Certificate|PrivateKey|UnknownIssuer|InvalidContentType|AlertReceived|Handshake|\btls\b/i,
    setting: 'TEMPORAL_TLS',
    en: 'and we do not agree on TLS (whether it is used, the authority, the name or the certificate)',
    vi: 'và ta không thống nhất được TLS (có dùng hay không, tổ chức chứng thực, tên hoặc chứng thư)',
  },
  {
    found: /ConnectionRefused/,
    setting: 'TEMPORAL_ADDRESS',
    en: 'does not listen',
    vi: 'không có máy chủ nào',
  },
  { found: /dns error/, setting: 'TEMPORAL_ADDRESS', en: 'is an unknown host', vi: 'là máy chủ không tìm thấy' },
  {
    found: /service is currently unavailable/,
    setting: 'TEMPORAL_ADDRESS',
    en: 'is not ready yet',
    vi: 'chưa sẵn sàng',
  },
  {
    found: /BrokenPipe|broken pipe|ConnectionReset|transport error/,
    setting: 'TEMPORAL_ADDRESS',
    en: 'breaks the connection off; does it expect TLS (TEMPORAL_TLS)?',
    vi: 'ngắt kết nối; máy chủ có đòi TLS (TEMPORAL_TLS) không?',
  },
  { found: /timed? ?out|no answer/i, setting: 'TEMPORAL_ADDRESS', en: 'does not answer', vi: 'không phản hồi' },
];

const LONGEST_REASON = 200;

/** Why there is no connection to the engine, in one line that names the setting to look at. */
export const temporalProblem = ({ temporal }: Pick<Config, 'temporal'>, error: unknown): StackError => {
  const { address, tls } = temporal;
  const reason = messageOf(error).replace(/\s+/g, ' ').slice(0, LONGEST_REASON);
  const cause = CAUSES.find(({ found }) => found.test(reason));
  if (cause !== undefined) {
    return new StackError(cause.setting, `Temporal at ${address} ${cause.en}`, `Temporal tại ${address} ${cause.vi}`);
  }
  return new StackError(
    'TEMPORAL_ADDRESS',
    `cannot connect to ${address} with TEMPORAL_TLS ${tls === undefined ? 'off' : 'on'}: ${reason}`,
    `không kết nối được ${address} khi TEMPORAL_TLS ${tls === undefined ? 'off' : 'on'}: ${reason}`,
  );
};
