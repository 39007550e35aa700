import { dataPaths } from './data-folder.ts';
import { join } from 'node:path';
import type { GuardedProcesses } from './guarded-processes.ts';
import { serverProcess } from './server-process.ts';
import type { ServerControl } from './server-process.ts';

export interface EmbeddedMinioOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly binary: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  readonly guarded: GuardedProcesses;
}

export const minioEndpoint = (port: number): string => `http://127.0.0.1:${port}`;

/** MinIO on one folder, without its console. */
export const embeddedMinio = (options: EmbeddedMinioOptions): ServerControl => {
  const { dataDir, port, binary, accessKey, secretKey, region, guarded } = options;
  const { minio: folder, logs } = dataPaths(dataDir);
  return serverProcess(
    {
      name: 'minio',
      setting: 'S3_ENDPOINT',
      port,
      end: 'terminate',
      readyWithinMs: 60_000,
      dataDir,
      logDir: logs,
      command: () =>
        Promise.resolve({
          file: binary,
          args: [
            'server',
            '--address',
            `127.0.0.1:${port}`,
            '--certs-dir',
            join(folder, 'certs'),
            join(folder, 'objects'),
          ],
          env: {
            MINIO_ROOT_USER: accessKey,
            MINIO_ROOT_PASSWORD: secretKey,
            MINIO_SITE_REGION: region,
            MINIO_BROWSER: 'off',
            MINIO_UPDATE: 'off',
            // Little memory is in use: collecting garbage less often costs next to nothing.
            GOGC: '400',
          },
        }),
      isReady: async () => (await fetch(`${minioEndpoint(port)}/minio/health/ready`)).ok,
    },
    guarded,
  );
};
