import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { codeIn, isStated, rowsOf, testsIn, type NamedTest } from './stated.ts';

/** A row of docs/law.md: the article, the rule, where it is in the code, and the tests that state it. */
interface Row {
  readonly article: string;
  readonly rule: string;
  readonly code: readonly string[];
  readonly tests: readonly NamedTest[];
}

function rows(): Row[] {
  // What is not built yet has a table of its own, without tests.
  return rowsOf('docs/law.md', /^\| (?:Đ\.|§)/, 4).map(([article = '', rule = '', code = '', tests = '']) => ({
    article,
    rule,
    code: codeIn(code),
    tests: testsIn(tests),
  }));
}

const ROWS = rows();

describe('The table of the law', () => {
  test('has a row for every rule that is built', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(40);
  });

  test.each(ROWS.map((row) => [`${row.article} ${row.rule}`, row] as const))('%s', (_, { rule, code, tests }) => {
    expect(rule).not.toBe('');
    expect(code).not.toEqual([]);
    expect(code.filter((path) => !existsSync(path))).toEqual([]);
    expect(tests).not.toEqual([]);
    expect(tests.filter((named) => !isStated(named))).toEqual([]);
  });
});
