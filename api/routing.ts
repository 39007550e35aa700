import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AccessSubject, Permission } from '../domain/access/access.ts';
import type { ActorContext } from '../domain/access/actor.ts';
import type { Bilingual } from '../domain/procedure/procedure.ts';
import type { Identity } from '../contracts/identity.ts';
import type { ErrorCode } from '../contracts/errors.ts';

/** A JSON body or answer is a zod schema; use `z.strictObject`, so that unknown keys are refused. */
export type JsonContent = z.ZodType;

/**
 * Content that the handler streams itself. As `body` of a route nothing is parsed and the handler reads `ctx.req`; as an
 * answer the handler writes `ctx.res` and returns `STREAMED`.
 */
export interface StreamedContent {
  readonly kind: 'streamed';
  readonly mediaTypes: readonly string[];
  /** What the document says about it; a multipart body names its fields here. */
  readonly schema: z.ZodType | null;
}

/** An answer without a body (204, 304). */
export interface EmptyContent {
  readonly kind: 'empty';
}

export type AnswerContent = JsonContent | StreamedContent | EmptyContent;

/** Content that passes through without being parsed: `streamed(['application/pdf'])`. */
export function streamed(mediaTypes: readonly string[], schema: z.ZodType | null = null): StreamedContent {
  return { kind: 'streamed', mediaTypes, schema };
}

/** The answer without a body. */
export const EMPTY: EmptyContent = { kind: 'empty' };

/** What a handler returns that has written the answer to `ctx.res` itself. */
export const STREAMED = Symbol('streamed');

type DeepReadonly<T> = T extends (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What a handler may return: one of the declared statuses with the body declared for it, or `STREAMED`. */
export type AnswerOf<R extends Record<number, AnswerContent>> =
  | {
      [S in keyof R & number]: R[S] extends z.ZodType
        ? {
            readonly status: S;
            readonly body: DeepReadonly<z.output<R[S]>>;
            readonly headers?: Readonly<Record<string, string>>;
          }
        : R[S] extends EmptyContent
          ? { readonly status: S; readonly headers?: Readonly<Record<string, string>> }
          : never;
    }[keyof R & number]
  | typeof STREAMED;

/** What a handler gets: validated input and the means to say who acts. */
export interface RouteContext<P, Q, H, B> {
  readonly params: P;
  readonly query: Q;
  /** The validated values of the declared headers, by the names of the schema (lower case). */
  readonly headers: H;
  readonly body: B;
  /** Null only on public routes. */
  readonly identity: Identity | null;
  /**
   * The actor for this request: picks the appointment that the access table allows for the subject. A route whose permission
   * asks for a relation must call it before it answers; one that forgets answers 500 instead of leaking. (Not so on routes with
   * an idempotency key: a repeat of one's own command is answered from the table of commands and needs no right any more.)
   * @param permission needed where the route declares several
   * @throws DomainError `unauthenticated`, `appointment-unknown` or the refusal of the access table
   */
  actorFor(subject?: AccessSubject, permission?: Permission): ActorContext;
  /** The Idempotency-Key; an empty string on routes that do not ask for one. */
  readonly idempotencyKey: string;
  /**
   * SHA-256, hex, over method, path pattern, params, query and JSON body: the same for a repeat of the same request. A route
   * with a streamed body adds the hash of the file itself.
   */
  readonly requestHash: string;
  /** The raw If-Match header, if any; see `api/etag.ts`. */
  readonly ifMatch: string | null;
  readonly requestId: string;
  readonly language: keyof Bilingual;
  readonly log: Logger;
  readonly req: Request;
  readonly res: Response;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One definition of a route; the handler, its validation, its rights and its OpenAPI operation all come from it. */
export interface RouteDefinition<
  P extends z.ZodType,
  Q extends z.ZodType,
  H extends z.ZodType,
  B extends z.ZodType | StreamedContent,
  R extends Record<number, AnswerContent>,
> {
  readonly method: Method;
  /** In OpenAPI form: `/dossiers/{code}`. */
  readonly path: `/${string}`;
  /** Unique, camelCase: the operationId. */
  readonly id: string;
  readonly summary: Bilingual;
  /** More for the document, e.g. what repeats do. */
  readonly description?: Bilingual;
  readonly tags: readonly [Tag, ...Tag[]];
  /**
   * Permission(s) of the access table, or `public`. Several: `ctx.actorFor(subject, permission)` says which one holds. A
   * permission without relation is enforced before the handler runs; for the others at least one fitting role is.
   */
  readonly permission: Permission | readonly Permission[] | 'public';
  readonly params?: P;
  readonly query?: Q;
  /** Extra request headers; lower-case names in a `z.object` (not strict: other headers pass). */
  readonly headers?: H;
  readonly body?: B;
  readonly responses: R;
  /** True for writes: the header Idempotency-Key is needed. */
  readonly idempotent?: boolean;
  /** The document names If-Match / If-None-Match; `required` refuses requests without If-Match (428). */
  readonly ifMatch?: 'optional' | 'required';
  readonly ifNoneMatch?: boolean;
  /** Codes that the route answers with beside those every route may give; the document lists them. */
  readonly errors?: readonly ErrorCode[];
  /** JSON body limit in bytes; 1 MB unless said. */
  readonly bodyLimit?: number;
  readonly handler: (
    context: RouteContext<z.output<P>, z.output<Q>, z.output<H>, B extends z.ZodType ? z.output<B> : undefined>,
  ) => Promise<AnswerOf<NoInfer<R>>>;
}

/** Groups of the document, in its order. */
export const TAGS = {
  dossiers: { vi: 'Hồ sơ', en: 'Dossiers' },
  tasks: { vi: 'Việc của cơ quan', en: 'Tasks of an agency' },
  consultations: { vi: 'Lấy ý kiến', en: 'Consultations' },
  delegations: { vi: 'Vắng mặt, ủy quyền', en: 'Absence and delegation' },
  batches: { vi: 'Xử lý hàng loạt', en: 'Batches' },
  handovers: { vi: 'Bàn giao giữa các cơ quan', en: 'Hand-overs between agencies' },
  tracking: { vi: 'Tra cứu công khai', en: 'Public tracking' },
  documents: { vi: 'Tệp và kết quả', en: 'Documents and results' },
  indicators: { vi: 'Chỉ tiêu', en: 'Indicators' },
  catalogue: { vi: 'Danh mục thủ tục', en: 'Catalogue' },
  versions: { vi: 'Phiên bản thủ tục', en: 'Versions of procedures' },
  calendars: { vi: 'Lịch làm việc', en: 'Calendars' },
  identity: { vi: 'Đăng nhập', en: 'Signing in' },
  system: { vi: 'Hệ thống', en: 'System' },
} as const satisfies Record<string, Bilingual>;
export type Tag = keyof typeof TAGS;

/** An answer before it is written. */
export interface PlainAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route as the application mounts it and the document describes it: every part filled in, types erased. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly id: string;
  readonly summary: Bilingual;
  readonly description: Bilingual | null;
  readonly tags: readonly Tag[];
  /** Null: public. */
  readonly permissions: readonly Permission[] | null;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly headers: z.ZodType;
  readonly body: z.ZodType | StreamedContent | null;
  readonly responses: Readonly<Record<number, AnswerContent>>;
  readonly idempotent: boolean;
  readonly ifMatch: 'optional' | 'required' | null;
  readonly ifNoneMatch: boolean;
  readonly errors: readonly ErrorCode[];
  readonly bodyLimit: number;
  readonly handler: (
    context: RouteContext<unknown, unknown, unknown, unknown>,
  ) => Promise<PlainAnswer | typeof STREAMED>;
}

const NO_KEYS = z.strictObject({});
const ANY_HEADERS = z.object({});
export const BODY_LIMIT = 1_000_000;

/**
 * Defines a route. Defaults: no params, query or body (unknown query keys are refused), no idempotency key.
 * @throws Error when path and `params` do not name the same parameters
 */
export function defineRoute<
  const R extends Record<number, AnswerContent>,
  P extends z.ZodType = typeof NO_KEYS,
  Q extends z.ZodType = typeof NO_KEYS,
  H extends z.ZodType = typeof ANY_HEADERS,
  B extends z.ZodType | StreamedContent = StreamedContent,
>(definition: RouteDefinition<P, Q, H, B, R>): Route {
  const { permission, handler } = definition;
  const params: z.ZodType = definition.params ?? NO_KEYS;
  const inPath = pathParameters(definition.path);
  const declared = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
  if (inPath.toSorted().join() !== declared.toSorted().join()) {
    throw new Error(`${definition.id}: the path has {${inPath.join()}}, the schema has {${declared.join()}}`);
  }
  return {
    method: definition.method,
    path: definition.path,
    id: definition.id,
    summary: definition.summary,
    description: definition.description ?? null,
    tags: definition.tags,
    permissions: permission === 'public' ? null : typeof permission === 'string' ? [permission] : permission,
    params,
    query: definition.query ?? NO_KEYS,
    headers: definition.headers ?? ANY_HEADERS,
    body: definition.body ?? null,
    responses: definition.responses,
    idempotent: definition.idempotent ?? false,
    ifMatch: definition.ifMatch ?? null,
    ifNoneMatch: definition.ifNoneMatch ?? false,
    errors: definition.errors ?? [],
    bodyLimit: definition.bodyLimit ?? BODY_LIMIT,
    // The context is built by `serve-route.ts` from these very schemas, which the erased type cannot say.
    handler: handler as unknown as Route['handler'],
  };
}

/** Names of the parameters in a path: `/dossiers/{code}` has `code`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
}
