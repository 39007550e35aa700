import type { FormSchema } from '../../contracts/catalogue.ts';

/** A part of an e-form's JSON Schema. */
export type FormNode = Readonly<Record<string, unknown>>;

/** A value as an object; undefined for anything else. */
export const asNode = (value: unknown): FormNode | undefined =>
  typeof value === 'object' && value !== null ? (value as FormNode) : undefined;

/** A node with what its `$ref` into `$defs` says, its own keywords first. */
export const resolveNode = (node: FormNode, form: FormNode): FormNode => {
  const name = typeof node['$ref'] === 'string' ? /^#\/\$defs\/(\w+)$/.exec(node['$ref'])?.[1] : undefined;
  const target = name === undefined ? undefined : asNode(asNode(form['$defs'])?.[name]);
  return target === undefined ? node : { ...target, ...node };
};

/** True for a resolved node whose value, with all that is inside, is personal. */
export const isPersonal = (node: FormNode): boolean => node['x-personal'] === true;

/** Where a path of objects and lists leads in an e-form: to a field, to nothing, or to what is personal or inside of something that is. */
export const findField = (form: FormSchema, path: readonly string[]): FormNode | 'absent' | 'personal' =>
  walk(form, form, path);

const walk = (form: FormNode, from: FormNode, path: readonly string[]): FormNode | 'absent' | 'personal' => {
  const node = resolveNode(from, form);
  if (isPersonal(node)) return 'personal';
  const [key, ...rest] = path;
  if (key === undefined) return node;
  const next = /^\d+$/.test(key) ? node['items'] : asNode(node['properties'])?.[key];
  const child = asNode(next);
  return child === undefined ? 'absent' : walk(form, child, rest);
};
