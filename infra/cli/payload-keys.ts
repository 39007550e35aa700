import { openRuns } from '../db/open-runs.ts';
import { renewPayloads } from '../temporal/payload-rotation.ts';
import { openConnections } from './connections.ts';

const USAGE = `motcua payload-keys rotate [--json]
  Sau khi đặt khóa mới lên đầu PAYLOAD_KEYS và khởi động lại: chuyển mọi tiến trình đang chạy sang khóa đó.
  Khóa cũ vẫn cần để đọc lịch sử đã lưu trữ của hồ sơ đã kết thúc.
  Once a new key stands first in PAYLOAD_KEYS and everything was started again: moves every open run to it.
  The old key is still needed to read the archived histories of what has ended.
`;

/** `motcua payload-keys rotate`: exit code 0 once no open run is under another key, 1 while some are. */
export async function payloadKeysCommand(argv: string[]): Promise<number> {
  const [verb, ...options] = argv;
  if (verb !== 'rotate' || options.some((option) => option !== '--json')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { db, engine, config, close } = await openConnections();
  try {
    const active = config.keys.payload[0].id;
    const { renewed, current, absent, left } = await renewPayloads(engine, openRuns(db), active);
    const others = Object.values(left).reduce((sum, n) => sum + n, 0);
    if (options.includes('--json')) {
      process.stdout.write(`${JSON.stringify({ key: active, renewed, current, absent, left })}\n`);
    } else {
      process.stdout.write(
        `Khóa ${active}: chuyển ${renewed} tiến trình, ${current} đã dùng khóa này, ${others} chưa chuyển được | Key ${active}: ${renewed} runs moved, ${current} were under it, ${others} are left\n`,
      );
    }
    return others === 0 ? 0 : 1;
  } finally {
    await close();
  }
}
