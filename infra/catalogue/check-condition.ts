import type { FormSchema } from '../../contracts/catalogue.ts';
import { factsOf, type Condition } from '../../domain/procedure/condition.ts';

/** What the conditions of one place in a procedure may ask for. */
export interface KnownFacts {
  /** First parts of paths: the members of the facts that the condition is asked of. `form` is the e-form. */
  readonly facts: readonly string[];
  /** The e-form of the procedure, if it has one. */
  readonly form: FormSchema | undefined;
}

/** Refuses a condition that could never hold: it asks for no fact there is, or for a field of the e-form that is not there or is personal. */
export const checkCondition = (
  condition: Condition,
  { facts, form }: KnownFacts,
  refuse: (message: string) => void,
): void => {
  for (const path of factsOf(condition)) {
    const [first = '', ...rest] = path.split('.');
    if (!facts.includes(first)) refuse(`unknown fact ${path}`);
    if (first !== 'form') continue;
    const field = form === undefined ? 'absent' : findField(form, form, rest);
    if (field === 'absent') refuse(`the e-form has no field for ${path}`);
    if (field === 'personal') refuse(`${path} is personal, and conditions never see it`);
  }
};

type Node = Readonly<Record<string, unknown>>;

const asNode = (value: unknown): Node | undefined =>
  typeof value === 'object' && value !== null ? (value as Node) : undefined;

/** A node with what its `$ref` into `$defs` says, its own keywords first. */
const resolve = (node: Node, form: Node): Node => {
  const name = typeof node['$ref'] === 'string' ? /^#\/\$defs\/(\w+)$/.exec(node['$ref'])?.[1] : undefined;
  const target = name === undefined ? undefined : asNode(asNode(form['$defs'])?.[name]);
  return target === undefined ? node : { ...target, ...node };
};

/** Where a path leads in a JSON Schema of objects and lists; a field is personal when it, or what holds it, is. */
const findField = (form: Node, from: Node, path: readonly string[]): 'absent' | 'personal' | 'open' => {
  const node = resolve(from, form);
  if (node['x-personal'] === true) return 'personal';
  const [key, ...rest] = path;
  if (key === undefined) return 'open';
  const next = /^\d+$/.test(key) ? node['items'] : asNode(node['properties'])?.[key];
  const child = asNode(next);
  return child === undefined ? 'absent' : findField(form, child, rest);
};
