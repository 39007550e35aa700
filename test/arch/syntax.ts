import { parseSync } from '@swc/core';

/** A node of the syntax tree that swc makes, read without trusting its shape. */
export type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every node of a source text, outer ones first. Comments and strings are no nodes, so they deceive nobody. */
export function nodesOf(source: string, path: string): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (isRecord(value)) {
      if (isNode(value)) nodes.push(value);
      for (const [key, child] of Object.entries(value)) if (key !== 'span') walk(child);
    }
  };
  walk(parseSync(source, { syntax: 'typescript', target: 'es2024', tsx: path.endsWith('.tsx') }));
  return nodes;
}

/** The specifiers of all imports of a module: static, re-exporting and dynamic. */
export function specifiersOf(nodes: readonly SyntaxNode[]): string[] {
  return nodes.flatMap((node) => {
    if (DECLARATIONS.has(node.type)) return textOf(node['source']);
    return isDynamicImport(node) ? textOf(argumentOf(node)) : [];
  });
}

const DECLARATIONS = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration']);

export function isDynamicImport(node: SyntaxNode): boolean {
  return node.type === 'CallExpression' && typeOf(node['callee']) === 'Import';
}

/** The first argument of a call. */
export function argumentOf(node: SyntaxNode): unknown {
  const [first]: unknown[] = Array.isArray(node['arguments']) ? node['arguments'] : [];
  return isRecord(first) ? first['expression'] : undefined;
}

/** The type of a node, or '' for anything else. */
export function typeOf(value: unknown): string {
  return isRecord(value) && isNode(value) ? value.type : '';
}

/** True for the bare name `name`. */
export function isName(value: unknown, name: string): boolean {
  return isRecord(value) && value['type'] === 'Identifier' && value['value'] === name;
}

/** `object.property` or `object['property']` as a pair of names; null for anything else. */
export function memberOf(node: SyntaxNode): { object: string; property: string } | null {
  if (node.type !== 'MemberExpression') return null;
  const { object, property } = node;
  const [key] =
    typeOf(property) === 'Computed' && isRecord(property) ? textOf(property['expression']) : nameOf(property);
  const [owner] = nameOf(object);
  return owner === undefined || key === undefined ? null : { object: owner, property: key };
}

function nameOf(value: unknown): string[] {
  return isRecord(value) && value['type'] === 'Identifier' && typeof value['value'] === 'string'
    ? [value['value']]
    : [];
}

function textOf(value: unknown): string[] {
  return isRecord(value) && value['type'] === 'StringLiteral' && typeof value['value'] === 'string'
    ? [value['value']]
    : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNode(value: Readonly<Record<string, unknown>>): value is SyntaxNode {
  return typeof value['type'] === 'string';
}
