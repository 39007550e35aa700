import { Client } from 'minio';
import type { Config } from '../../infra/config/config.ts';
import { until } from './until.ts';

/** The object store as an operator sees it. */
export function s3Client({ storage }: Config): Client {
  const { hostname, port, protocol } = new URL(storage.endpoint);
  const { accessKey, secretKey, region } = storage;
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
    region,
  });
}

/** How many versions of an object there are. */
export async function versionsOf(config: Config, bucket: string, key: string): Promise<number> {
  const listed = s3Client(config).listObjects(bucket, key, true, { IncludeVersion: true });
  return (await listed.toArray()).length;
}

/** Waits until the engine has put the history of a closed run into the archive. */
export async function untilArchived(config: Config, runId: string): Promise<void> {
  const client = s3Client(config);
  await until(async () => {
    const objects: { name?: string }[] = await client.listObjectsV2(config.storage.buckets.history, '', true).toArray();
    return objects.some(({ name }) => name?.includes(runId));
  }, 60_000);
}
