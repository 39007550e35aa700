import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Client, RETENTION_MODES, S3Error } from 'minio';
import type { ResultItem } from '../../contracts/dossier.ts';
import type { Config } from '../../infra/config/config.ts';
import { localInstant } from '../format.ts';
import type { Report, Texts } from '../report.ts';
import { sha256Of, type SentResult } from '../desk-work.ts';

/** Where a result lies in the store. */
type Place = NonNullable<ResultItem['stored']>;

const DAY_MS = 86_400_000;

/** Storing takes a while, and a retention is kept in whole seconds. */
const SLACK_MS = 10 * 60_000;

/** Plain S3 calls by the store's own credentials; none of motcua's own storage code takes part. */
function connect({ storage }: Config): Client {
  const { hostname, port, protocol } = new URL(storage.endpoint);
  return new Client({
    endPoint: hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    useSSL: protocol === 'https:',
    region: storage.region,
    accessKey: storage.accessKey,
    secretKey: storage.secretKey,
  });
}

/**
 * Reads the stored result's very version back from the store, and tries to destroy it.
 * @param sealedSince the dossier began then: the retention is counted from its sealing
 */
export async function proveStoredResult(
  sent: SentResult,
  sealedSince: string,
  result: ResultItem | undefined,
  config: Config,
  report: Report,
): Promise<void> {
  report.heading({ vi: 'Kết quả số hóa trong kho', en: 'The digitised result in the store' });
  report.check('result-recorded', RECORDED, result?.document === sent.id && result.stored !== null);
  if (result === undefined || result.stored === null) return;
  const client = connect(config);
  const { stored: place } = result;
  const { bucket, key, versionId } = place;
  const stored = await read(client, place);
  const retention = await client.getObjectRetention(bucket, key, { versionId });
  const until = retention?.retainUntilDate ?? null;

  report.line(`bucket       ${bucket}`);
  report.line(`key          ${key}`);
  report.line(`version id   ${versionId}`);
  report.line(`retention    ${retention?.mode ?? '–'} → ${localInstant(until)}`);
  report.line(`SHA-256      ${stored.sha256}, ${stored.bytes.length} B`);
  report.line('');

  report.check(
    'result-hash',
    HASH,
    stored.sha256 === result.sha256 && key === `${stored.sha256.slice(0, 2)}/${stored.sha256}`,
  );
  report.check('result-bucket', BUCKET, bucket === config.storage.buckets.results);
  const plain = sent.file.bytes;
  report.check('result-encrypted', ENCRYPTED, stored.sha256 !== sha256Of(plain) && !stored.bytes.includes('%PDF'));
  const wanted = Date.parse(sealedSince) + config.storage.resultRetentionDays * DAY_MS - SLACK_MS;
  report.check(
    'result-retention',
    RETENTION,
    retention?.mode === RETENTION_MODES.COMPLIANCE &&
      until !== null &&
      sameInstant(until, result.retainUntil) &&
      Date.parse(until) >= wanted,
  );
  await proveKept(client, { ...result, ...place }, report);
}

async function proveKept(client: Client, result: ResultItem & Place, report: Report): Promise<void> {
  const { bucket, key, versionId, sha256, retainUntil } = result;
  const attempts: readonly (readonly [id: string, texts: Texts, attempt: () => Promise<unknown>])[] = [
    ['deletion-refused', DELETE, () => client.removeObject(bucket, key, { versionId })],
    ['forced-deletion-refused', FORCE, () => client.removeObject(bucket, key, { versionId, governanceBypass: true })],
    ['shortening-refused', SHORTEN, () => shorten(client, result)],
  ];
  for (const [id, texts, attempt] of attempts) {
    const refusal = await refusalOf(attempt);
    report.check(id, texts, refusal !== null, refusal ?? 'không bị từ chối | was not refused');
  }
  report.check('unlocked-deleted', UNLOCKED, await deletesUnlocked(client, bucket));
  const again = await read(client, result).catch(() => null);
  const retention = await client.getObjectRetention(bucket, key, { versionId }).catch(() => null);
  const kept = again?.sha256 === sha256 && retention != null && sameInstant(retention.retainUntilDate, retainUntil);
  report.check('result-still-there', STILL_THERE, kept);
}

/** The control: the same credentials do delete a version of that bucket which no lock protects. */
async function deletesUnlocked(client: Client, bucket: string): Promise<boolean> {
  const key = `demo/${randomUUID()}`;
  const { versionId } = await client.putObject(bucket, key, Buffer.from('unlocked'));
  if (versionId === null) return false;
  if ((await refusalOf(() => client.removeObject(bucket, key, { versionId }))) !== null) return false;
  return (await refusalOf(() => client.statObject(bucket, key, { versionId }))) !== null;
}

function shorten(client: Client, { bucket, key, versionId }: Place): Promise<void> {
  const retainUntilDate = new Date(Date.now() + 60_000).toISOString();
  const mode = RETENTION_MODES.COMPLIANCE;
  return client.putObjectRetention(bucket, key, { versionId, mode, retainUntilDate, governanceBypass: true });
}

/** What the store said no with; null when it did what was asked. @throws what is not an answer of the store */
async function refusalOf(attempt: () => Promise<unknown>): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    if (error instanceof S3Error) return `${'code' in error ? error.code : error.name}, ${error.message}`;
    throw error;
  }
}

async function read(client: Client, { bucket, key, versionId }: Place): Promise<{ bytes: Buffer; sha256: string }> {
  const stream: Readable = await client.getObject(bucket, key, { versionId });
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), sha256: hash.digest('hex') };
}

const sameInstant = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) < 1000;

const RECORDED = {
  vi: 'hồ sơ ghi nhận kết quả là tệp đã tải lên',
  en: 'the dossier names the uploaded file as its result',
};
const HASH = {
  vi: 'băm của bản mã đọc lại trùng với khóa và với hồ sơ',
  en: 'the hash of the ciphertext read back is its key and what the dossier says',
};
const BUCKET = { vi: 'nằm trong kho kết quả', en: 'it lies in the bucket of results' };
const ENCRYPTED = { vi: 'trong kho là bản mã, không phải tệp PDF', en: 'what lies there is ciphertext, not the PDF' };
const RETENTION = {
  vi: 'khóa COMPLIANCE đủ thời hạn lưu, trùng với hồ sơ',
  en: 'locked COMPLIANCE for the whole retention, as the dossier says',
};
const DELETE = { vi: 'xóa phiên bản này bị từ chối', en: 'deleting this version is refused' };
const FORCE = { vi: 'xóa với quyền bỏ qua khóa cũng bị từ chối', en: 'so is deleting it with the right to bypass' };
const SHORTEN = { vi: 'rút ngắn thời hạn lưu bị từ chối', en: 'shortening its retention is refused' };
const UNLOCKED = {
  vi: 'cùng tài khoản xóa được phiên bản không khóa: chính khóa đã từ chối',
  en: 'the same credentials do delete an unlocked version: it is the lock that refuses',
};
const STILL_THERE = {
  vi: 'phiên bản vẫn còn nguyên, thời hạn lưu như cũ',
  en: 'the version is still there unchanged, its retention as before',
};
