import type { Express } from 'express';
import type { Logger } from 'pino';
import { hasOwnSystem } from '../contracts/catalogue.ts';
import type { DossierSnapshot } from '../domain/dossier/state.ts';
import type { Config } from '../infra/config/config.ts';
import { createClockCalendar } from '../infra/catalogue/deadlines.ts';
import { createFormValidator } from '../infra/catalogue/form-validator.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import { createPlaces } from '../infra/acts/places.ts';
import {
  CalendarsUnread,
  openCalendars,
  withCalendarsInForce,
  type CalendarStore,
} from '../infra/calendars/calendar-store.ts';
import type { Connections } from '../infra/connect.ts';
import { underScope } from '../infra/db/orm.ts';
import { SIGN_IN } from '../infra/db/row-scope.ts';
import { createIdentityServices } from '../infra/identity/identity-services.ts';
import type { IssuerPatience } from '../infra/identity/issuer-client.ts';
import { requestHasherOf } from '../infra/identity/request-hash.ts';
import { createRateLimits, type RateLimits } from '../infra/limits/rate-limits.ts';
import { createRunStarter } from '../infra/relay/start-runs.ts';
import { createApplicantSealer } from '../infra/personal/applicant-sealer.ts';
import { identityHasherOf } from '../infra/personal/identity-hash.ts';
import { requireMasterKeys } from '../infra/personal/master-key-use.ts';
import { createKeyring } from '../infra/storage/envelope.ts';
import { createFormSealer } from '../infra/storage/form-sealer.ts';
import { createMinioObjectStore } from '../infra/storage/minio-object-store.ts';
import { openStorage } from '../infra/storage/open-storage.ts';
import { trackingSecretsOf } from '../infra/tracking/tracking-secret.ts';
import { createEngineHistories } from '../infra/temporal/engine-history.ts';
import { createPayloadCodec } from '../infra/temporal/payload-codec.ts';
import { createApp, type AppParts } from './app.ts';
import { createAuthenticator } from './authentication.ts';
import { createConsultedAgencies } from '../infra/acts/asks.ts';
import { actRoutes } from './features/acts/routes.ts';
import { createActService } from './features/acts/service.ts';
import { batchRoutes } from './features/batches/routes.ts';
import { createBatchService } from './features/batches/service.ts';
import { calendarChangeRoutes } from './features/calendar-changes/routes.ts';
import { createCalendarChangeService } from './features/calendar-changes/service.ts';
import { consultationRoutes } from './features/consultations/routes.ts';
import { createConsultationService } from './features/consultations/service.ts';
import { delegationRoutes } from './features/delegations/routes.ts';
import { createDelegationService } from './features/delegations/service.ts';
import { findRoutes } from './features/dossiers/find-routes.ts';
import { documentRoutes } from './features/documents/routes.ts';
import { createDocumentService } from './features/documents/service.ts';
import { draftRoutes } from './features/drafts/routes.ts';
import { createDraftService } from './features/drafts/service.ts';
import { engineHistoryRoutes } from './features/engine-history/routes.ts';
import { createFeeCounter } from './features/fees/count-fees.ts';
import { feeRoutes } from './features/fees/routes.ts';
import { createFeeQuoteService } from './features/fees/service.ts';
import { handoverRoutes } from './features/handovers/routes.ts';
import { createHandoverService } from './features/handovers/service.ts';
import { intakeRoutes } from './features/intake/routes.ts';
import { createIntakeService } from './features/intake/service.ts';
import { createNames } from './features/names.ts';
import { procedureMigrationRoutes } from './features/procedure-versions/migration-routes.ts';
import { createMigrationService } from './features/procedure-versions/migration-service.ts';
import { procedureVersionRoutes } from './features/procedure-versions/routes.ts';
import { createVersionCheck } from './features/procedure-versions/self-check.ts';
import { createProcedureVersionService } from './features/procedure-versions/service.ts';
import { trackingRoutes } from './features/tracking/routes.ts';
import { createTrackingService } from './features/tracking/service.ts';
import { provinceCentres } from './features/province-centres.ts';
import { signInRoutes } from './features/sign-in/routes.ts';
import { createSignInService } from './features/sign-in/service.ts';
import { createSignInStates } from './features/sign-in/sign-in-state.ts';

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
  {
    checkAnswers = false,
    ...given
  }: Pick<AppParts, 'checkAnswers'> & {
    readonly calendars?: CalendarStore;
    readonly issuerPatience?: IssuerPatience;
  } = {},
): Promise<Api> {
  const calendars = given.calendars ?? (await openCalendars(db, logger));
  const catalogue = withCalendarsInForce(await loadCatalogue(config.catalogueDir), calendars);
  const hash = requestHasherOf(config.keys.identity);
  const storage = openStorage(config, db, logger);
  const keyring = createKeyring(config.keys.master);
  const sealer = createFormSealer(keyring);
  const masterKeyIds = config.keys.master.map(({ id }) => id);
  const applicants = createApplicantSealer(keyring, identityHasherOf(config.keys.identity));

  const runs = createRunStarter(db, engine, logger);
  const calendar = createClockCalendar(catalogue);
  const now = (): Date => new Date();
  const places = createPlaces(catalogue);
  const consulted = createConsultedAgencies(catalogue.agencies);
  const countFees = createFeeCounter(catalogue.forms);
  const start = async (snapshot: DossierSnapshot, posted: string | null, again = false): Promise<void> => {
    const { code } = snapshot.state;
    const started = runs.start(snapshot, posted, again).catch((error: unknown) => {
      logger.warn({ code, reason: error instanceof Error ? error.name : 'unknown' }, 'run left to the relay');
    });
    await Promise.race([started, new Promise((resolve) => setTimeout(resolve, START_WAIT_MS).unref())]);
  };
  const secrets = trackingSecretsOf(config.keys.identity);
  const intake = createIntakeService({
    db,
    secrets,
    procedures,
    catalogue,
    calendar,
    forms: createFormValidator(catalogue.forms),
    hash,
    now,
    sealForm: (code, form) => sealer.seal(code, form),
    applicants,
    countFees,
    start,
  });
  const acts = createActService({
    db,
    engine,
    procedures,
    hash,
    places,
    agencies: consulted,
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
  const consultations = createConsultationService({
    db,
    engine,
    procedures,
    hash,
    places,
    agencies: consulted,
    now,
    waitMs: config.api.actWaitSeconds * 1000,
  });
  const drafts = createDraftService({
    db,
    sealer: createFormSealer(keyring, 'draft'),
    isOffice: (code) => catalogue.offices.has(code),
  });
  const histories = createEngineHistories(engine.client, createPayloadCodec(config.keys.payload));

  const store = createMinioObjectStore(config.storage);
  const ownSystems = new Set(
    [...catalogue.agencies.keys()].filter((code) => hasOwnSystem(code, (one) => catalogue.agencies.get(one))),
  );

  const check = createVersionCheck(db, catalogue);
  const owners = provinceCentres(catalogue.agencies);

  const limits = createRateLimits(config.api.limits, db, hash);
  const signIn = composeSignIn(config, underScope(db, SIGN_IN), limits, given.issuerPatience);
  const app = createApp({
    db,
    logger,
    checkAnswers,
    limits,
    trustProxy: config.api.trustProxy,
    overTls: config.api.overTls,
    openApplicant: (code, sealed) => applicants.open(code, sealed),
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
      keys: () => requireMasterKeys(db, masterKeyIds),
    },
    authenticator: signIn.authenticator,
    routes: [
      ...signIn.routes,
      ...findRoutes({ db, names: createNames(db), hash, identityHash: identityHasherOf(config.keys.identity) }),
      ...intakeRoutes({ ...intake, receive: counting(intake.receive) }, secrets),
      ...trackingRoutes(createTrackingService({ db, hash, limits, secrets, names: createNames(db) }), db),
      ...draftRoutes(drafts, db),
      ...actRoutes({ ...acts, act: counting(acts.act) }, db),
      ...consultationRoutes(consultations, db, createNames(db)),
      ...delegationRoutes(createDelegationService({ db, hash }), db, createNames(db)),
      ...batchRoutes(createBatchService({ db, hash, places, now, undoMinutes: config.batchUndoMinutes }), db),
      ...calendarChangeRoutes(createCalendarChangeService({ db, hash, catalogue }), db, owners),
      ...procedureVersionRoutes({
        service: createProcedureVersionService({ db, hash, check, owners, now }),
        db,
        check,
        owners,
        now,
      }),
      ...procedureMigrationRoutes(createMigrationService({ db, hash, owners }), db, owners),
      ...handoverRoutes(createHandoverService({ db, names: createNames(db), ownSystems })),
      ...documentRoutes(createDocumentService(db, storage.documents, hash), db),
      ...engineHistoryRoutes(db, histories),
      ...feeRoutes(createFeeQuoteService({ procedures, countFees, now })),
    ],
  });
  const stop = (): Promise<void> => {
    calendars.stop();
    storage.close();
    return runs.stop();
  };
  return { app, stop };
}

/** Who is there, and how people sign in; without an issuer nobody can. */
function composeSignIn(
  config: Config,
  db: Pick<Connections['db'], 'execute'>,
  limits: RateLimits,
  patience?: IssuerPatience,
) {
  const { identity, keys } = config;
  if (identity === undefined) return { authenticator: { authenticate: () => Promise.resolve(null) }, routes: [] };
  const { publicUrl } = identity;
  const { ofToken, endedBy, ...parts } = createIdentityServices(db, identity, keys.identity, patience);
  const { sessions } = parts;
  const states = createSignInStates(keys.identity);
  const service = createSignInService({ ...parts, identity, states });
  return {
    authenticator: createAuthenticator({ ofToken, ofSession: sessions.identityOf, publicUrl }),
    routes: signInRoutes({ ...parts, limits, service, publicUrl, endedBy }),
  };
}
