import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cruiseTree, isSource, type CruisedTree, type Violation } from './cruise.ts';
import { foldersOf, inPlantedTree } from './planted-tree.ts';
import { PLANTED_IMPORTS, PLANTED_SOURCES, type Plant } from './plants.ts';
import { EXCEPTIONS, RULES, type Exception } from './rules.ts';
import { SOURCE_RULES } from './source-rules.ts';
import { nodesOf, specifiersOf } from './syntax.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

jest.setTimeout(120_000);

/** Sources in folders, tracked or about to be; what git ignores is nobody's source. */
function sourceFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: CHECKOUT,
      encoding: 'utf8',
    },
  );
  const deleted = new Set(
    execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: CHECKOUT, encoding: 'utf8' }).split('\0'),
  );
  return listed.split('\0').filter((path) => path.includes('/') && isSource(path) && !deleted.has(path));
}

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8');

const unordered = (specifiers: readonly string[]): string[] =>
  [...new Set(specifiers.map((specifier) => specifier.replace(/^node:/, '')))].toSorted();

const isExcepted = (violation: Violation, { rule, from, to }: Exception): boolean =>
  violation.rule === rule && violation.from === from && violation.to === to;

const sourceViolations = (path: string, source: string): string[] => {
  const rules = SOURCE_RULES.filter(({ holdsFor }) => holdsFor(path));
  const nodes = rules.length === 0 ? [] : nodesOf(source, path);
  return rules.filter(({ forbids }) => nodes.some(forbids)).map(({ name }) => `${path}: ${name}`);
};

describe('The house', () => {
  const files = sourceFiles();
  let tree: CruisedTree;

  beforeAll(async () => {
    tree = await cruiseTree(CHECKOUT, [...new Set(files.map((path) => path.slice(0, path.indexOf('/'))))]);
  });

  test('every source file is looked at', () => {
    expect(files.length).toBeGreaterThan(100);
    expect([...tree.imports.keys()].toSorted()).toEqual(files.toSorted());
  });

  test('every import of every file is looked at', () => {
    const seen = files.map((path) => [path, unordered(tree.imports.get(path) ?? [])]);
    const written = files.map((path) => [path, unordered(specifiersOf(nodesOf(read(path), path)))]);
    expect(seen).toEqual(written);
  });

  test('nothing is imported that a rule forbids', () => {
    expect(tree.violations.filter((found) => !EXCEPTIONS.some((exception) => isExcepted(found, exception)))).toEqual(
      [],
    );
  });

  test('every exception is still needed', () => {
    const idle = EXCEPTIONS.filter((exception) => !tree.violations.some((found) => isExcepted(found, exception)));
    expect(idle).toEqual([]);
  });

  test('no source breaks a rule of sources', () => {
    expect(files.flatMap((path) => sourceViolations(path, read(path)))).toEqual([]);
  });
});

describe('A planted violation is found', () => {
  test('for every rule', () => {
    expect(Object.keys(PLANTED_IMPORTS).toSorted()).toEqual(RULES.map(({ name }) => name ?? '').toSorted());
    expect(Object.keys(PLANTED_SOURCES).toSorted()).toEqual(SOURCE_RULES.map(({ name }) => name).toSorted());
  });

  const imports = Object.entries(PLANTED_IMPORTS).flatMap(([rule, plants]) =>
    plants.map((plant, index): [string, string, Plant] => [`${rule} (${index + 1})`, rule, plant]),
  );
  test.each(imports)('%s', async (_, rule, plant) => {
    const { violations } = await inPlantedTree(CHECKOUT, plant, (root) => cruiseTree(root, foldersOf(plant)));
    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });

  const violationsIn = (plant: Plant): string[] =>
    Object.entries(plant).flatMap(([path, source]) => sourceViolations(path, source));
  const sources = Object.entries(PLANTED_SOURCES).flatMap(([rule, { wrong, right }]) => [
    ...wrong.map((plant): [string, string, Plant, boolean] => [`${rule}: ${describePlant(plant)}`, rule, plant, true]),
    ...right.map((plant): [string, string, Plant, boolean] => [
      `not ${rule}: ${describePlant(plant)}`,
      rule,
      plant,
      false,
    ]),
  ]);
  test.each(sources)('%s', (_, rule, plant, isWrong) => {
    const found = violationsIn(plant).filter((violation) => violation.endsWith(rule));
    expect(found).toHaveLength(isWrong ? 1 : 0);
  });

  test('and what is right is left alone', async () => {
    const plant = {
      'workflows/flow.ts':
        "import type { Nothing } from '../activities/write.ts';\nimport { condition } from '@temporalio/workflow';\nexport const kept: Nothing = condition;\n",
      'activities/write.ts': "import { nothing } from '../infra/row.ts';\nexport type Nothing = typeof nothing;\n",
      'infra/row.ts': "import { Pool } from 'pg';\nexport const nothing = Pool;\n",
      'api/app.ts': "import { NAMES } from '../workflows/names.ts';\nexport const kept = NAMES;\n",
      'infra/cli/do.ts': "import { NAMES } from '../../workflows/names.ts';\nexport const kept = NAMES;\n",
      'workflows/names.ts': 'export const NAMES = {};\n',
    };
    const { violations } = await inPlantedTree(CHECKOUT, plant, (root) => cruiseTree(root, foldersOf(plant)));
    expect(violations).toEqual([]);
  });
});

function describePlant(plant: Plant): string {
  return Object.entries(plant)
    .map(([path, source]) => `${path} ${source.trim().replaceAll(/\s+/g, ' ')}`)
    .join(' ');
}
