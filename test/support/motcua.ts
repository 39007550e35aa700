import type { AddressInfo } from 'node:net';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { pino, type Logger } from 'pino';
import { composeApi } from '../../api/compose.ts';
import { createApiServer } from '../../api/http/api-server.ts';
import { shutDown } from '../../api/http/shut-down.ts';
import { openCalendars, type CalendarStore } from '../../infra/calendars/calendar-store.ts';
import { loadCatalogue, type Catalogue } from '../../infra/catalogue/load-catalogue.ts';
import type { Config } from '../../infra/config/config.ts';
import { connect, temporalConnection } from '../../infra/connect.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { createProcedureVersions, type ProcedureVersions } from '../../infra/db/procedures.ts';
import { startIssuer } from '../../infra/identity/issuer/start-issuer.ts';
import { startRelay } from '../../infra/relay/start-runs.ts';
import { embeddedSecrets } from '../../infra/stack/secrets.ts';
import { prepareDatabase } from '../../infra/stack/start-service.ts';
import { connectEngine, type Engine } from '../../infra/temporal/engine.ts';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';
import { createWorker } from '../../worker/create-worker.ts';
import { createPorts } from '../../worker/ports.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';
import { createDesks, type Desks } from './desks.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** The whole of motcua in this process, on real servers, with people at its desks. */
export interface Motcua extends Desks {
  readonly config: Config;
  readonly db: Database;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  readonly catalogue: Catalogue;
  /** What API, relay and worker have logged so far, at the finest level. */
  readonly logs: readonly string[];
  /** Ends the worker, while the API goes on. */
  stopWorker(): Promise<void>;
  /** Starts a worker again after `stopWorker`. */
  startWorker(): Promise<void>;
  /** Ends the relay, which starts what the API could not; the API goes on. */
  stopRelay(): Promise<void>;
  /** Starts a relay again after `stopRelay`. */
  startRelay(): void;
  stop(): Promise<void>;
}

export interface MotcuaOptions {
  /** Continue runs as new at this many history events, instead of thousands. */
  readonly continueAfterEvents?: number;
  /** Keeps payloads of the engine as they are, so that what lies in them can be looked for. */
  readonly plainPayloads?: boolean;
  /** Changes the ports of the worker's activities, to hold them up or make them fail. */
  readonly ports?: (real: Ports) => Ports;
  /** How often worker and API look which calendars are in force, and what they take for settled. */
  readonly calendars?: Parameters<typeof openCalendars>[2];
  /** Changes the calendars as the API knows them. */
  readonly apiCalendars?: (real: CalendarStore) => CalendarStore;
}

type Ports = ReturnType<typeof createPorts>;

const logs: string[] = [];
let logger: Logger | undefined;

/** Everything that this process logs, the engine's own part included, which can be told where to log only once. */
function theLogger(): Logger {
  if (logger !== undefined) return logger;
  const made = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  Runtime.install({
    logger: new DefaultLogger('TRACE', ({ level, message, meta }) => made.info({ level, ...meta }, message)),
    shutdownSignals: [],
  });
  logger = made;
  return made;
}

/** Boots motcua: schema and catalogue, relay, worker and API as their mains do. Stop it when done. */
export async function startMotcua(config: Config, options: MotcuaOptions = {}): Promise<Motcua> {
  const log = theLogger();
  await prepareDatabase(config);
  const stopIssuer = await issuerUnlessThere(config, log);
  const catalogue = await loadCatalogue(config.catalogueDir);
  const encrypting = createPayloadCodec(config.keys.payload);
  const codec = options.plainPayloads === true ? { ...encrypting, encode: asTheyAre } : encrypting;
  const plain = await connect(config, ENGINE_NAMES, codec);
  const connections = { ...plain, engine: engineWith(config, codec, plain.engine, options) };
  const { db, engine, procedures } = connections;
  const bundle = await workflowBundle();
  const connection = await NativeConnection.connect(temporalConnection(config));

  const calendars = await openCalendars(db, log, options.calendars);
  const apiDb = await connectDatabase(config.database.apiUrl ?? '', config.database.poolSize, { scoped: true });
  const ofApiConnections = { ...connections, db: apiDb, procedures: createProcedureVersions(apiDb) };
  const ofApi = await openCalendars(apiDb, log, options.calendars);
  const real = createPorts(config, connections, catalogue, calendars, log);
  const ports = options.ports?.(real) ?? real;
  let stopWorker = async (): Promise<void> => {};
  const startWorker = async (): Promise<void> => {
    const worker = await createWorker({
      connection,
      namespace: config.temporal.namespace,
      codec,
      bundle,
      ports,
    });
    const running = worker.run();
    stopWorker = async () => {
      stopWorker = async () => {};
      worker.shutdown();
      await running;
    };
  };
  await startWorker();
  let relay = startRelay(db, engine, procedures, log);
  const api = await composeApi(config, ofApiConnections, log, {
    checkAnswers: true,
    calendars: options.apiCalendars?.(ofApi) ?? ofApi,
  });
  const server = createApiServer(api.app).listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...createDesks(`http://127.0.0.1:${port}`, catalogue),
    config,
    db,
    engine,
    procedures,
    catalogue,
    logs,
    startWorker,
    stopWorker: () => stopWorker(),
    stopRelay: () => relay.stop(),
    startRelay() {
      relay = startRelay(db, engine, procedures, log);
    },
    async stop() {
      await shutDown(server, 1000);
      await stopIssuer();
      await api.stop();
      await relay.stop();
      await stopWorker();
      calendars.stop();
      await connection.close();
      if (engine !== plain.engine) await engine.close();
      await apiDb.close();
      await plain.close();
    },
  };
}

async function asTheyAre(payloads: Payload[]): Promise<Payload[]> {
  return payloads;
}

/** The issuer of demo accounts, in this process, unless one serves these servers already. @returns how to end it */
async function issuerUnlessThere(config: Config, log: Logger): Promise<() => Promise<void>> {
  const { identity, demo, dataDir } = config;
  const nothing = async (): Promise<void> => {};
  if (identity === undefined || demo === undefined) return nothing;
  const isThere = await fetch(`${identity.issuer}/jwks`).then(
    () => true,
    () => false,
  );
  if (isThere) return nothing;
  const { issuerSigningKey: signingKey, issuerCookieKey: cookieKey } = embeddedSecrets(dataDir);
  return startIssuer(config, { signingKey, cookieKey }, log);
}

function engineWith(
  config: Config,
  codec: PayloadCodec,
  plain: Engine,
  { continueAfterEvents }: MotcuaOptions,
): Engine {
  if (continueAfterEvents === undefined) return plain;
  return connectEngine({
    connection: temporalConnection(config),
    namespace: config.temporal.namespace,
    codec,
    names: ENGINE_NAMES,
    continueAfterEvents,
  });
}
