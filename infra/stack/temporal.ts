import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { systemVariables } from '../config/system-variables.ts';
import { dataPaths } from './data-folder.ts';
import type { GuardedProcesses } from './guarded-processes.ts';
import { rotateLog, serverProcess } from './server-process.ts';
import type { ServerControl } from './server-process.ts';
import { messageOf, StackError } from './stack-error.ts';
import { PASSWORD_VARIABLE, temporalDynamicConfig, temporalServerConfig } from './temporal-config.ts';

const SCHEMAS = [
  { database: 'temporal', schema: 'postgresql/v12/temporal' },
  { database: 'temporal_visibility', schema: 'postgresql/v12/visibility' },
] as const;

const SQL_USER = 'temporal';

export interface EmbeddedTemporalOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly postgresPort: number;
  readonly password: string;
  readonly serverBinary: string;
  readonly sqlToolBinary: string;
  readonly archive: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly bucket: string;
  };
  /** Further dynamic settings of the server, for tests. */
  readonly dynamicSettings?: Readonly<Record<string, unknown>>;
  readonly guarded: GuardedProcesses;
}

const runTool = (options: EmbeddedTemporalOptions, database: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(options.sqlToolBinary, args, {
      cwd: options.dataDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...systemVariables(),
        SQL_PLUGIN: 'postgres12_pgx',
        SQL_HOST: '127.0.0.1',
        SQL_PORT: String(options.postgresPort),
        SQL_USER,
        SQL_PASSWORD: options.password,
        SQL_DATABASE: database,
      },
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(output.trim().split('\n').at(-1) ?? 'no output'));
    });
  });

/** Brings both of Temporal's databases to the schema of this version; does nothing when they have it. */
const updateSchema = async (options: EmbeddedTemporalOptions): Promise<void> => {
  const log = rotateLog(dataPaths(options.dataDir).logs, 'temporal-schema');
  const update = async ({ database, schema }: (typeof SCHEMAS)[number]): Promise<string> => {
    const first = await runTool(options, database, ['setup-schema', '--version', '0.0']);
    return first + (await runTool(options, database, ['update-schema', '--schema-name', schema]));
  };
  try {
    const outputs = await Promise.all(SCHEMAS.map(update));
    writeFileSync(log, outputs.join('\n'), { mode: 0o600 });
  } catch (error) {
    const reason = messageOf(error);
    throw new StackError(
      'TEMPORAL_SQL_TOOL_BINARY',
      "cannot set up Temporal's schema",
      'không tạo được lược đồ của Temporal',
      `  ${reason}`,
    );
  }
};

const frontendAnswers = async (address: string): Promise<boolean> => {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  await connection.close();
  return true;
};

/** The Temporal server, all four services in one process; each start first brings its schema up to date. */
export const embeddedTemporal = (options: EmbeddedTemporalOptions): ServerControl => {
  const { temporal: folder, logs } = dataPaths(options.dataDir);
  return serverProcess(
    {
      name: 'temporal',
      setting: 'TEMPORAL_ADDRESS',
      port: options.port,
      end: 'terminate',
      readyWithinMs: 90_000,
      dataDir: options.dataDir,
      logDir: logs,
      command: async () => {
        await updateSchema(options);
        const configFile = join(folder, 'server.yaml');
        const dynamicFile = join(folder, 'dynamic.yaml');
        writeFileSync(dynamicFile, temporalDynamicConfig(options.dynamicSettings));
        writeFileSync(configFile, temporalServerConfig({ ...options, sqlUser: SQL_USER, dynamicFile }));
        return {
          file: options.serverBinary,
          args: ['--config-file', configFile, '--allow-no-auth', 'start'],
          env: {
            [PASSWORD_VARIABLE]: options.password,
            AWS_ACCESS_KEY_ID: options.archive.accessKey,
            AWS_SECRET_ACCESS_KEY: options.archive.secretKey,
            // Collecting garbage less often buys 10 to 15 % more throughput for some memory.
            GOGC: '400',
          },
        };
      },
      isReady: () => frontendAnswers(`127.0.0.1:${options.port}`),
    },
    options.guarded,
  );
};
