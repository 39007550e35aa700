import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { RULES } from './rules.ts';

/** One import of one module that a rule forbids. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface CruisedTree {
  /** Path of every source module -> the specifiers it imports. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly violations: readonly Violation[];
}

/**
 * Reads the imports of all modules under some folders and judges them. Types count: a type that a layer must not know is a
 * dependency too. The parser is swc, because the cruiser's own cannot read the API of TypeScript 7.
 * @param root folder with package.json and node_modules
 */
export async function cruiseTree(root: string, folders: readonly string[]): Promise<CruisedTree> {
  const { output } = await cruise([...folders], {
    baseDir: root,
    parser: 'swc',
    tsPreCompilationDeps: true,
    preserveSymlinks: true,
    doNotFollow: 'node_modules',
    moduleSystems: ['es6', 'cjs'],
    validate: true,
    ruleSet: { forbidden: RULES.map((rule) => ({ ...rule, severity: 'error' })) },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  });
  const { modules, summary } = resultOf(output);
  return {
    imports: new Map(
      modules
        .filter(({ source }) => isSource(source))
        .map(({ source, dependencies }) => [source, dependencies.map(({ module }) => module)]),
    ),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

function resultOf(output: ICruiseResult | string): ICruiseResult {
  if (typeof output === 'string') throw new Error('the cruiser answered with text');
  return output;
}

/** Modules that are ours to judge: code, not what it imports from packages, Node or data files. */
export function isSource(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path) && !path.includes('node_modules/');
}
