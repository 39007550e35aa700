import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { errorRow } from '../../contracts/errors.ts';
import { toProblem } from '../../contracts/problem.ts';
import { ApiError } from './api-error.ts';
import { classifyError, loggable } from './classify-error.ts';
import { stateOf } from './request-state.ts';

/** What a handler may have said of the answer that it then did not give. */
const OF_THE_ANSWER_NOT_GIVEN = ['ETag', 'Content-Disposition', 'Content-Encoding', 'Content-Length', 'Content-Range'];

/** Refusals that whoever watches over security wants to see: who is not known, may not, or asks too much. */
const SECURITY_STATUSES = [401, 403, 429];

/** Answers an error as a problem. After the first byte of an answer only the connection can be cut. */
export function answerProblem(error: unknown, req: Request, res: Response): void {
  const { requestId, language, log, route, person } = stateOf(req);
  const { code, params, errors, state, headers } = classifyError(error);
  const { status, retryAfter } = errorRow(code);
  if (SECURITY_STATUSES.includes(status)) log.warn({ security: code, route, person }, 'refused');
  if (status === 503) log.warn({ code, error: loggable(error) }, 'answered unavailable');
  else if (status >= 500) log.error({ code, error: loggable(error) }, 'answered with an internal error');
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const problem = toProblem({ code, ...(params === undefined ? {} : { params }), requestId, language, errors, state });
  for (const name of OF_THE_ANSWER_NOT_GIVEN) res.removeHeader(name);
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
  if (status === 401) res.set('WWW-Authenticate', 'Bearer realm="motcua"');
  res
    .set(headers ?? {})
    .status(status)
    .set({
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept-Language',
    })
    .end(JSON.stringify(problem));
}

/** The last middleware: whatever was thrown becomes a problem. */
export const problemsOfErrors: ErrorRequestHandler = (error, req, res, _next) => answerProblem(error, req, res);

/** For addresses without a route. */
export const notFound: RequestHandler = () => {
  throw new ApiError('not-found');
};

/** For routes that exist, under another method. */
export function methodNotAllowed(methods: readonly string[]): RequestHandler {
  const allowed = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ');
  return (req, res) => {
    if (req.method !== 'OPTIONS')
      throw new ApiError('method-not-allowed', { params: { allowed }, headers: { Allow: allowed } });
    res.set('Allow', allowed).status(204).end();
  };
}
