import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { pathParameters, type Route } from '../routing.ts';
import type { RateLimits } from '../../infra/limits/rate-limits.ts';
import type { Authenticator } from '../authentication.ts';
import { methodNotAllowed, notFound, problemsOfErrors } from './problems.ts';
import { refuseOversized } from './refuse-oversized.ts';
import { trackRequests } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';
import { serveRoute } from './serve-route.ts';

export interface HttpAppOptions {
  readonly routes: readonly Route[];
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly limits: RateLimits;
  /** So many proxies of our own are before it; see the setting TRUST_PROXY. */
  readonly trustProxy?: number;
  readonly overTls?: boolean;
  /** Until a JSON body must have come; other milliseconds in tests only. */
  readonly jsonMs?: number;
  readonly checkAnswers?: boolean;
}

/**
 * The HTTP application over a list of routes: tracking, headers, routes, then problems for whatever is left.
 * @throws Error when two routes share method and path, or an id
 */
export function createHttpApp({ routes, authenticator, logger, limits, ...options }: HttpAppOptions): Express {
  const { checkAnswers = false, trustProxy = 0, overTls = false, jsonMs } = options;
  refuseTwins(routes);
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('query parser', 'simple');
  app.set('trust proxy', trustProxy === 0 ? false : trustProxy);
  app.use(trackRequests(logger), securityHeaders(overTls), refuseOversized);
  app.use(['/auth/login', '/auth/callback'], async (req, _res, next) => {
    await limits.login(req.ip ?? '');
    next();
  });
  for (const [path, group] of byPath(routes)) {
    const at = app.route(expressPath(path));
    for (const route of group) at[route.method](serveRoute(route, { authenticator, checkAnswers, limits, jsonMs }));
    at.all(methodNotAllowed(group.map(({ method }) => method.toUpperCase())));
  }
  app.use(notFound);
  app.use(problemsOfErrors);
  return app;
}

/** Paths without parameters come first, so that `/x/{id}` never hides `/x/new`. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const groups = Map.groupBy(routes, ({ path }) => path);
  return [...groups].toSorted(([a], [b]) => pathParameters(a).length - pathParameters(b).length);
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function refuseTwins(routes: readonly Route[]): void {
  for (const keyOf of [({ method, path }: Route) => `${method} ${path}`, ({ id }: Route) => id]) {
    const keys = routes.map(keyOf);
    const twin = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twin !== undefined) throw new Error(`two routes are ${twin}`);
  }
}
