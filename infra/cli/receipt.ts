import { readFile } from 'node:fs/promises';
import { verifyReceipt } from '../receipts/verify-receipt.ts';

const USAGE = `motcua receipt verify FILE
  Kiểm tra biên nhận bàn giao (GET /handovers/{id}) mà không cần máy chủ: tính lại mã băm của từng sự kiện.
  Verifies the receipt of a hand-over (GET /handovers/{id}) without a server: computes the hash of each event again.

  FILE   biên nhận đã lưu, JSON | the receipt as saved, JSON
`;

/**
 * `motcua receipt verify FILE`: holds a receipt against the events in it, offline.
 * @returns 0 when it is right; 1 when it is not, naming each place, or cannot be read; 2 for wrong usage
 */
export async function receiptCommand(argv: string[]): Promise<number> {
  const [verb, file] = argv;
  if (verb !== 'verify' || file === undefined || argv.length !== 2 || file.startsWith('-')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return refuse(`${file}: không đọc được | cannot be read`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse(`${file}: không phải JSON | is not JSON`);
  }
  const { receipt, faults, unproven } = verifyReceipt(data);
  for (const { path, vi, en } of faults) process.stderr.write(`${file}: ${path}: ${vi} | ${en}\n`);
  if (receipt === null || faults.length > 0)
    return refuse(
      `${file}: biên nhận không đúng, ${faults.length} lỗi | the receipt is not right, ${faults.length} faults`,
    );
  const { id, from, to, what, sentAt, delivered, accepted } = receipt;
  process.stdout.write(
    [
      `${file}: biên nhận đúng | the receipt is right`,
      `  ${id}: ${from.code} → ${to.code}`,
      `  đã giao | sent: ${sentAt}, ${what.stream} #${what.seq}, SHA-256 ${what.hash}`,
      `  đã đến | delivered: ${delivered === null ? '–' : `${delivered.at} (${delivered.by})`}`,
      `  đã tiếp nhận | accepted: ${accepted === null ? '–' : `${accepted.at} (${accepted.by}, #${accepted.seq})`}`,
      ...(unproven.length === 0
        ? []
        : [`  sổ kèm theo không chứng minh | not proved by its ledger: ${unproven.join(', ')}`]),
      '',
    ].join('\n'),
  );
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}
