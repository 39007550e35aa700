import type { Request } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ReturnPath, SessionAnswer, SignedOut } from '../../../contracts/session.ts';
import type { EndedAtIssuer } from '../../../infra/identity/logout-tokens.ts';
import type { RateLimits } from '../../../infra/limits/rate-limits.ts';
import { SIGN_IN, withRowScope } from '../../../infra/db/row-scope.ts';
import type { SignInMarks } from '../../../infra/identity/sign-in-marks.ts';
import type { WebSessions } from '../../../infra/identity/web-sessions.ts';
import {
  noSessionCookie,
  noSignInCookie,
  sessionCookie,
  sessionSecretIn,
  signInCookie,
  signInIn,
} from '../../cookies.ts';
import { whileIssuerIsThere } from '../../authentication.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTime } from '../../http/read-input.ts';
import { ownOrigin } from '../../own-origin.ts';
import { defineRoute, EMPTY, streamed, type Route } from '../../routing.ts';
import { identityOf } from '../identity-of.ts';
import { instant } from '../instant.ts';
import { SIGN_IN_SECONDS } from './sign-in-state.ts';
import { SignInFailed, type SignInService } from './service.ts';

export interface SignInRouteParts {
  readonly service: SignInService;
  readonly sessions: WebSessions;
  readonly marks: SignInMarks;
  readonly limits: Pick<RateLimits, 'refusedSignIn'>;
  readonly publicUrl: string | undefined;
  /** Which sessions a logout token of the issuer ends; null for what is none. */
  readonly endedBy: (token: string) => Promise<EndedAtIssuer | null>;
}

/** The routes of signing in and out. Nobody is known before them, so their statements see what signing in takes and no more. */
export function signInRoutes(parts: SignInRouteParts): Route[] {
  return routesOf(parts).map((route) => ({
    ...route,
    handler: (context) => withRowScope(SIGN_IN, () => route.handler(context)),
  }));
}

function routesOf({ service, sessions, marks, publicUrl, endedBy, limits }: SignInRouteParts): Route[] {
  /** The secret of the browser's session; whoever is known by another way has none. @throws ApiError `unauthenticated` */
  const secretOf = (req: Request): string => {
    const secret = sessionSecretIn(req.headers);
    if (secret === null) throw new ApiError('unauthenticated');
    return secret;
  };

  return [
    defineRoute({
      method: 'get',
      path: '/auth/login',
      id: 'signIn',
      summary: { vi: 'Đăng nhập bằng trình duyệt', en: 'Sign in with a browser' },
      description: {
        vi: 'Chuyển trình duyệt sang nhà cung cấp danh tính (authorization code và PKCE); đăng nhập xong thì về đường dẫn to.',
        en: 'Sends the browser to the issuer (authorisation code with PKCE), which sends it back; then to the path to.',
      },
      tags: ['identity'],
      permission: 'public',
      query: z.strictObject({ to: ReturnPath.default('/') }),
      responses: { 303: EMPTY },
      errors: ['sign-in-unavailable', 'too-many-requests'],
      async handler({ query, req, res }) {
        const { location, sealed } = await service.begin(ownOrigin(req, publicUrl), query.to);
        res.append('Set-Cookie', signInCookie(sealed, SIGN_IN_SECONDS));
        return { status: 303, headers: { Location: location } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/callback',
      id: 'completeSignIn',
      summary: {
        vi: 'Nơi nhà cung cấp danh tính trả trình duyệt về',
        en: 'Where the issuer sends the browser back to',
      },
      tags: ['identity'],
      permission: 'public',
      // What comes back is judged as a whole, by the library that sent the browser there.
      query: z.looseObject({}),
      responses: { 303: EMPTY },
      errors: ['sign-in-failed', 'sign-in-unavailable', 'account-unknown', 'too-many-requests'],
      async handler({ req, res, log }) {
        const origin = ownOrigin(req, publicUrl);
        // One sign-in, one try: also one that fails is over.
        res.append('Set-Cookie', noSignInCookie);
        const returned = new URL(req.originalUrl, origin);
        const [sealed, former] = [signInIn(req.headers), sessionSecretIn(req.headers)];
        const { person, secret, to, factors } = await toldOf(log, () =>
          service.complete(returned, sealed, former, req.get('user-agent') ?? ''),
        );
        log.info({ person, factors }, 'signed in');
        res.append('Set-Cookie', sessionCookie(secret));
        return { status: 303, headers: { Location: new URL(to, origin).href } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/session',
      id: 'readSession',
      summary: { vi: 'Ai đang đăng nhập, với quyền gì, đến khi nào', en: 'Who is signed in, as what, and until when' },
      tags: ['identity'],
      permission: 'session.keep',
      responses: { 200: SessionAnswer },
      async handler(ctx) {
        const session = await sessions.find(secretOf(ctx.req));
        if (session === null) throw new ApiError('unauthenticated');
        const { person: id, displayName, appointments, delegations } = identityOf(ctx);
        return {
          status: 200,
          body: {
            person: { id, displayName },
            appointments,
            delegations,
            startedAt: instant(session.started_at),
            idleEndsAt: instant(session.idle_ends_at),
            endsAt: instant(session.ends_at),
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      id: 'signOut',
      summary: { vi: 'Đăng xuất', en: 'Sign out' },
      description: {
        vi: 'Kết thúc phiên của trình duyệt này. Mở địa chỉ next để kết thúc cả phiên ở nhà cung cấp danh tính.',
        en: 'Ends the session of this browser. Open the address next to end the one at the issuer too.',
      },
      tags: ['identity'],
      permission: 'session.keep',
      responses: { 200: SignedOut },
      async handler(ctx) {
        const { req, res, log } = ctx;
        await sessions.end(secretOf(req));
        log.info({ person: identityOf(ctx).person }, 'signed out');
        res.append('Set-Cookie', noSessionCookie);
        return { status: 200, body: { sessions: 1, next: await service.endAtIssuer(ownOrigin(req, publicUrl)) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout-everywhere',
      id: 'signOutEverywhere',
      summary: { vi: 'Đăng xuất ở mọi nơi', en: 'Sign out everywhere' },
      description: {
        vi: 'Kết thúc mọi phiên của người này, trên mọi trình duyệt.',
        en: 'Ends every session of this person, in every browser.',
      },
      tags: ['identity'],
      permission: 'session.keep',
      responses: { 200: SignedOut },
      async handler(ctx) {
        const { req, res, log } = ctx;
        const { person } = identityOf(ctx);
        const ended = await sessions.endAll(person);
        log.info({ person, ended }, 'signed out everywhere');
        res.append('Set-Cookie', noSessionCookie);
        return { status: 200, body: { sessions: ended, next: await service.endAtIssuer(ownOrigin(req, publicUrl)) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/backchannel-logout',
      id: 'endedAtIssuer',
      summary: {
        vi: 'Nhà cung cấp danh tính báo phiên đã kết thúc',
        en: 'The issuer says that a session of its has ended',
      },
      description: {
        vi: 'OpenID Connect Back-Channel Logout 1.0: logout_token đã ký; các phiên bắt đầu từ phiên đó kết thúc.',
        en: 'OpenID Connect Back-Channel Logout 1.0: a signed logout_token; the sessions that began from it end.',
      },
      tags: ['identity'],
      permission: 'public',
      body: streamed(['application/x-www-form-urlencoded'], z.object({ logout_token: z.string() })),
      responses: { 200: EMPTY },
      errors: ['sign-in-failed', 'sign-in-unavailable', 'too-many-requests'],
      async handler({ req, log }) {
        const token = new URLSearchParams(await inTime(formOf(req))).get('logout_token') ?? '';
        const ended = await toldOf(log, async () => {
          const said = await whileIssuerIsThere(() => endedBy(token));
          if (said !== null) return said;
          await limits.refusedSignIn(req.ip ?? '');
          throw new SignInFailed('no-logout-token');
        });
        // In this order: a sign-in under way finds the mark, or its session is found here.
        await marks.end(ended);
        await sessions.endOfIssuer(ended);
        return { status: 200 };
      },
    }),
  ];
}

/** Whoever watches over security is told of a sign-in that fails: why, and nothing of who tried. */
async function toldOf<T>(log: Logger, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInFailed) log.warn({ security: error.code, reason: error.reason }, 'sign-in failed');
    throw error;
  }
}

const MOST_FORM_BYTES = 16_384;

async function formOf(req: Request): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > MOST_FORM_BYTES) throw new ApiError('too-large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
