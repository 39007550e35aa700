import type { Express } from 'express';
import type { Logger } from 'pino';
import type { DossierSnapshot } from '../domain/dossier/state.ts';
import type { Config } from '../infra/config/config.ts';
import { createClockCalendar } from '../infra/catalogue/deadlines.ts';
import { createFormValidator } from '../infra/catalogue/form-validator.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import {
  CalendarsUnread,
  openCalendars,
  withCalendarsInForce,
  type CalendarStore,
} from '../infra/calendars/calendar-store.ts';
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
import { calendarChangeRoutes } from './features/calendar-changes/routes.ts';
import { createCalendarChangeService } from './features/calendar-changes/service.ts';
import { delegationRoutes } from './features/delegations/routes.ts';
import { createDelegationService } from './features/delegations/service.ts';
import { documentRoutes } from './features/documents/routes.ts';
import { createDocumentService } from './features/documents/service.ts';
import { draftRoutes } from './features/drafts/routes.ts';
import { createDraftService } from './features/drafts/service.ts';
import { engineHistoryRoutes } from './features/engine-history/routes.ts';
import { createFeeCounter } from './features/fees/count-fees.ts';
import { feeRoutes } from './features/fees/routes.ts';
import { createFeeQuoteService } from './features/fees/service.ts';
import { intakeRoutes } from './features/intake/routes.ts';
import { createIntakeService } from './features/intake/service.ts';
import { createNames } from './features/names.ts';

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
  { checkAnswers = false, ...given }: Pick<AppParts, 'checkAnswers'> & { readonly calendars?: CalendarStore } = {},
): Promise<Api> {
  const calendars = given.calendars ?? (await openCalendars(db, logger));
  const catalogue = withCalendarsInForce(await loadCatalogue(config.catalogueDir), calendars);
  // The oldest key: it stays in the ring for as long as anything it protects.
  const hash = createRequestHasher(Buffer.from(config.keys.master.at(-1)?.bytes ?? config.keys.master[0].bytes));
  const documents = openStorage(config, db);
  const keyring = createKeyring(config.keys.master);
  const sealer = createFormSealer(keyring);

  const runs = createRunStarter(db, engine, logger);
  const calendar = createClockCalendar(catalogue);
  const now = (): Date => new Date();
  const countFees = createFeeCounter(catalogue.forms);
  const start = async (snapshot: DossierSnapshot, posted: string | null, again = false): Promise<void> => {
    const { code } = snapshot.state;
    const started = runs.start(snapshot, posted, again).catch((error: unknown) => {
      logger.warn({ code, reason: error instanceof Error ? error.name : 'unknown' }, 'run left to the relay');
    });
    await Promise.race([started, new Promise((resolve) => setTimeout(resolve, START_WAIT_MS).unref())]);
  };
  const intake = createIntakeService({
    db,
    procedures,
    catalogue,
    calendar,
    forms: createFormValidator(catalogue.forms),
    hash,
    now,
    sealForm: (code, form) => sealer.seal(code, form),
    countFees,
    start,
  });
  const acts = createActService({
    db,
    engine,
    procedures,
    hash,
    places: createPlaces(catalogue),
    calendar,
    countFees,
    openForm: (code, sealed) => sealer.open(code, sealed),
    now,
    start,
    waitMs: config.api.actWaitSeconds * 1000,
  });
  /** Dates are counted by the calendars in force, which after an outage of the database have to be read first. */
  const counting =
    <C, T>(work: (command: C) => Promise<T>) =>
    async (command: C): Promise<T> => {
      await calendars.ready();
      return work(command);
    };
  const drafts = createDraftService({
    db,
    sealer: createFormSealer(keyring, 'draft'),
    isOffice: (code) => catalogue.offices.has(code),
  });
  const histories = createEngineHistories(engine.client, createPayloadCodec(config.keys.payload));

  const store = createMinioObjectStore(config.storage);

  const app = createApp({
    db,
    logger,
    checkAnswers,
    explainStep(ruleSet, agency, count) {
      const rules = catalogue.ruleSets.find(({ id }) => id === ruleSet);
      if (rules === undefined) return null;
      try {
        return calendar.due({ agency }, { ...count, afterSupplement: rules.afterSupplement });
      } catch (error) {
        // Reading a dossier does not wait for it.
        if (error instanceof CalendarsUnread) return null;
        throw error;
      }
    },
    checks: {
      temporal: () => engine.check(),
      storage: () => store.stat(config.storage.buckets.documents, 'health'),
    },
    authenticator: config.demoIdentity
      ? bearerAuthenticator(createDemoTokens(db))
      : { authenticate: () => Promise.resolve(null) },
    routes: [
      ...intakeRoutes({ ...intake, receive: counting(intake.receive) }),
      ...draftRoutes(drafts),
      ...actRoutes({ ...acts, act: counting(acts.act) }),
      ...delegationRoutes(createDelegationService({ db, hash }), db, createNames(db)),
      ...calendarChangeRoutes(createCalendarChangeService({ db, hash, catalogue }), db),
      ...documentRoutes(createDocumentService(db, documents, hash)),
      ...engineHistoryRoutes(db, histories),
      ...feeRoutes(createFeeQuoteService({ procedures, countFees, now })),
    ],
  });
  const stop = (): Promise<void> => {
    calendars.stop();
    return runs.stop();
  };
  return { app, stop };
}
