import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../infra/config/config.ts';
import { createDeadlines } from '../infra/catalogue/deadlines.ts';
import { createFormValidator } from '../infra/catalogue/form-validator.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import type { Connections } from '../infra/connect.ts';
import { createDemoTokens } from '../infra/identity/demo-tokens.ts';
import { createRequestHasher } from '../infra/identity/request-hash.ts';
import { createRunStarter } from '../infra/relay/start-runs.ts';
import { createKeyring } from '../infra/storage/envelope.ts';
import { createFormSealer } from '../infra/storage/form-sealer.ts';
import { createMinioObjectStore } from '../infra/storage/minio-object-store.ts';
import { openStorage } from '../infra/storage/open-storage.ts';
import { createEngineHistories } from '../infra/temporal/engine-history.ts';
import { createPayloadCodec } from '../infra/temporal/payload-codec.ts';
import { createApp, type AppParts } from './app.ts';
import { bearerAuthenticator } from './authentication.ts';
import { createPlaces } from './features/acts/places.ts';
import { actRoutes } from './features/acts/routes.ts';
import { createActService } from './features/acts/service.ts';
import { documentRoutes } from './features/documents/routes.ts';
import { createDocumentService } from './features/documents/service.ts';
import { engineHistoryRoutes } from './features/engine-history/routes.ts';
import { intakeRoutes } from './features/intake/routes.ts';
import { createIntakeService } from './features/intake/service.ts';

/** How long a reception waits for its run to start before it leaves that to the relay. */
const START_WAIT_MS = 2000;

export interface Api {
  readonly app: Express;
  /** Finishes what outlives its requests; call it before the connections are closed. */
  stop(): Promise<void>;
}

/** Builds the API over its connections. */
export async function composeApi(
  config: Config,
  { db, engine, procedures }: Connections,
  logger: Logger,
  { checkAnswers = false }: Pick<AppParts, 'checkAnswers'> = {},
): Promise<Api> {
  const catalogue = await loadCatalogue(config.catalogueDir);
  // The oldest key: it stays in the ring for as long as anything it protects.
  const hash = createRequestHasher(Buffer.from(config.keys.master.at(-1)?.bytes ?? config.keys.master[0].bytes));
  const documents = openStorage(config, db);
  const sealer = createFormSealer(createKeyring(config.keys.master));

  const runs = createRunStarter(db, engine, logger);
  const intake = createIntakeService({
    db,
    procedures,
    catalogue,
    deadlines: createDeadlines(catalogue),
    forms: createFormValidator(catalogue.forms),
    hash,
    now: () => new Date(),
    sealForm: (code, form) => sealer.seal(code, form),
    async start(snapshot, posted) {
      const { code } = snapshot.state;
      const started = runs.start(snapshot, posted).catch((error: unknown) => {
        logger.warn({ code, reason: error instanceof Error ? error.name : 'unknown' }, 'run left to the relay');
      });
      await Promise.race([started, new Promise((resolve) => setTimeout(resolve, START_WAIT_MS).unref())]);
    },
  });
  const acts = createActService({
    db,
    engine,
    procedures,
    hash,
    places: createPlaces(catalogue),
    now: () => new Date(),
    waitMs: config.api.actWaitSeconds * 1000,
  });
  const histories = createEngineHistories(engine.client, createPayloadCodec(config.keys.payload));

  const store = createMinioObjectStore(config.storage);

  const app = createApp({
    db,
    logger,
    checkAnswers,
    checks: {
      temporal: () => engine.check(),
      storage: () => store.stat(config.storage.buckets.documents, 'health'),
    },
    authenticator: config.demoIdentity
      ? bearerAuthenticator(createDemoTokens(db))
      : { authenticate: () => Promise.resolve(null) },
    routes: [
      ...intakeRoutes(intake),
      ...actRoutes(acts),
      ...documentRoutes(createDocumentService(db, documents, hash)),
      ...engineHistoryRoutes(db, histories),
    ],
  });
  return { app, stop: () => runs.stop() };
}
