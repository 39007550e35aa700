import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFault } from './due-json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the fault of a malformed JSON', () => {
  test.each([
    ['', 1, 'the line ends'],
    ['{"received":', 13, 'the line ends'],
    ['{"a":"b', 8, 'the line ends'],
    ['{"a":1,}', 8, 'does not belong'],
    ['{"a" 1}', 6, 'does not belong'],
    ['{"a":NaN}', 6, 'does not belong'],
    ['{bad}', 2, 'does not belong'],
    ['[1 2]', 4, 'does not belong'],
    ['[01]', 3, 'does not belong'],
    ['[1}', 3, 'does not belong'],
    ["{'a':1}", 2, 'does not belong'],
    ['{"a":"\\x"}', 7, 'wrong \\'],
    ['{"a":"b\tc"}', 8, 'control character'],
    ['{} {}', 4, 'more follows'],
  ])('of %j is at column %i', (text, column, reason) => {
    const fault = findJsonFault(text);
    expect(fault?.column).toBe(column);
    expect(fault?.reason.en).toContain(reason);
    expect(fault?.reason.vi).not.toBe('');
  });

  test('is there exactly when the text is not JSON', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e1"',
      '"',
      '\\',
      '1',
      '-0.5e3',
      ' ',
      '\n',
    );
    const edited = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(200), fc.nat(3), pieces)
      .map(([text, at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut));
    const texts = fc.oneof(
      fc.json(),
      edited,
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(findJsonFault(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is found however deep or long the text is', () => {
    expect(findJsonFault('['.repeat(1_000_000))?.column).toBe(1_000_001);
    expect(findJsonFault(`"${'\\n'.repeat(1_000_000)}`)?.column).toBe(2_000_002);
  });
});
