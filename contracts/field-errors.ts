import { z } from 'zod';
import type { Bilingual } from '../domain/procedure/procedure.ts';

/** What may be wrong with one field. Named after the rule that was broken; the value itself is never repeated. */
export const FIELD_ERRORS = {
  required: { vi: 'Thiếu mục này.', en: 'This field is missing.' },
  'wrong-type': { vi: 'Phải là kiểu {expected}.', en: 'Must be of type {expected}.' },
  'too-small': { vi: 'Nhỏ hoặc ngắn hơn mức tối thiểu {minimum}.', en: 'Below the minimum of {minimum}.' },
  'too-big': { vi: 'Lớn hoặc dài hơn mức tối đa {maximum}.', en: 'Above the maximum of {maximum}.' },
  'wrong-format': { vi: 'Không đúng dạng {format}.', en: 'Not in the form {format}.' },
  'not-multiple': { vi: 'Phải là bội số của {divisor}.', en: 'Must be a multiple of {divisor}.' },
  'not-allowed': { vi: 'Phải là một trong: {values}.', en: 'Must be one of: {values}.' },
  'unknown-field': { vi: 'Không có mục này; hãy bỏ ra.', en: 'There is no such field; remove it.' },
  'not-text': { vi: 'Có ký tự không phải văn bản.', en: 'Holds a character that is not text.' },
  'too-deep': { vi: 'Cấu trúc lồng nhau quá sâu.', en: 'Nested too deeply.' },
  invalid: { vi: 'Giá trị không hợp lệ.', en: 'The value is not valid.' },
} as const satisfies Record<string, Bilingual>;

export type FieldErrorCode = keyof typeof FIELD_ERRORS;

export const FieldError = z
  .strictObject({
    path: z.string().describe('Đường dẫn tới mục, bắt đầu bằng body, query, params hoặc headers / path to the field'),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    messages: z.strictObject({ vi: z.string(), en: z.string() }),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

/** One field error with its texts filled in. Params are the rule's own (limits, formats), never the sender's value. */
export function fieldError(
  path: readonly PropertyKey[],
  code: FieldErrorCode,
  params: Record<string, string | number> = {},
): FieldError {
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '–'));
  const { vi, en } = FIELD_ERRORS[code];
  return { path: path.map(segment).join('.'), code, params, messages: { vi: fill(vi), en: fill(en) } };
}

/** Keys of a body are the sender's too: only what looks like the name of a field is repeated. */
function segment(key: PropertyKey): string {
  const text = String(key);
  return /^(?:[a-z][A-Za-z0-9_-]{0,39}|X-[A-Za-z-]{1,40}|\d{1,6})$/.test(text) ? text : '?';
}

/**
 * Zod's issues as field errors: paths, codes and limits only. A rule of our own may say more by
 * `refine(…, { params: { code, vi, en } })`.
 * @param root where the input came from: `body`, `query`, `params` or `headers`
 * @param input what was parsed; looked at only to tell a missing field from one of the wrong type
 */
export function fieldErrorsOf(issues: readonly z.core.$ZodIssue[], root: string, input: unknown): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [root, ...issue.path];
    return valueAt(input, issue.path) === undefined && issue.code !== 'unrecognized_keys'
      ? [fieldError(path, 'required')]
      : fromIssue(issue, path);
  });
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function fromIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): FieldError[] {
  switch (issue.code) {
    case 'invalid_type':
      return [fieldError(path, 'wrong-type', { expected: issue.expected })];
    case 'too_small':
      return [fieldError(path, 'too-small', { minimum: String(issue.minimum) })];
    case 'too_big':
      return [fieldError(path, 'too-big', { maximum: String(issue.maximum) })];
    case 'invalid_format':
      return [
        fieldError(path, 'wrong-format', {
          format: issue.format === 'regex' ? (issue.pattern ?? 'regex') : issue.format,
        }),
      ];
    case 'not_multiple_of':
      return [fieldError(path, 'not-multiple', { divisor: String(issue.divisor) })];
    case 'invalid_value':
      return [fieldError(path, 'not-allowed', { values: issue.values.map(String).join(', ') })];
    case 'unrecognized_keys':
      return issue.keys.map((key) => fieldError([...path, key], 'unknown-field'));
    case 'custom':
      return [customError(path, issue.params)];
    case 'invalid_union': {
      // Of one that is told by a field, the field says which there are.
      const known = 'options' in issue ? (issue.options ?? []) : [];
      return known.length === 0
        ? [fieldError(path, 'invalid')]
        : [fieldError(path, 'not-allowed', { values: known.map(String).join(', ') })];
    }
    case 'invalid_key':
    case 'invalid_element':
      return [fieldError(path, 'invalid')];
  }
}

function customError(path: readonly PropertyKey[], params: Record<string, unknown> | undefined): FieldError {
  const plain = fieldError(path, 'invalid');
  const { code, vi, en } = params ?? {};
  if (typeof vi !== 'string' || typeof en !== 'string') return plain;
  return { ...plain, code: typeof code === 'string' ? code : plain.code, messages: { vi, en } };
}
