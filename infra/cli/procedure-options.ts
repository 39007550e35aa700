import { parseArgs } from 'node:util';

export const USAGE = `motcua procedure check FILE                               tự kiểm tra nội dung trong tệp, không cần máy chủ
                                                          the self-check of a file’s content; needs no server
motcua procedure propose FILE --reason TEXT               đề xuất phiên bản | propose a version
motcua procedure versions CODE                            các phiên bản | its versions
motcua procedure show CODE VERSION                        nội dung và kết quả tự kiểm tra, dạng JSON | content and self-check, as JSON
motcua procedure fold CODE VERSION                        đối chiếu hồ sơ đã có | fold recorded dossiers over it
motcua procedure publish CODE VERSION                     người khác ban hành | another person publishes it
motcua procedure migrate CODE FROM TO FILE --reason TEXT  đề xuất chuyển các hồ sơ nêu trong tệp, mỗi dòng một mã
                                                          propose to move the dossiers in the file, a code a line
motcua procedure migration status|approve|drop CODE ID    xem, duyệt, hủy lần chuyển | look at, approve or drop a migration
  --reason     căn cứ, ví dụ số quyết định | why, such as the number of the decision
  --newest     fold: số hồ sơ mới nhất (mặc định 1000) | how many of the newest dossiers (1000 unless said)
  --as         tài khoản dùng thử | a demo account: catalogue-administrator, one-stop-head-provincial-centre, …
               nếu không: thẻ truy cập trong MOTCUA_TOKEN | else the bearer token in MOTCUA_TOKEN
  --api        địa chỉ API (mặc định của npm start) | address of the API (that of npm start)
  --wait       fold, migrate, migration: chờ đến khi xong | wait until it is done
  --json       kết quả dạng JSON | answer as JSON
`;

const OPTIONS = {
  reason: { type: 'string' },
  newest: { type: 'string' },
  as: { type: 'string' },
  api: { type: 'string' },
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Words after each verb. */
const WORDS = {
  check: 1,
  propose: 1,
  versions: 1,
  show: 2,
  fold: 2,
  publish: 2,
  migrate: 4,
  'migration status': 2,
  'migration approve': 2,
  'migration drop': 2,
} as const;
export type ProcedureVerb = keyof typeof WORDS;

/** What is to be done, and with what: a file, or the code of a procedure with a version or the id of a migration. */
export interface ProcedureOptions extends Values {
  readonly verb: ProcedureVerb;
  readonly words: readonly string[];
}

/** @returns null for what cannot be understood */
export function readProcedureOptions(argv: string[]): ProcedureOptions | null {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch {
    return null;
  }
  const { values, positionals } = parsed;
  const [first = '', second = ''] = positionals;
  const name = first === 'migration' ? `${first} ${second}` : first;
  const verb = (Object.keys(WORDS) as ProcedureVerb[]).find((known) => known === name);
  if (verb === undefined) return null;
  const words = positionals.slice(verb.split(' ').length);
  return words.length === WORDS[verb] ? { ...values, verb, words } : null;
}
