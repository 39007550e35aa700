/** What is there, by the beginning of the paths in which it is named. */
export type Known = Readonly<Record<`/${string}`, readonly string[]>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: unknown;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * The OpenAPI document with what is really there among the values of its paths: a fuzzer would not guess the code of a dossier, and all
 * its questions would be about nothing.
 */
export function seeded<T extends Document>(document: T, known: Known): T {
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const [, values] = Object.entries(known).find(([prefix]) => path.startsWith(prefix)) ?? [];
    if (values === undefined) return [path, operations] as const;
    const changed = Object.entries(operations).map(([method, operation]) => {
      const parameters = operation.parameters?.map((one) =>
        one.in === 'path' && (one.name === 'code' || one.name === 'id')
          ? { ...one, schema: { anyOf: [{ type: 'string', enum: values }, one.schema] } }
          : one,
      );
      return [method, parameters === undefined ? operation : { ...operation, parameters }] as const;
    });
    return [path, Object.fromEntries(changed)] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}
