import { z } from 'zod';

/** A JSON Schema (2020-12) as data. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Whether a schema describes what comes in (defaults may be left out) or what goes out. */
export type Direction = 'input' | 'output';

/**
 * Turns zod schemas into JSON Schemas of one document. Schemas with an id (`.meta({ id })`) become components that are
 * referred to; one that differs as input and output becomes two.
 */
export class SchemaCollector {
  readonly #components = new Map<string, string>();

  /** The schema, with references into `#/components/schemas`. */
  collect(schema: z.ZodType, direction: Direction): JsonSchema {
    const { $schema: _, $defs, ...root } = z.toJSONSchema(schema, { io: direction, unrepresentable: 'any' });
    const names = new Map<string, string>();
    const parts = Object.entries($defs ?? {});
    for (const [id, part] of parts) names.set(id, this.#nameFor(id, direction, JSON.stringify(part)));
    for (const [id, part] of parts) {
      this.#components.set(names.get(id) ?? id, JSON.stringify(part));
      this.#resolved.set(names.get(id) ?? id, withReferences(part, names));
    }
    return withReferences(root, names);
  }

  readonly #resolved = new Map<string, JsonSchema>();

  /** Every component collected so far, by name. */
  get components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#resolved].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #nameFor(id: string, direction: Direction, text: string): string {
    const known = this.#components.get(id);
    if (known === undefined || known === text) return id;
    const twin = `${id}${direction === 'input' ? 'Input' : 'Output'}`;
    const other = this.#components.get(twin);
    if (other !== undefined && other !== text) throw new Error(`two schemas are called ${id}`);
    return twin;
  }
}

function withReferences(value: unknown, names: ReadonlyMap<string, string>): JsonSchema {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (key !== '$ref' || typeof inner !== 'string') return inner;
    const id = inner.replace('#/$defs/', '');
    return `#/components/schemas/${names.get(id) ?? id}`;
  });
}
