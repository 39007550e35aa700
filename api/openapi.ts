import { z } from 'zod';
import { Problem } from '../contracts/problem.ts';
import { errorRow, ERRORS, type ErrorCode } from '../contracts/errors.ts';
import { ROLE_LABELS } from '../contracts/labels.ts';
import { ACCESS, type Permission } from '../domain/access/access.ts';
import type { Role } from '../domain/access/roles.ts';
import type { Bilingual } from '../domain/procedure/procedure.ts';
import { APPOINTMENT_HEADER, OFFICER_HEADER } from './authentication.ts';
import { errorsOfRoute } from './openapi/errors-of-route.ts';
import { SchemaCollector, type JsonSchema } from './openapi/schema-collector.ts';
import { TAGS, type AnswerContent, type Route, type StreamedContent } from './routing.ts';

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  /** Error codes that this status may carry. */
  readonly 'x-motcua-codes'?: readonly ErrorCode[];
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
  readonly 'x-motcua': {
    readonly summary: Bilingual;
    readonly description: Bilingual | null;
    readonly permissions: readonly Permission[] | null;
    readonly roles: readonly Role[];
  };
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

/** The OpenAPI 3.1 document of the routes. Names of roles, permissions and error codes are in `x-motcua` extensions. */
export function createOpenApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const schemas = new SchemaCollector();
  const problem = schemas.collect(Problem, 'output');
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemas, problem) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'motcua',
      version,
      description:
        'Giao diện lập trình của bộ phận một cửa. Mọi thời điểm là ISO 8601; mọi lỗi theo RFC 9457. | API of the one-stop offices. Instants are ISO 8601; errors follow RFC 9457.',
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, { vi, en }]) => ({ name, description: `${vi} | ${en}` })),
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Hệ thống của cơ quan: access token (RFC 9068) của nhà cung cấp danh tính. | Systems of agencies: an access token (RFC 9068) of the issuer.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-motcua',
          description:
            'Trình duyệt: phiên bắt đầu ở /auth/login; liên kết từ trang khác không mở được dữ liệu; yêu cầu ghi phải từ chính trang này, kèm X-Motcua-CSRF: 1. | Browsers: the session that /auth/login begins; a link from another site opens no data; writes must come from this very site, with X-Motcua-CSRF: 1.',
        },
      },
    },
  };
}

function operationOf(route: Route, schemas: SchemaCollector, problem: JsonSchema): OpenApiOperation {
  const { summary, description, permissions } = route;
  return {
    operationId: route.id,
    tags: route.tags,
    summary: summary.vi,
    description: [summary.en, description?.vi, description?.en].filter((text) => text !== undefined).join('\n\n'),
    ...(permissions === null ? { security: [] } : {}),
    parameters: [
      ...parametersOf(route.params, 'path', schemas),
      ...parametersOf(route.query, 'query', schemas),
      ...parametersOf(route.headers, 'header', schemas),
      ...commonHeaders(route),
    ],
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: contentOf(route.body, 'input', schemas) } }),
    responses: { ...answersOf(route, schemas), ...problemsOf(route, problem) },
    'x-motcua': { summary, description, permissions, roles: rolesOf(permissions) },
  };
}

/** Roles that hold at least one of the permissions; everybody for a public route. */
function rolesOf(permissions: readonly Permission[] | null): Role[] {
  const roles = Object.keys(ROLE_LABELS) as Role[];
  return roles.filter(
    (role) => permissions === null || permissions.some((one) => (ACCESS[one].roles as readonly Role[]).includes(role)),
  );
}

/** Headers that OpenAPI describes in other places than the parameters. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

function parametersOf(schema: z.ZodType, place: OpenApiParameter['in'], schemas: SchemaCollector): OpenApiParameter[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const declared = Object.entries<z.ZodType>(schema.shape).filter(([name]) => !TOLD_ELSEWHERE.has(name.toLowerCase()));
  return declared.map(([name, part]) => {
    const { description, ...rest } = schemas.collect(part, 'input');
    return {
      name,
      in: place,
      required: place === 'path' || !part.safeParse(undefined).success,
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
}

function header(
  name: string,
  required: boolean,
  description: string,
  schema: JsonSchema = { type: 'string' },
): OpenApiParameter {
  return { name, in: 'header', required, description, schema };
}

function commonHeaders(route: Route): OpenApiParameter[] {
  return [
    ...(route.idempotent
      ? [
          header(
            'Idempotency-Key',
            true,
            'Khóa do bên gửi chọn; gửi lại cùng khóa không làm hai lần | chosen by the sender; a repeat with the same key is one effect',
            { type: 'string', pattern: '^"?[A-Za-z0-9._-]{1,128}"?$' },
          ),
        ]
      : []),
    ...(route.ifMatch === null
      ? []
      : [header('If-Match', route.ifMatch === 'required', 'ETag đã xem | the ETag that was seen')]),
    ...(route.ifNoneMatch
      ? [header('If-None-Match', false, 'ETag đã có; không đổi thì 304 | 304 when unchanged')]
      : []),
    ...(route.permissions === null
      ? []
      : [
          header(APPOINTMENT_HEADER, false, 'Bổ nhiệm dùng để thực hiện | the appointment to act under'),
          header(
            OFFICER_HEADER,
            false,
            'Chỉ với hệ thống của cơ quan, bắt buộc khi ghi: mã cán bộ mà hệ thống làm thay | of an agency’s system only, and needed to write: id of the officer for whom it acts',
          ),
        ]),
  ];
}

function answersOf(route: Route, schemas: SchemaCollector): Record<string, OpenApiResponse> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, content]) => [
      status,
      {
        description: STATUS_TEXTS[status] ?? 'Thành công | Success',
        headers: {
          'X-Request-Id': { schema: { type: 'string' } },
          ...(route.ifNoneMatch ? { ETag: { schema: { type: 'string' } } } : {}),
        },
        ...(isEmpty(content) ? {} : { content: contentOf(content, 'output', schemas) }),
      },
    ]),
  );
}

const STATUS_TEXTS: Readonly<Record<string, string>> = {
  200: 'Thành công | Success',
  201: 'Đã tạo | Created',
  202: 'Đã nhận | Accepted',
  204: 'Không có nội dung | No content',
  206: 'Một phần nội dung | Partial content',
  304: 'Không thay đổi | Not modified',
};

function problemsOf(route: Route, problem: JsonSchema): Record<string, OpenApiResponse> {
  return Object.fromEntries(
    [...errorsOfRoute(route)].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${ERRORS[code].title.vi} | ${ERRORS[code].title.en}`).join('\n\n'),
        ...(codes.some((code) => errorRow(code).retryAfter !== undefined)
          ? { headers: { 'Retry-After': { schema: { type: 'integer' } } } }
          : {}),
        content: { 'application/problem+json': { schema: problem } },
        'x-motcua-codes': codes,
      },
    ]),
  );
}

function contentOf(
  content: z.ZodType | StreamedContent,
  direction: 'input' | 'output',
  schemas: SchemaCollector,
): Record<string, { schema: JsonSchema }> {
  if (content instanceof z.ZodType) return { 'application/json': { schema: schemas.collect(content, direction) } };
  const schema = content.schema === null ? {} : schemas.collect(content.schema, direction);
  return Object.fromEntries(content.mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function isEmpty(content: AnswerContent): content is Extract<AnswerContent, { kind: 'empty' }> {
  return 'kind' in content && content.kind === 'empty';
}
