import { existsSync, readFileSync } from 'node:fs';

/** A test as a document names it: `path › exact name`. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** The cells of a document's table rows that begin in a certain way and have so many of them. */
export function rowsOf(document: string, beginning: RegExp, cells: number): string[][] {
  return readFileSync(document, 'utf8')
    .split('\n')
    .filter((line) => beginning.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .filter((row) => row.length === cells)
    .map((row) => row.map((cell) => cell.trim()));
}

/** The tests in a cell of a table, one a line. */
export function testsIn(cell: string): NamedTest[] {
  return cell
    .split('<br>')
    .filter((text) => text !== '')
    .map((text) => {
      const [file = '', ...name] = text.split(' › ');
      return { file: file.replaceAll('`', ''), name: name.join(' › ') };
    });
}

/** The paths in a cell of a table. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');
}

/** A test of that very name: a string literal of its own in the file, whatever its quotes. */
export function isStated({ file, name }: NamedTest): boolean {
  if (!existsSync(file) || !file.endsWith('.test.ts')) return false;
  const source = readFileSync(file, 'utf8');
  return [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``].some((literal) => source.includes(literal));
}
