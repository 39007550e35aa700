import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FieldError, fieldErrorsOf } from './field-errors.ts';

const Body = z.strictObject({
  name: z.string().min(2).max(5),
  kind: z.enum(['a', 'b']),
  when: z.iso.date(),
  list: z.array(z.strictObject({ n: z.int().multipleOf(5) })),
  either: z.union([z.string(), z.number()]),
  told: z.discriminatedUnion('by', [z.strictObject({ by: z.literal('x') }), z.strictObject({ by: z.literal('y') })]),
  rule: z
    .string()
    .refine((value) => value === 'ok', { params: { code: 'rule-broken', vi: 'Sai quy tắc.', en: 'Breaks the rule.' } }),
});

function errorsOf(input: unknown): FieldError[] {
  const parsed = Body.safeParse(input);
  return parsed.success ? [] : fieldErrorsOf(parsed.error.issues, 'body', input);
}

const CANARY = 'CANARY-Nguyễn-012345678901';

describe('field errors', () => {
  it('name the path, the broken rule and its limits in both languages', () => {
    const errors = errorsOf({
      name: 'x',
      kind: 'c',
      when: '2026-02-30',
      list: [{ n: 3 }],
      either: null,
      told: { by: 'z' },
      rule: 'no',
      extra: 1,
    });
    expect(errors.map(({ path, code }) => [path, code])).toEqual([
      ['body.name', 'too-small'],
      ['body.kind', 'not-allowed'],
      ['body.when', 'wrong-format'],
      ['body.list.0.n', 'not-multiple'],
      ['body.either', 'invalid'],
      ['body.told.by', 'not-allowed'],
      ['body.rule', 'rule-broken'],
      ['body.extra', 'unknown-field'],
    ]);
    expect(errors[0]?.messages).toEqual({ vi: 'Nhỏ hoặc ngắn hơn mức tối thiểu 2.', en: 'Below the minimum of 2.' });
    expect(errors[5]?.messages).toEqual({ vi: 'Phải là một trong: x, y.', en: 'Must be one of: x, y.' });
    expect(errors[6]?.messages).toEqual({ vi: 'Sai quy tắc.', en: 'Breaks the rule.' });
    expect(errors.every((error) => FieldError.safeParse(error).success)).toBe(true);
  });

  it('say that a field is missing, not that it is of the wrong type', () => {
    expect(new Set(errorsOf({}).map(({ code }) => code))).toEqual(new Set(['required']));
    expect(errorsOf(undefined)).toMatchObject([{ path: 'body', code: 'required' }]);
    expect(errorsOf(3)).toMatchObject([{ path: 'body', code: 'wrong-type' }]);
  });

  it('never repeat a value, nor a key that does not look like the name of a field', () => {
    const errors = errorsOf({
      name: CANARY,
      kind: CANARY,
      when: CANARY,
      list: CANARY,
      either: {},
      told: { by: CANARY },
      rule: CANARY,
      [CANARY]: CANARY,
    });
    expect(errors.length).toBeGreaterThan(5);
    expect(JSON.stringify(errors)).not.toContain('CANARY');
    expect(errors.map(({ path }) => path)).toContain('body.?');
  });
});
