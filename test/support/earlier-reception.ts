import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '../../api/authentication.ts';
import { createFeeCounter } from '../../api/features/fees/count-fees.ts';
import { intakeRoutes } from '../../api/features/intake/routes.ts';
import { createIntakeService } from '../../api/features/intake/service.ts';
import { createHttpApp } from '../../api/http/http-app.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { createFormValidator } from '../../infra/catalogue/form-validator.ts';
import { createRequestHasher } from '../../infra/identity/request-hash.ts';
import { createWebSessions } from '../../infra/identity/web-sessions.ts';
import { createApplicantSealer } from '../../infra/personal/applicant-sealer.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { createKeyring } from '../../infra/storage/envelope.ts';
import { trackingSecretsOf } from '../../infra/tracking/tracking-secret.ts';
import { createDesks, type IntakeOptions, type Receipt } from './desks.ts';
import { serve, UNLIMITED } from './http.ts';
import type { Motcua } from './motcua.ts';

/** Receives a dossier of a procedure without an e-form at an earlier instant, as the API did then. Its run is left to the first act. */
export async function receiveAt(
  { db, procedures, catalogue, config }: Pick<Motcua, 'db' | 'procedures' | 'catalogue' | 'config'>,
  at: Date,
  options?: IntakeOptions,
): Promise<Receipt> {
  const secrets = trackingSecretsOf(config.keys.identity);
  const intake = createIntakeService({
    db,
    secrets,
    procedures,
    catalogue,
    calendar: createClockCalendar(catalogue),
    forms: createFormValidator(catalogue.forms),
    countFees: createFeeCounter(catalogue.forms),
    hash: createRequestHasher(randomBytes(32)),
    now: () => at,
    sealForm: () => {
      throw new Error('no form is expected');
    },
    applicants: createApplicantSealer(createKeyring(config.keys.master), identityHasherOf(config.keys.identity)),
    start: () => Promise.resolve(),
  });
  const sessions = createWebSessions(db, { idleMinutes: 30, hours: 1 });
  const authenticator = createAuthenticator({
    ofToken: () => Promise.resolve(null),
    ofSession: sessions.identityOf,
    publicUrl: undefined,
  });
  const signedIn = async (person: string) => ({
    session: await sessions.begin({ person, issuer: 'test', issuerSession: null, browser: 'other' }),
  });
  const api = await serve((logger) =>
    createHttpApp({
      routes: intakeRoutes(intake, secrets),
      authenticator,
      logger,
      limits: UNLIMITED,
      checkAnswers: true,
    }),
  );
  try {
    return await createDesks(api.url, catalogue, signedIn).receive(options);
  } finally {
    await api.close();
  }
}
