/** The variable that carries the database password to the server, so that the file on disk holds no secret. */
export const PASSWORD_VARIABLE = 'MOTCUA_TEMPORAL_SQL_PASSWORD';

/**
 * History shards are how finely Temporal divides its work, and the number is fixed for good at the first start. 64 is ample
 * for a province on one machine (each costs a little polling even when idle), and lets a few history hosts share them later.
 */
const HISTORY_SHARDS = 64;

/**
 * - New namespaces and search attributes are seen within a second, which is what a first start waits for.
 * - A closed history goes to the archive within a second instead of five minutes.
 * - One partition per task queue: on one machine more only add hops between a task and its poller.
 * - Where work waits, agencies take turns (the fairness key of a run and its tasks): one agency's backlog is not another's.
 */
const DYNAMIC_SETTINGS = {
  'system.namespaceCacheRefreshInterval': [{ value: '1s' }],
  'history.archivalProcessorArchiveDelay': [{ value: '1s' }],
  'matching.numTaskqueueReadPartitions': [{ value: 1 }],
  'matching.numTaskqueueWritePartitions': [{ value: 1 }],
  'matching.enableFairness': [{ value: true }],
} as const;

/** The file of settings the server may read again while it runs; `extra` are tests' own. */
export const temporalDynamicConfig = (extra: Readonly<Record<string, unknown>> = {}): string => {
  const own = Object.entries(extra).map(([name, value]) => [name, [{ value }]] as const);
  return JSON.stringify({ ...DYNAMIC_SETTINGS, ...Object.fromEntries(own) }, undefined, 2);
};

export interface TemporalServerOptions {
  readonly port: number;
  readonly postgresPort: number;
  readonly sqlUser: string;
  readonly dynamicFile: string;
  readonly archive: { readonly endpoint: string; readonly region: string; readonly bucket: string };
}

const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;

const datastore = (options: TemporalServerOptions, databaseName: string, connections: number) => ({
  sql: {
    pluginName: 'postgres12_pgx',
    databaseName,
    connectAddr: `127.0.0.1:${options.postgresPort}`,
    connectProtocol: 'tcp',
    user: options.sqlUser,
    password: `{{ env \`${PASSWORD_VARIABLE}\` }}`,
    // Per service, and there are four: together they stay well below PostgreSQL's max_connections.
    maxConns: connections,
    maxIdleConns: connections,
    maxConnLifetime: '1h',
  },
});

/**
 * The server's configuration file (YAML of which JSON is a part; the first line lets it take the password from the
 * environment). The `archival` and `namespaceDefaults` blocks are complete because the server refuses them otherwise.
 */
export const temporalServerConfig = (options: TemporalServerOptions): string => {
  const { port, archive, dynamicFile } = options;
  const services = SERVICES.map((name, index) => {
    const rpc = { grpcPort: port + index, membershipPort: port + SERVICES.length + index, bindOnLocalHost: true };
    return [name, { rpc }] as const;
  });
  const config = {
    log: { stdout: true, level: 'warn', format: 'json' },
    persistence: {
      defaultStore: 'main',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: {
        main: datastore(options, 'temporal', 18),
        visibility: datastore(options, 'temporal_visibility', 4),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(services),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${port}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: {
      history: {
        state: 'enabled',
        enableRead: true,
        provider: {
          s3store: { region: archive.region, endpoint: archive.endpoint, s3ForcePathStyle: true, logLevel: 0 },
        },
      },
      visibility: { state: 'disabled', enableRead: false },
    },
    namespaceDefaults: {
      archival: {
        history: { state: 'disabled', URI: `s3://${archive.bucket}` },
        visibility: { state: 'disabled', URI: '' },
      },
    },
    dynamicConfigClient: { filepath: dynamicFile, pollInterval: '60s' },
  };
  return `# enable-template\n${JSON.stringify(config, undefined, 2)}\n`;
};
