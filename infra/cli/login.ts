import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import type { Database } from '../db/orm.ts';
import { createLoginLinks, type Linked } from '../identity/login-links.ts';
import { requestHasherOf, type RequestHasher } from '../identity/request-hash.ts';
import { endSessionsOf } from '../identity/web-sessions.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openConnections } from './connections.ts';

const USAGE = `motcua login list PERSON
motcua login link PERSON --subject SUBJECT [--issuer ISSUER]
motcua login unlink PERSON --subject SUBJECT [--issuer ISSUER]
motcua login end-sessions PERSON
  Tài khoản nào ở nhà cung cấp danh tính là của cán bộ nào; hủy liên kết thì các phiên của người đó cũng kết thúc.
  Which account at the issuer is which officer's; to unlink it ends the person's sessions too.
  Mỗi thay đổi có một dòng nhật ký JSON ở đầu ra lỗi: ai làm, cho ai; hãy lưu lại.
  Each change is a line of the log, as JSON on standard error: by whom, for whom; keep it.

  PERSON     mã người trong danh mục | id of the person in the catalogue
  --subject  tên của tài khoản ở nhà cung cấp danh tính (sub) | the issuer's name for the account (sub)
  --issuer   mặc định OIDC_ISSUER | OIDC_ISSUER by default
`;

const SAID: Readonly<Record<Linked, string>> = {
  linked: 'đã liên kết | linked',
  known: 'đã liên kết từ trước | was linked already',
  'of-another': 'tài khoản này là của người khác: hủy liên kết đó trước | is somebody else’s: unlink it there first',
  'no-person': 'không có người này; xem mã trong danh mục | no such person; see the ids in the catalogue',
};

interface LoginOptions {
  readonly verb: 'list' | 'link' | 'unlink' | 'end-sessions';
  readonly person: string;
  readonly subject: string;
  readonly issuer: string | undefined;
}

const VERBS: readonly LoginOptions['verb'][] = ['list', 'link', 'unlink', 'end-sessions'];

function readOptions(argv: readonly string[]): LoginOptions | null {
  const options = { subject: { type: 'string' }, issuer: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const verb = VERBS.find((known) => known === positionals[0]);
    const person = positionals[1];
    if (verb === undefined || person === undefined || positionals.length !== 2) return null;
    const isOfAccount = verb === 'link' || verb === 'unlink';
    const { subject = '', issuer } = values;
    if (isOfAccount ? subject === '' : subject !== '' || issuer !== undefined) return null;
    return { verb, person, subject, issuer };
  } catch {
    return null;
  }
}

/** `motcua login …`: exit code 0, 1 for what could not be done, 2 for bad usage. */
export async function loginCommand(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { db, config, close } = await openConnections();
  try {
    const issuer = options.issuer ?? config.identity?.issuer;
    if (issuer === undefined) {
      process.stderr.write('OIDC_ISSUER: chưa có; đặt nó hoặc dùng --issuer | is not set; set it or say --issuer\n');
      return 1;
    }
    const log = createLogger('cli', config.logLevel).child({ by: operator() });
    return await carryOut({ db, log, hash: requestHasherOf(config.keys.identity) }, { ...options, issuer });
  } finally {
    await close();
  }
}

/** The account of the operating system that runs the command; its number where it has no name, as in a container. */
function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

export interface LoginChanging {
  readonly db: Pick<Database, 'execute'>;
  /** It says by itself who changes something. */
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** The issuer's name for an account may be personal: the log has a keyed hash. */
  readonly hash: RequestHasher;
}

/** Does what was asked and says so; what is done or refused goes into the log. @returns exit code */
export async function carryOut(
  { db, log, hash }: LoginChanging,
  { verb, person, subject, issuer }: LoginOptions & { readonly issuer: string },
): Promise<number> {
  const links = createLoginLinks(db);
  const say = (text: string): boolean => process.stdout.write(`${person}: ${text}\n`);
  const account = { issuer, account: hash(['account', issuer, subject]).slice(0, 16) };
  const told = (isDone: boolean, facts: Readonly<Record<string, unknown>>): void =>
    log[isDone ? 'info' : 'warn']({ security: `login-${verb}`, person, ...facts }, 'login changed');
  switch (verb) {
    case 'list':
      for (const login of await links.list(person)) say(`${login.issuer} ${login.subject}`);
      return 0;
    case 'link': {
      const linked = await links.link(person, { issuer, subject });
      const isHis = linked === 'linked' || linked === 'known';
      told(isHis, { ...account, outcome: linked });
      say(SAID[linked]);
      return isHis ? 0 : 1;
    }
    case 'unlink': {
      const wasHis = await links.unlink(person, { issuer, subject });
      told(wasHis, { ...account, outcome: wasHis ? 'unlinked' : 'not-his' });
      say(wasHis ? 'đã hủy liên kết | unlinked' : 'không phải tài khoản của người này | is not an account of his');
      return wasHis ? 0 : 1;
    }
    case 'end-sessions': {
      const ended = await endSessionsOf(db, person);
      told(true, { ended });
      say(`${ended} phiên đã kết thúc | sessions ended`);
      return 0;
    }
  }
}
