import type { OpenApiDocument, OpenApiOperation } from '../openapi.ts';
import type { JsonSchema } from '../openapi/schema-collector.ts';

const MAX_DEPTH = 6;

/** A small value that has the form of a schema, for examples: required properties only. */
export function sampleOf(schema: JsonSchema, document: OpenApiDocument, depth = 0): unknown {
  const resolved = resolve(schema, document);
  const { examples, default: preset, const: only, enum: values, anyOf, oneOf, allOf } = resolved;
  for (const list of [examples, values]) if (Array.isArray(list)) return list[0];
  if (preset !== undefined) return preset;
  if (only !== undefined) return only;
  for (const list of [anyOf, oneOf, allOf])
    if (Array.isArray(list)) return sampleOf(asSchema(list[0]), document, depth);
  return depth > MAX_DEPTH ? null : ofType(resolved, document, depth);
}

function ofType(schema: JsonSchema, document: OpenApiDocument, depth: number): unknown {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object': {
      const required = Array.isArray(schema['required']) ? schema['required'] : [];
      const properties = Object.entries(asSchema(schema['properties'])).filter(([name]) => required.includes(name));
      return Object.fromEntries(
        properties.map(([name, inner]) => [name, sampleOf(asSchema(inner), document, depth + 1)]),
      );
    }
    case 'array':
      return Number(schema['minItems'] ?? 0) > 0 ? [sampleOf(asSchema(schema['items']), document, depth + 1)] : [];
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema['minimum'] ?? 1));
    case 'boolean':
      return true;
    case 'string':
      return SAMPLES[String(schema['format'])] ?? 'string';
    default:
      return null;
  }
}

const SAMPLES: Readonly<Record<string, string>> = {
  date: '2026-11-24',
  'date-time': '2026-11-24T08:30:00+07:00',
  uuid: '3f0c9a52-7b1e-4d0a-9c1b-2f6a5d8e7c11',
  email: 'hop-thu@example.vn',
};

/** Follows a reference into the document's components. */
export function resolve(schema: JsonSchema, document: OpenApiDocument): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return document.components.schemas[reference.replace('#/components/schemas/', '')] ?? {};
}

/** Any value as a schema; what is none is the empty one. */
export function asSchema(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}

/** The operation as a command line to copy. */
export function curlOf(method: string, path: string, operation: OpenApiOperation, document: OpenApiDocument): string {
  const lines = [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$MOTCUA${withSamples(path)}${queryOf(operation, document)}"`,
  ];
  if (operation.security === undefined) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  for (const { name, in: place, required } of operation.parameters) {
    if (place === 'header' && required) lines.push(`-H '${name}: ${name === 'Idempotency-Key' ? '01JDM7Q9' : '…'}'`);
  }
  const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (mediaType === 'application/json' && content !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sampleOf(content.schema, document))}'`);
  } else if (mediaType === 'multipart/form-data') {
    lines.push(`-F 'file=@ho-so.pdf;type=application/pdf'`);
  } else if (mediaType !== undefined) {
    lines.push(`-H 'Content-Type: ${mediaType === '*/*' ? 'application/pdf' : mediaType}'`, `--data-binary @ho-so.pdf`);
  }
  return lines.join(' \\\n  ');
}

const PATH_SAMPLES: Readonly<Record<string, string>> = { task: 'H49.01-261124-0007.1', agency: 'H49.01' };

function withSamples(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'code') return path.startsWith('/procedures') ? '1.001193' : 'H49.01-261124-0007';
    return PATH_SAMPLES[name] ?? SAMPLES['uuid'] ?? name;
  });
}

function queryOf(operation: OpenApiOperation, document: OpenApiDocument): string {
  const required = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const pairs = required.map(({ name, schema }) => `${name}=${String(sampleOf(schema, document))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
