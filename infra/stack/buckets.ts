import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'minio';
import { createAgent } from '../storage/bounded-transport.ts';
import { retryableStatus } from '../storage/s3-failure.ts';
import { errorCode, messageOf, StackError } from './stack-error.ts';

export interface StorageAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly tlsCa?: string | undefined;
  readonly buckets: {
    readonly documents: string;
    readonly results: string;
    readonly quarantine: string;
    readonly history: string;
  };
}

const clientOf = ({ endpoint, region, accessKey, secretKey, tlsCa }: StorageAccess): Client => {
  const { protocol, hostname, port } = new URL(endpoint);
  return new Client({
    endPoint: hostname,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    useSSL: protocol === 'https:',
    region,
    accessKey,
    secretKey,
    transportAgent: createAgent(protocol === 'https:', tlsCa),
    // One attempt each: `whenStarted` repeats the whole step.
    retryOptions: { disableRetry: true },
  });
};

const EXPLAINED: Record<string, { setting: string; en: string; vi: string }> = {
  ECONNREFUSED: { setting: 'S3_ENDPOINT', en: 'nothing listens there', vi: 'không có dịch vụ nào ở đó' },
  ENOTFOUND: { setting: 'S3_ENDPOINT', en: 'the host is unknown', vi: 'không tìm thấy máy chủ' },
  EAI_AGAIN: { setting: 'S3_ENDPOINT', en: 'the host is unknown', vi: 'không tìm thấy máy chủ' },
  ETIMEDOUT: { setting: 'S3_ENDPOINT', en: 'no answer', vi: 'không phản hồi' },
  InvalidAccessKeyId: {
    setting: 'S3_ACCESS_KEY',
    en: 'the store does not know this key',
    vi: 'kho không biết khóa này',
  },
  SignatureDoesNotMatch: { setting: 'S3_SECRET_KEY', en: 'the secret key is wrong', vi: 'khóa bí mật sai' },
  AccessDenied: { setting: 'S3_ACCESS_KEY', en: 'the key lacks rights', vi: 'khóa không đủ quyền' },
  AuthorizationHeaderMalformed: { setting: 'S3_REGION', en: 'the region is wrong', vi: 'sai vùng' },
};

/** A question about one bucket is refused without a reason; a list of all is refused with one. */
const refusal = async (client: Client): Promise<string> => {
  try {
    await client.listBuckets();
    return '';
  } catch (error) {
    return errorCode(error);
  }
};

const explain = async (
  error: unknown,
  client: Client,
  { endpoint }: StorageAccess,
  bucket: string,
): Promise<StackError> => {
  if (error instanceof StackError) return error;
  const code = errorCode(error);
  const known = (code === 'AccessDenied' ? EXPLAINED[await refusal(client)] : undefined) ?? EXPLAINED[code];
  const place = `${endpoint}, bucket ${bucket}`;
  if (known !== undefined) return new StackError(known.setting, `${place}: ${known.en}`, `${place}: ${known.vi}`);
  const status = retryableStatus(messageOf(error));
  const reason = status === null ? messageOf(error).trim() : `HTTP ${status}`;
  return new StackError(
    'S3_ENDPOINT',
    `${place}: ${reason === '' ? 'the answer is not that of an S3 store' : reason}`,
    `${place}: ${reason === '' ? 'phản hồi không phải của kho S3' : reason}`,
  );
};

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 100;

const bounded = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    delay(TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    }),
  ]);

/** A store that has just been started calls itself ready, and yet answers 503 until it has looked through its disks. */
const whenStarted = async (step: () => Promise<void>, until = Date.now() + TIMEOUT_MS): Promise<void> => {
  for (;;) {
    try {
      return await bounded(step());
    } catch (error) {
      if (retryableStatus(messageOf(error)) !== '503' || Date.now() > until) throw error;
      await delay(PAUSE_MS);
    }
  }
};

/** Another start may make it at the same time. */
const makeMissing = async (client: Client, bucket: string, region: string, ObjectLocking: boolean): Promise<void> => {
  if (await client.bucketExists(bucket)) return;
  try {
    await client.makeBucket(bucket, region, { ObjectLocking });
  } catch (error) {
    if (errorCode(error) !== 'BucketAlreadyOwnedByYou') throw error;
  }
};

const makePlain = (client: Client, bucket: string, region: string): Promise<void> =>
  makeMissing(client, bucket, region, false);

const hasObjectLock = async (client: Client, bucket: string): Promise<boolean> => {
  try {
    // Typed as void by the client's first overload, a promise in truth.
    const answer: unknown = client.getObjectLockConfig(bucket);
    await answer;
    return true;
  } catch (error) {
    if (errorCode(error) === 'ObjectLockConfigurationNotFoundError') return false;
    throw error;
  }
};

/** Object Lock can only be switched on when a bucket is made, so one that lacks it is refused. */
const makeLocked = async (client: Client, bucket: string, region: string): Promise<void> => {
  await makeMissing(client, bucket, region, true);
  if (await hasObjectLock(client, bucket)) return;
  throw new StackError(
    'S3_BUCKET_RESULTS',
    `bucket ${bucket} exists without Object Lock, which cannot be switched on later: name another bucket`,
    `bucket ${bucket} đã có nhưng không bật Object Lock và không bật được về sau: hãy đặt tên bucket khác`,
  );
};

/**
 * Makes those of the buckets that are missing: documents, quarantine and history plain, results versioned with Object Lock.
 * @throws {StackError} naming the setting: unreachable, wrong key, no right, results bucket without Object Lock
 */
export const ensureBuckets = async (access: StorageAccess): Promise<void> => {
  const client = clientOf(access);
  const { documents, results, quarantine, history } = access.buckets;
  const steps = [
    { bucket: documents, make: makePlain },
    { bucket: quarantine, make: makePlain },
    { bucket: history, make: makePlain },
    { bucket: results, make: makeLocked },
  ];
  for (const { bucket, make } of steps) {
    try {
      await whenStarted(() => make(client, bucket, access.region));
    } catch (error) {
      throw await explain(error, client, access, bucket);
    }
  }
};
