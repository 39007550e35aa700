import { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { Client, RETENTION_MODES } from 'minio';
import { createAgent, createBoundedTransport, type TransportLimits } from './bounded-transport.ts';
import type { ObjectBody, ObjectStore, ObjectVersion, Retention } from './object-store.ts';
import { toStorageError } from './s3-failure.ts';
import { isStorageError } from './storage-error.ts';

export interface S3Settings {
  /** `http://` or `https://` address without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** PEM of the authority behind an https endpoint; undefined: the system's. */
  readonly tlsCa?: string | undefined;
}

const LIMITS: TransportLimits = { connectMs: 3_000, idleMs: 20_000 };

/** The object store behind the `minio` client, which speaks plain S3. It connects when it is first used. */
export function createMinioObjectStore(settings: S3Settings, limits: TransportLimits = LIMITS): ObjectStore {
  const { origin, hostname, port, protocol } = new URL(settings.endpoint);
  const useSSL = protocol === 'https:';
  const client = new Client({
    endPoint: hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    useSSL,
    region: settings.region,
    accessKey: settings.accessKey,
    secretKey: settings.secretKey,
    transportAgent: createAgent(useSSL, settings.tlsCa),
    transport: createBoundedTransport(useSSL, limits),
    // A body that was half sent cannot be sent again; who calls knows whether to retry.
    retryOptions: { disableRetry: true },
  });

  const ask = async <T>(bucket: string, key: string | undefined, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw toStorageError(error, { endpoint: origin, bucket, ...(key === undefined ? {} : { key }) });
    }
  };

  /** One PUT, streamed. The client's own `putObject` keeps whole bodies in memory, or resumes what another call began. */
  const put = (bucket: string, key: string, body: ObjectBody): Promise<ObjectVersion> =>
    ask(bucket, key, async () => {
      const headers = {
        'content-type': 'application/octet-stream',
        'content-length': String(body.size),
        'content-md5': body.md5,
      };
      const request = { method: 'PUT', bucketName: bucket, objectName: key, headers };
      // Over TLS the client signs without the payload's hash; Content-MD5 covers the payload.
      const response = await client.makeRequestStreamAsync(request, body.open(), useSSL ? '' : body.sha256, [200], '');
      await response.toArray();
      const { 'x-amz-version-id': versionId } = response.headers;
      return { versionId: typeof versionId === 'string' && versionId !== '' ? versionId : null };
    });

  const retentionOf = async (bucket: string, key: string, versionId: string): Promise<Retention | null> => {
    try {
      const found = await ask(bucket, key, () => client.getObjectRetention(bucket, key, { versionId }));
      return toRetention(found?.mode, found?.retainUntilDate);
    } catch (error) {
      if (isStorageError(error, 'object-missing')) return null;
      throw error;
    }
  };

  const get = (bucket: string, key: string, versionId?: string) =>
    ask(bucket, key, async () => {
      const source = await client.getObject(bucket, key, versionId === undefined ? {} : { versionId });
      const headers = source instanceof IncomingMessage ? source.headers : {};
      return { body: relay(source, (error) => toStorageError(error, { endpoint: origin, bucket, key })), headers };
    });

  return {
    put,

    async protect(bucket, key, versionId, until) {
      const retention = { versionId, mode: RETENTION_MODES.COMPLIANCE, retainUntilDate: until.toISOString() };
      try {
        await ask(bucket, key, () => client.putObjectRetention(bucket, key, retention));
      } catch (error) {
        // A retention cannot be shortened.
        const longer = isStorageError(error, 'storage-refused') ? await retentionOf(bucket, key, versionId) : null;
        if (longer === null || longer.until < until) throw error;
      }
    },

    get: async (bucket, key, versionId) => (await get(bucket, key, versionId)).body,

    async getProtected(bucket, key, versionId) {
      const { body, headers } = await get(bucket, key, versionId);
      const until = headers['x-amz-object-lock-retain-until-date'];
      return { body, retention: toRetention(headers['x-amz-object-lock-mode'], until) };
    },

    async stat(bucket, key): Promise<ObjectVersion | null> {
      try {
        const { versionId } = await ask(bucket, key, () => client.statObject(bucket, key));
        return { versionId: versionId ?? null };
      } catch (error) {
        if (isStorageError(error, 'object-missing')) return null;
        throw error;
      }
    },

    retention: retentionOf,

    remove: (bucket, key) => ask(bucket, key, () => client.removeObject(bucket, key)),

    removeVersion: (bucket, key, versionId) => ask(bucket, key, () => client.removeObject(bucket, key, { versionId })),
  };
}

function toRetention(mode: unknown, retainUntil: unknown): Retention | null {
  const until = new Date(typeof retainUntil === 'string' ? retainUntil : Number.NaN);
  const known = mode === 'COMPLIANCE' || mode === 'GOVERNANCE';
  return known && !Number.isNaN(until.getTime()) ? { mode, until } : null;
}

/** A response body whose errors are translated. */
function relay(source: Readable, translate: (error: Error) => unknown): Readable {
  const out = new PassThrough();
  source.on('error', (error) => out.destroy(asError(translate(error))));
  pipeline(source, out, () => {});
  return out;
}

function asError(error: unknown): Error {
  return isNativeError(error) ? error : new Error(String(error));
}
