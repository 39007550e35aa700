import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

/** A row of docs/law.md: the article, the rule, where it is in the code, and the tests that state it. */
interface Row {
  readonly article: string;
  readonly rule: string;
  readonly code: readonly string[];
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** `path › name` for a test, `path` for code; several with a line break between them. */
function rows(): Row[] {
  const lines = readFileSync('docs/law.md', 'utf8').split('\n');
  return (
    lines
      // What is not built yet has a table of its own, without tests.
      .filter((line) => /^\| (?:Đ\.|§)/.test(line) && line.split('|').length === 6)
      .map((line) => {
        const [article = '', rule = '', code = '', tests = ''] = line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim());
        return {
          article,
          rule,
          code: [...code.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? ''),
          tests: tests
            .split('<br>')
            .filter((text) => text !== '')
            .map((text) => {
              const [file = '', ...name] = text.split(' › ');
              return { file: file.replaceAll('`', ''), name: name.join(' › ') };
            }),
        };
      })
  );
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
    for (const { file, name } of tests)
      expect({ file, name, stated: isStatedIn(file, name) }).toEqual({ file, name, stated: true });
  });
});

/** A test of that very name: a string literal of its own in the file, whatever its quotes. */
function isStatedIn(file: string, name: string): boolean {
  if (!existsSync(file) || !file.endsWith('.test.ts')) return false;
  const source = readFileSync(file, 'utf8');
  return [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``].some((literal) => source.includes(literal));
}
