import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Identity } from '../../contracts/identity.ts';
import { ACCESS, type Permission } from '../../domain/access/access.ts';
import { opens } from '../../domain/access/scopes.ts';
import { parseDossierCode } from '../../domain/dossier/code.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { rowScopeOf, SIGN_IN, withRowScope } from '../../infra/db/row-scope.ts';
import type { RateLimits } from '../../infra/limits/rate-limits.ts';
import { actorFor, powersOf, requireScope } from '../../infra/identity/powers.ts';
import { APPOINTMENT_HEADER, relationOf, type Authenticator } from '../authentication.ts';
import { STREAMED, type PlainAnswer, type Route, type RouteContext } from '../routing.ts';
import { ApiError } from './api-error.ts';
import { readInput, type RouteInput } from './read-input.ts';
import { stateOf } from './request-state.ts';

export interface ServeOptions {
  readonly authenticator: Authenticator;
  readonly limits: RateLimits;
  /** Until a JSON body must have come. */
  readonly jsonMs?: number | undefined;
  /** True: an answer that does not fit its declared schema is an internal error. For tests: it costs every answer a second parse. */
  readonly checkAnswers: boolean;
}

/** Idempotency keys; the colon is kept for the engine's own commands. */
const KEY = /^"?([A-Za-z0-9._-]{1,128})"?$/;

/**
 * The Express handler of a route. In order: who sends it, may he at all, is the key there, is the input right, the handler,
 * the answer. Nothing of the body is read before the sender is known.
 */
export function serveRoute(
  route: Route,
  { authenticator, checkAnswers, limits, jsonMs }: ServeOptions,
): RequestHandler {
  return async (req, res) => {
    const state = stateOf(req);
    state.route = route.path;
    const identity =
      route.permissions === null ? null : await withRowScope(SIGN_IN, () => authenticator.authenticate(req));
    state.person = identity?.person ?? null;
    if (identity === null && route.permissions !== null) await limits.refusedSignIn(req.ip ?? '');
    if (identity !== null && route.method !== 'get')
      await limits.write(req.ip ?? '', identity.client?.id ?? identity.person);
    const rights = new Rights(route, identity, req.get(APPOINTMENT_HEADER) ?? null);
    if (identity?.client?.officer === null && route.method !== 'get') throw new ApiError('officer-missing');
    rights.checkRoles();
    const idempotencyKey = route.idempotent ? readKey(req) : '';
    const ifMatch = req.get('if-match') ?? null;
    if (route.ifMatch === 'required' && ifMatch === null) throw new ApiError('precondition-required');
    const input = await readInput(route, req, res, jsonMs);
    if (route.path.startsWith('/dossiers/{code}')) state.dossier = dossierOf(input.params);
    const context: RouteContext<unknown, unknown, unknown, unknown> = {
      ...input,
      identity,
      actorFor: (subject, permission) => rights.actorFor(subject, permission),
      idempotencyKey,
      get requestHash() {
        return requestHash(route, input);
      },
      ifMatch,
      requestId: state.requestId,
      language: state.language,
      log: state.log,
      req,
      res,
    };
    const handle = (): ReturnType<Route['handler']> => route.handler(context);
    const answer = await (identity === null ? handle() : withRowScope(rowScopeOf(identity), handle));
    rights.assertAsked();
    if (answer === STREAMED) {
      if (!res.headersSent) throw new Error(`${route.id}: nothing was streamed`);
      return;
    }
    if (checkAnswers) checkAnswer(route, answer);
    send(answer, res);
  };
}

/** The rights of one request: the first question is put before the handler runs, the last before its answer leaves. */
class Rights {
  readonly #route: Route;
  readonly #identity: Identity | null;
  readonly #appointment: string | null;
  #asked = false;

  constructor(route: Route, identity: Identity | null, appointment: string | null) {
    this.#route = route;
    this.#identity = identity;
    this.#appointment = appointment;
  }

  /** @throws ApiError `unauthenticated`, DomainError `role-not-allowed` when no appointment has a fitting role */
  checkRoles(): void {
    const permissions = this.#route.permissions;
    if (permissions === null) return;
    const identity = this.#signedIn();
    const [first] = permissions;
    if (first === undefined) throw new Error(`${this.#route.id}: no permission`);
    // Also of a repeat, which is answered without asking for rights.
    if (!permissions.some((permission) => isOpen(identity, permission))) requireScope(identity, first);
    const free = permissions.filter((permission) => relationOf(permission) === 'any');
    if (free.length === permissions.length) {
      actorFor(identity, first, {}, this.#appointment);
      this.#asked = true;
    } else if (!permissions.some((permission) => hasRole(identity, permission))) {
      actorFor(identity, first, {}, this.#appointment);
    }
  }

  actorFor(...[subject, permission]: Parameters<RouteContext<unknown, unknown, unknown, unknown>['actorFor']>) {
    const permissions = this.#route.permissions ?? [];
    const asked = permission ?? permissions[0];
    if (asked === undefined || !permissions.includes(asked) || (permission === undefined && permissions.length > 1)) {
      throw new Error(`${this.#route.id}: asks for a permission that the route does not declare`);
    }
    const actor = actorFor(this.#signedIn(), asked, subject, this.#appointment);
    this.#asked = true;
    return actor;
  }

  assertAsked(): void {
    const { permissions, idempotent } = this.#route;
    if (permissions !== null && !idempotent && !this.#asked) {
      throw new Error(`${this.#route.id}: answered without asking for rights`);
    }
  }

  #signedIn(): Identity {
    if (this.#identity === null) throw new ApiError('unauthenticated');
    return this.#identity;
  }
}

function isOpen({ scopes }: Identity, permission: Permission): boolean {
  return scopes === undefined || opens(scopes, permission);
}

function hasRole(identity: Identity, permission: Permission): boolean {
  const roles: readonly string[] = ACCESS[permission].roles;
  return powersOf(identity).some(({ role }) => roles.includes(role));
}

function readKey(req: Request): string {
  const key = KEY.exec(req.get('idempotency-key') ?? '')?.[1];
  if (key === undefined) throw new ApiError('idempotency-key-missing');
  return key;
}

function requestHash({ method, path }: Route, { params, query, body }: RouteInput): string {
  return canonicalHash({ method, path, params, query, body: body ?? null });
}

/** The dossier's code in a path, for the log; null for text that is none, which may be anything. */
function dossierOf(params: unknown): string | null {
  const code: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'code') : null;
  if (typeof code !== 'string') return null;
  try {
    parseDossierCode(code);
    return code;
  } catch {
    return null;
  }
}

function checkAnswer(route: Route, { status, body }: PlainAnswer): void {
  const declared = route.responses[status];
  if (declared === undefined) throw new Error(`${route.id}: status ${status} is not declared`);
  if (!(declared instanceof z.ZodType)) return;
  const parsed = declared.safeParse(body);
  if (parsed.success) return;
  const paths = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join('; ');
  throw new AnswerMismatch(`${route.id}: the answer does not fit its schema: ${paths}`);
}

/** An answer left a service in another shape than the document promises: a mistake in the code. */
class AnswerMismatch extends Error {
  override readonly name = 'AnswerMismatch';
}

function send({ status, body, headers }: PlainAnswer, res: Response): void {
  res.set(headers ?? {}).status(status);
  if (body === undefined) res.end();
  else res.type('application/json').end(JSON.stringify(body));
}
