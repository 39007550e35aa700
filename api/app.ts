import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../infra/db/orm.ts';
import type { RateLimits } from '../infra/limits/rate-limits.ts';
import type { Authenticator } from './authentication.ts';
import { docsRoutes } from './features/docs/routes.ts';
import { dossierRoutes } from './features/dossiers/routes.ts';
import type { ExplainStep } from './features/dossiers/read-dossier.ts';
import type { ApplicantSealer } from '../infra/personal/applicant-sealer.ts';
import { createDossierReadService } from './features/dossiers/service.ts';
import { healthRoutes, type HealthChecks } from './features/health/routes.ts';
import { indicatorRoutes } from './features/indicators/routes.ts';
import { createIndicatorService } from './features/indicators/service.ts';
import { createNames } from './features/names.ts';
import { personalReadRoutes } from './features/personal-reads/routes.ts';
import { procedureRoutes } from './features/procedures/routes.ts';
import { createProcedureService } from './features/procedures/service.ts';
import { taskRoutes } from './features/tasks/routes.ts';
import { createTaskService } from './features/tasks/service.ts';
import { createHttpApp } from './http/http-app.ts';
import type { Route } from './routing.ts';

/** What the application is made of; the main that starts the process builds it. */
export interface AppParts {
  readonly db: Pick<Database, 'execute'>;
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly limits: RateLimits;
  readonly trustProxy?: number;
  readonly overTls?: boolean;
  /** Routes of the features that need more than the database: intake, acts, documents. */
  readonly routes: readonly Route[];
  /** Checks of what the database is not, by name, for `/health/ready`; each throws when its part is not reachable. */
  readonly checks?: HealthChecks;
  readonly now?: () => Date;
  /** How a step's due instant is counted; without calendars, nothing is explained. */
  readonly explainStep?: ExplainStep;
  /** Opens what is sealed of an applicant. */
  readonly openApplicant?: ApplicantSealer['open'];
  /** Version of the API, shown in its document. */
  readonly version?: string;
  /** True: answers are held against their declared schemas, as tests do. */
  readonly checkAnswers?: boolean;
}

/** Composes the API. Pure: it connects to nothing and listens nowhere. */
export function createApp(parts: AppParts): Express {
  return createHttpApp({ ...parts, routes: allRoutes(parts) });
}

function withoutKeys(): never {
  throw new Error('no keys were given to open what is sealed');
}

const ALIVE = { name: 'health', text: 'select 1 as alive' };

/** Every route of the application, those of its document included. */
export function allRoutes(
  parts: Pick<AppParts, 'db' | 'routes' | 'checks' | 'now' | 'version' | 'explainStep' | 'openApplicant'>,
): Route[] {
  const {
    db,
    now = () => new Date(),
    version = '0.1.0',
    explainStep = () => null,
    openApplicant = withoutKeys,
  } = parts;
  const names = createNames(db);
  const routes: Route[] = [
    ...parts.routes,
    ...dossierRoutes(createDossierReadService({ db, names, explainStep, openApplicant }), db),
    ...personalReadRoutes(db, names),
    ...taskRoutes(createTaskService({ db })),
    ...indicatorRoutes(createIndicatorService({ db, names, now })),
    ...procedureRoutes(createProcedureService({ db, now })),
    ...healthRoutes({ postgresql: () => db.execute(ALIVE, []) }, parts.checks),
  ];
  routes.push(...docsRoutes(() => routes, version));
  return routes;
}
