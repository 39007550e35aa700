import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { codeIn, isStated, rowsOf, testsIn } from './stated.ts';

const DOCUMENT = 'docs/security.md';
/** Requirements of OWASP ASVS 5.0 in the chapters that the document answers for. */
const REQUIREMENTS: Readonly<Record<string, number>> = {
  V2: 13,
  V3: 31,
  V4: 16,
  V5: 13,
  V6: 47,
  V7: 19,
  V8: 13,
  V14: 13,
  V16: 17,
};
const ITEM = /^\| V(?:2|3|4|5|6|7|8|14|16)\.\d+\.\d+ /;

const MET = rowsOf(DOCUMENT, ITEM, 4);
/** Not met, or not for this system to meet: each with its reason. */
const LEFT = rowsOf(DOCUMENT, ITEM, 3);

describe('The table of security requirements', () => {
  test('answers for every requirement of its chapters, once', () => {
    const items = [...MET, ...LEFT].map(([item = '']) => item);
    expect(items.filter((item, index) => items.indexOf(item) !== index)).toEqual([]);
    const counts = Object.fromEntries(
      Object.keys(REQUIREMENTS).map((chapter) => [
        chapter,
        items.filter((item) => item.startsWith(`${chapter}.`)).length,
      ]),
    );
    expect(counts).toEqual(REQUIREMENTS);
  });

  test.each(
    MET.map(([item = '', what = '', code = '', tests = '']) => [`${item} ${what}`, what, code, tests] as const),
  )('%s', (_, what, code, tests) => {
    expect(what).not.toBe('');
    expect(codeIn(code)).not.toEqual([]);
    expect(codeIn(code).filter((path) => !existsSync(path))).toEqual([]);
    expect(testsIn(tests)).not.toEqual([]);
    expect(testsIn(tests).filter((named) => !isStated(named))).toEqual([]);
  });

  test('gives a reason for whatever is left', () => {
    expect(
      LEFT.filter(
        ([, kind = '', why = '']) =>
          !['gap', 'issuer', 'none here', 'operator', 'screens'].includes(kind) || why === '',
      ),
    ).toEqual([]);
  });
});
