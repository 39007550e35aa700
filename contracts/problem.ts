import { z } from 'zod';
import type { Bilingual } from '../domain/procedure/procedure.ts';
import { errorRow, errorTexts, type ErrorCode, type ErrorParams } from './errors.ts';
import { FieldError } from './field-errors.ts';

const Texts = z.strictObject({ title: z.string(), detail: z.string() });

/**
 * Problem details (RFC 9457), media type `application/problem+json`. `title` and `detail` are in the language that the client
 * asked for (Accept-Language; Vietnamese unless English is preferred); `messages` has both.
 */
export const Problem = z
  .strictObject({
    type: z.string().describe('urn:motcua:problem:<code>'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Mã lỗi, không đổi theo thời gian / stable error code'),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    instance: z.string().describe('urn:motcua:request:<X-Request-Id>'),
    messages: z.strictObject({ vi: Texts, en: Texts }),
    errors: z.array(FieldError).optional().describe('Từng mục sai / each wrong field'),
    state: z
      .unknown()
      .optional()
      .describe('Trạng thái hiện tại của hồ sơ hoặc bản nháp khi việc đã cũ / present state of the dossier or draft'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
export type Problem = z.infer<typeof Problem>;

export interface ProblemParts {
  readonly code: ErrorCode;
  readonly params?: ErrorParams;
  readonly requestId: string;
  readonly language: keyof Bilingual;
  readonly errors?: readonly FieldError[] | undefined;
  readonly state?: unknown;
}

/** Makes the problem of an error code. */
export function toProblem({ code, params = {}, requestId, language, errors, state }: ProblemParts): Problem {
  const messages = errorTexts(code, { ...params, requestId });
  return {
    type: `urn:motcua:problem:${code}`,
    title: messages[language].title,
    status: errorRow(code).status,
    detail: messages[language].detail,
    code,
    params: { ...params },
    instance: `urn:motcua:request:${requestId}`,
    messages,
    ...(errors === undefined || errors.length === 0 ? {} : { errors: [...errors] }),
    ...(state === undefined || state === null ? {} : { state }),
  };
}
