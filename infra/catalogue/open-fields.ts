import type { FormSchema } from '../../contracts/catalogue.ts';
import { asNode, isPersonal, resolveNode, type FormNode } from './form-schema.ts';

/**
 * What conditions and fee rules may see of a filled-in e-form: the fields that it has by its schema and that are not personal.
 * Anything else that was filled in is left out, also where the form is not valid.
 */
export const openFields = (form: FormSchema | undefined, filledIn: unknown): Readonly<Record<string, unknown>> =>
  form === undefined ? {} : membersOf(form, form, filledIn);

const membersOf = (form: FormNode, node: FormNode, value: unknown): Readonly<Record<string, unknown>> => {
  const values = asNode(value) ?? {};
  return Object.fromEntries(
    Object.entries(asNode(node['properties']) ?? {}).flatMap(([name, field]) => {
      if (!Object.hasOwn(values, name)) return [];
      const open = openValue(form, asNode(field) ?? {}, values[name]);
      return open === undefined ? [] : [[name, open]];
    }),
  );
};

const openValue = (form: FormNode, from: FormNode, value: unknown): unknown => {
  const node = resolveNode(from, form);
  if (isPersonal(node)) return undefined;
  if (Array.isArray(value)) {
    const items = asNode(node['items']);
    // An item that may not be seen leaves its place, so that the others keep their numbers.
    return items === undefined ? undefined : value.map((item) => openValue(form, items, item) ?? null);
  }
  return typeof value === 'object' && value !== null ? membersOf(form, node, value) : value;
};
