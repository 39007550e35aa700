import { parseArgs } from 'node:util';

export const USAGE = `motcua calendar show [ID]                                   lịch đang áp dụng, dạng JSON | the calendar in force, as JSON
motcua calendar change propose FILE --reason TEXT           đề xuất lịch mới | propose a calendar in the place of the one in force
motcua calendar change preview ID                           hồ sơ nào đổi ngày hẹn | which appointments change, and to what
motcua calendar change approve ID                           người khác duyệt: lịch có hiệu lực, hồ sơ được tính lại
                                                            another person approves: it comes into force, dossiers are planned anew
motcua calendar change status ID                            đã áp dụng đến đâu, kết quả từng hồ sơ | how far it has come, dossier by dossier
motcua calendar change drop ID | list                       hủy đề xuất | drop a proposal; danh sách | all changes
  --calendar   mã lịch, phải trùng "id" trong tệp (mặc định khi xem: quang-ninh) | id of the calendar, as the file has it
  --reason     căn cứ, ví dụ số quyết định | why, such as the number of the decision
  --as         tài khoản dùng thử | a demo account: catalogue-administrator, one-stop-head-provincial-centre, …
               nếu không: thẻ truy cập trong MOTCUA_TOKEN | else the bearer token in MOTCUA_TOKEN
  --api        địa chỉ API (mặc định của npm start) | address of the API (that of npm start)
  --wait       preview, status: chờ đến khi xong | wait until it is done
  --json       kết quả dạng JSON | answer as JSON
`;

const OPTIONS = {
  calendar: { type: 'string' },
  reason: { type: 'string' },
  as: { type: 'string' },
  api: { type: 'string' },
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** What is to be done, and with what: a file for a proposal, the id of a change or of a calendar else. */
export interface CalendarOptions extends Values {
  readonly verb: 'show' | 'list' | 'propose' | 'preview' | 'approve' | 'status' | 'drop';
  readonly subject: string | undefined;
}

const CHANGES = ['list', 'propose', 'preview', 'approve', 'status', 'drop'] as const;

/** @returns null for what cannot be understood */
export function readCalendarOptions(argv: string[]): CalendarOptions | null {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch {
    return null;
  }
  const { values, positionals } = parsed;
  const [noun, ...words] = positionals;
  if (noun === 'show') return words.length > 1 ? null : { ...values, verb: 'show', subject: words[0] };
  const [word, subject, ...more] = words;
  const verb = CHANGES.find((known) => known === word);
  if (noun !== 'change' || verb === undefined || more.length > 0) return null;
  if ((subject === undefined) !== (verb === 'list')) return null;
  return { ...values, verb, subject };
}
