import type { ConnectionOptions } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Config } from './config/config.ts';
import { connectDatabase, type Database } from './db/orm.ts';
import { createProcedureVersions, type ProcedureVersions } from './db/procedures.ts';
import { connectEngine, type Engine, type EngineNames } from './temporal/engine.ts';
import { createPayloadCodec } from './temporal/payload-codec.ts';

/** A run continues as new at this many history events, long before the server would ask for it. */
const CONTINUE_AFTER_EVENTS = 4000;

/** What every process that serves dossiers is connected to. */
export interface Connections {
  readonly db: Database;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  close(): Promise<void>;
}

/** Connects lazily to PostgreSQL and Temporal. `names` are those of the workflows; `codec`, of payloads, is another one in tests only.
 * The API sees the rows of whoever asks, the engine all. */
export async function connect(
  config: Config,
  names: EngineNames,
  codec: PayloadCodec = createPayloadCodec(config.keys.payload),
  as: 'engine' | 'api' = 'engine',
): Promise<Connections> {
  const { url, apiUrl, poolSize } = config.database;
  const db = await connectDatabase(as === 'api' ? (apiUrl ?? url) : url, poolSize, { scoped: as === 'api' });
  const engine = connectEngine({
    connection: temporalConnection(config),
    namespace: config.temporal.namespace,
    codec,
    names,
    continueAfterEvents: CONTINUE_AFTER_EVENTS,
  });
  return {
    db,
    engine,
    procedures: createProcedureVersions(db),
    async close() {
      await Promise.allSettled([engine.close(), db.close()]);
    },
  };
}

/** Address, TLS and API key of the cluster, as client and worker take them. */
export function temporalConnection({ temporal }: Config): ConnectionOptions & NativeConnectionOptions {
  const { address, apiKey, tls } = temporal;
  const certificate =
    tls?.cert !== undefined && tls.key !== undefined
      ? { clientCertPair: { crt: Buffer.from(tls.cert), key: Buffer.from(tls.key) } }
      : {};
  return {
    address,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
            ...(tls.ca === undefined ? {} : { serverRootCACertificate: Buffer.from(tls.ca) }),
            ...certificate,
          },
        }),
  };
}
