import {
  argumentOf,
  isDynamicImport,
  isName,
  isRecord,
  memberOf,
  specifiersOf,
  typeOf,
  type SyntaxNode,
} from './syntax.ts';

/** A rule about what a source says, beyond whom it imports. */
export interface SourceRule {
  readonly name: string;
  /** True for the paths that the rule holds for. */
  readonly holdsFor: (path: string) => boolean;
  /** True for a node that breaks the rule. */
  readonly forbids: (node: SyntaxNode) => boolean;
}

const TEST = /(^test\/|\.test\.tsx?$)/;
const MAY_READ_ENVIRONMENT = /^(infra\/config|infra\/cli|scripts|bench|test)\/|\/([^/]+-)?main\.ts$|\.test\.ts$/;

export const SOURCE_RULES: readonly SourceRule[] = [
  {
    /** Configuration is read once in each main and passed down; the command line is a main. */
    name: 'environment-is-read-in-mains',
    holdsFor: (path) => !MAY_READ_ENVIRONMENT.test(path),
    forbids: readsEnvironment,
  },
  {
    /** The rules of the domain give the same answer at any time and in any process, the browser's included. */
    name: 'domain-has-no-clock-and-no-chance',
    holdsFor: (path) => path.startsWith('domain/') && !TEST.test(path),
    forbids: asksTheWorld,
  },
  {
    /** What the cruiser cannot follow would pass every rule of imports. */
    name: 'imports-can-be-followed',
    holdsFor: () => true,
    forbids: (node) =>
      node.type === 'TsImportType' ||
      node.type === 'TsImportEqualsDeclaration' ||
      (isDynamicImport(node) && typeOf(argumentOf(node)) !== 'StringLiteral'),
  },
];

/** `process.env`, `process['env']`, `const { env } = process`, or the module `process`, through which all of them go. */
function readsEnvironment(node: SyntaxNode): boolean {
  const member = memberOf(node);
  if (member !== null) {
    return member.property === 'env'
      ? member.object === 'process'
      : isGlobal(member.object) && member.property === 'process';
  }
  if (node.type === 'VariableDeclarator') return isName(node['init'], 'process');
  return specifiersOf([node]).some((specifier) => /^(node:)?process$/.test(specifier));
}

const WORLD = ['process', 'performance', 'crypto', 'fetch', 'console', 'setTimeout', 'setInterval', 'setImmediate'];

/** Reads the clock, throws dice, or uses a global of the process. */
function asksTheWorld(node: SyntaxNode): boolean {
  const member = memberOf(node);
  if (member !== null) {
    const { object, property } = member;
    return WORLD.includes(object) || isGlobal(object) || CLOCK_AND_DICE.includes(`${object}.${property}`);
  }
  if (node.type === 'NewExpression') return isName(node['callee'], 'Date') && isEmpty(node['arguments']);
  if (node.type === 'CallExpression') {
    return [...WORLD, 'Date'].some((name) => isName(node['callee'], name));
  }
  return (
    node.type === 'VariableDeclarator' && isRecord(node['init']) && WORLD.some((name) => isName(node['init'], name))
  );
}

const CLOCK_AND_DICE = ['Date.now', 'Math.random', 'Temporal.Now'];

function isGlobal(name: string): boolean {
  return name === 'globalThis' || name === 'global';
}

function isEmpty(value: unknown): boolean {
  return !Array.isArray(value) || value.length === 0;
}
