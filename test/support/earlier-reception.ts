import { randomBytes } from 'node:crypto';
import { bearerAuthenticator } from '../../api/authentication.ts';
import { createFeeCounter } from '../../api/features/fees/count-fees.ts';
import { intakeRoutes } from '../../api/features/intake/routes.ts';
import { createIntakeService } from '../../api/features/intake/service.ts';
import { createHttpApp } from '../../api/http/http-app.ts';
import { createClockCalendar } from '../../infra/catalogue/deadlines.ts';
import { createFormValidator } from '../../infra/catalogue/form-validator.ts';
import { createDemoTokens } from '../../infra/identity/demo-tokens.ts';
import { createRequestHasher } from '../../infra/identity/request-hash.ts';
import { createDesks, type IntakeOptions, type Receipt } from './desks.ts';
import { serve } from './http.ts';
import type { Motcua } from './motcua.ts';

/** Receives a dossier of a procedure without an e-form at an earlier instant, as the API did then. Its run is left to the first act. */
export async function receiveAt(
  { db, procedures, catalogue }: Pick<Motcua, 'db' | 'procedures' | 'catalogue'>,
  at: Date,
  options?: IntakeOptions,
): Promise<Receipt> {
  const intake = createIntakeService({
    db,
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
    start: () => Promise.resolve(),
  });
  const authenticator = bearerAuthenticator(createDemoTokens(db));
  const api = await serve((logger) =>
    createHttpApp({ routes: intakeRoutes(intake), authenticator, logger, checkAnswers: true }),
  );
  try {
    return await createDesks(api.url, catalogue).receive(options);
  } finally {
    await api.close();
  }
}
