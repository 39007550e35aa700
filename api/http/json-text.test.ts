import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfJson, MAX_JSON_DEPTH } from './json-text.ts';

/** A JSON text with white space of every kind between its tokens. */
const aText = fc
  .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom('', ' ', '\t', '\r\n  '))
  .map(([value, space]) => JSON.stringify(value, null, space));

/** The same string as JSON may write it otherwise. */
const escaped = (text: string): string =>
  text.replaceAll(/./gsu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const aKey = fc.string({ unit: fc.constantFrom('a', 'b', 'đ', '1', '_'), minLength: 1, maxLength: 4 });

describe('a JSON text', () => {
  it('is as it should be when a program wrote it, whatever it says', () => {
    fc.assert(
      fc.property(aText, (text) => {
        expect(faultOfJson(text)).toBeNull();
      }),
    );
  });

  it('may have the same key in two objects, in one within another, and as a value', () => {
    for (const text of [
      '[{"a":1},{"a":1}]',
      '{"a":{"a":{"a":"a"}},"b":"a"}',
      '{"a":["a","a"],"b":{"a":1}}',
      '"a"',
      '{}',
    ])
      expect(faultOfJson(text)).toBeNull();
  });

  it('never has a key twice in one object, however it is written and whatever stands between', () => {
    fc.assert(
      fc.property(
        aKey,
        fc.jsonValue({ maxDepth: 3 }),
        fc.jsonValue({ maxDepth: 3 }),
        fc.boolean(),
        (key, one, other, hide) => {
          const second = hide ? escaped(key) : key;
          const text = `{"x":[{"${key}":${JSON.stringify(one)},"${key}0":0, "${second}" :${JSON.stringify(other)}}]}`;
          expect(JSON.parse(text)).toBeDefined();
          expect(faultOfJson(text)).toBe('json-duplicate-key');
        },
      ),
    );
  });

  it('has __proto__ and constructor as keys like any other', () => {
    expect(faultOfJson('{"__proto__":1,"constructor":2,"toString":3}')).toBeNull();
    expect(faultOfJson('{"__proto__":1,"__proto__":2}')).toBe('json-duplicate-key');
  });

  it('is nested to a depth that forms have, and no deeper, in the blink of an eye', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(faultOfJson(nested(MAX_JSON_DEPTH))).toBeNull();
    expect(faultOfJson(nested(MAX_JSON_DEPTH + 1))).toBe('json-too-deep');
    expect(faultOfJson('{"a":'.repeat(200_000))).toBe('json-too-deep');
    expect(faultOfJson(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`)).toBeNull();
  });

  it('that is none is left to the parser', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1', ' ') }),
        (text) => {
          expect([null, 'json-duplicate-key', 'json-too-deep']).toContain(faultOfJson(text));
        },
      ),
    );
    for (const text of ['', '{"a', '{"\\', '}}', ',,', '{"\\u12":1,"b":2}']) expect(faultOfJson(text)).toBeNull();
  });
});
