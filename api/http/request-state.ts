import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Bilingual } from '../../domain/procedure/procedure.ts';

/** What is known of one request beside its input. */
export interface RequestState {
  readonly requestId: string;
  readonly language: keyof Bilingual;
  readonly log: Logger;
  readonly startedAt: number;
  /** The matched route's pattern; null until one matches. */
  route: string | null;
  /** Code of the dossier in the path, once validated. */
  dossier: string | null;
  /** Id of whoever sends it, once known. */
  person: string | null;
}

const states = new WeakMap<Request, RequestState>();

/** A client's request id is taken over when it is a trace id or UUID and cannot carry anything else. */
const SANE_REQUEST_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Gives every request its id, language and logger, and writes one line of access log when it has ended. */
export function trackRequests(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id') ?? '';
    const requestId = SANE_REQUEST_ID.test(given) ? given : randomUUID();
    const state: RequestState = {
      requestId,
      language: req.acceptsLanguages('vi', 'en') === 'en' ? 'en' : 'vi',
      log: logger.child({ requestId }),
      startedAt: performance.now(),
      route: null,
      dossier: null,
      person: null,
    };
    states.set(req, state);
    res.set('X-Request-Id', requestId);
    res.once('close', () => {
      const { route, dossier, person, startedAt } = state;
      state.log.info(
        {
          method: req.method,
          route,
          ...(dossier === null ? {} : { dossier }),
          ...(person === null ? {} : { person }),
          status: res.statusCode,
          ms: Math.round(performance.now() - startedAt),
          ...(res.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
}

/** The state of a tracked request. @throws Error for a request that `trackRequests` has not seen */
export function stateOf(req: Request): RequestState {
  const state = states.get(req);
  if (state === undefined) throw new Error('request is not tracked');
  return state;
}
