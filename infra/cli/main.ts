/** One command: what it is for, and its code, loaded only when it is asked for. Each returns the exit code. */
interface Command {
  readonly vi: string;
  readonly en: string;
  readonly load: () => Promise<(argv: string[]) => Promise<number>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  due: {
    vi: 'Tính ngày hẹn trả và giải thích',
    en: 'Compute a due date and explain it',
    load: async () => (await import('./due.ts')).dueCommand,
  },
  catalogue: {
    vi: 'Nhập danh mục thủ tục hành chính quốc gia',
    en: 'Import the national procedure catalogue',
    load: async () => (await import('./catalogue-import.ts')).catalogueCommand,
  },
  calendar: {
    vi: 'Thay đổi lịch làm việc và tính lại hạn các hồ sơ đang giải quyết',
    en: 'Change a calendar and plan open dossiers anew',
    load: async () => (await import('./calendar.ts')).calendarCommand,
  },
  procedure: {
    vi: 'Phiên bản thủ tục: tự kiểm tra, đối chiếu, ban hành, chuyển hồ sơ',
    en: 'Versions of procedures: check, fold, publish, move dossiers',
    load: async () => (await import('./procedure.ts')).procedureCommand,
  },
  codes: {
    vi: 'Thay mã định danh tạm của cơ quan bằng mã chính thức',
    en: 'Replace provisional codes of agencies by official ones',
    load: async () => (await import('./codes.ts')).codesCommand,
  },
  receipt: {
    vi: 'Kiểm tra biên nhận bàn giao giữa các cơ quan, không cần máy chủ',
    en: 'Verify the receipt of a hand-over between agencies, offline',
    load: async () => (await import('./receipt.ts')).receiptCommand,
  },
  'payload-keys': {
    vi: 'Chuyển các tiến trình đang chạy sang khóa mã hóa hiện hành',
    en: 'Move open runs to the active key of the payloads',
    load: async () => (await import('./payload-keys.ts')).payloadKeysCommand,
  },
  keys: {
    vi: 'Khóa chủ: xem khóa nào đang dùng, bọc lại khóa dữ liệu bằng khóa mới',
    en: 'Master keys: which are in use, wrap data keys with a new one',
    load: async () => (await import('./keys.ts')).keysCommand,
  },
  erase: {
    vi: 'Xóa dữ liệu cá nhân của hồ sơ đã hết thời hạn lưu trữ',
    en: 'Erase personal data of dossiers whose retention has ended',
    load: async () => (await import('./erase.ts')).eraseCommand,
  },
  'sign-in': {
    vi: 'Đăng nhập một tài khoản hoặc hệ thống dùng thử, in các tiêu đề cho curl -H @TỆP',
    en: 'Sign a demo account or system in, print the headers for curl -H @FILE',
    load: async () => (await import('./sign-in.ts')).signInCommand,
  },
  login: {
    vi: 'Liên kết tài khoản ở nhà cung cấp danh tính với cán bộ, kết thúc phiên của một người',
    en: 'Link accounts at the issuer to officers, end a person’s sessions',
    load: async () => (await import('./login.ts')).loginCommand,
  },
  rebuild: {
    vi: 'Dựng lại tiến trình của một hồ sơ từ sổ sự kiện',
    en: 'Start the run of a dossier again from its ledger',
    load: async () => (await import('./rebuild.ts')).rebuildCommand,
  },
};

function usage(): string {
  const rows = Object.entries(COMMANDS).map(([name, { vi, en }]) => `  ${name.padEnd(12)} ${vi} | ${en}`);
  return `npm run -s motcua -- COMMAND [options]\n\n${rows.join('\n')}\n`;
}

/** Runs one command of the command line. @returns exit code: 0, 1 for what could not be done, 2 for bad usage */
async function run([name, ...argv]: readonly string[]): Promise<number> {
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (command === undefined) {
    const asked = name === undefined || ['help', '--help', '-h'].includes(name);
    (asked ? process.stdout : process.stderr).write(usage());
    return asked ? 0 : 2;
  }
  try {
    return await (
      await command.load()
    )(argv);
  } catch (error) {
    const { problemTexts } = await import('./problem-texts.ts');
    process.stderr.write(`${problemTexts(error)}\n`);
    return 1;
  }
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', ({ code, message }: Error & { code?: string }) => {
  if (code === 'EPIPE') return;
  const reason = code ?? message;
  process.stderr.write(`Không ghi được đầu ra chuẩn (${reason}) | Standard output cannot be written (${reason})\n`);
  process.exit(1);
});
process.exitCode = await run(process.argv.slice(2));
