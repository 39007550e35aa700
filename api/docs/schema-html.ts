import type { OpenApiDocument } from '../openapi.ts';
import type { JsonSchema } from '../openapi/schema-collector.ts';
import { html, type Html } from './html.ts';
import { asSchema } from './sample.ts';

const PREFIX = '#/components/schemas/';
const MAX_DEPTH = 5;

/** A schema in words: its type with limits, and for objects a table of fields. */
export function schemaHtml(schema: JsonSchema, document: OpenApiDocument, caption: string, depth = 0): Html {
  const item = asSchema(schema['items']);
  const fields = fieldsOf(schema) ?? fieldsOf(item);
  return html`<p class="type">${typeHtml(schema)}</p>
    ${fields === null || depth > MAX_DEPTH ? null : fieldTable(fields, document, caption, depth)}`;
}

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

function fieldsOf(schema: JsonSchema): Field[] | null {
  const properties = schema['properties'];
  if (properties === undefined) return null;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(asSchema(properties)).map(([name, inner]) => ({
    name,
    required: required.includes(name),
    schema: asSchema(inner),
  }));
}

function fieldTable(fields: readonly Field[], document: OpenApiDocument, caption: string, depth: number): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Mục <span lang="en">field</span></th>
        <th scope="col">Kiểu <span lang="en">type</span></th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(
        ({ name, required, schema }) =>
          html`<tr>
            <th scope="row">
              <code>${name}</code
              >${required ? html` <span class="required">bắt buộc <span lang="en">required</span></span>` : null}
            </th>
            <td>${fieldHtml(name, schema, document, depth)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function fieldHtml(name: string, schema: JsonSchema, document: OpenApiDocument, depth: number): Html {
  const nested = fieldsOf(schema) ?? fieldsOf(asSchema(schema['items']));
  const description = schema['description'];
  return html`${typeHtml(schema)}${typeof description === 'string' ? html`<br />${description}` : null}
  ${
    nested === null || depth >= MAX_DEPTH
      ? null
      : html`<details>
          <summary>Các mục của ${name}</summary>
          ${fieldTable(nested, document, name, depth + 1)}
        </details>`
  }`;
}

/** The type of a schema in one line. */
export function typeHtml(schema: JsonSchema): Html {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.replace(PREFIX, '');
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  for (const key of ['anyOf', 'oneOf']) {
    const options = schema[key];
    if (Array.isArray(options))
      return html`${options.map((option, index) => html`${index > 0 ? ' | ' : ''}${typeHtml(asSchema(option))}`)}`;
  }
  const values = schema['enum'];
  if (Array.isArray(values))
    return html`${values.map((value, index) => html`${index > 0 ? ' | ' : ''}<code>${String(value)}</code>`)}`;
  if (schema['const'] !== undefined) return html`<code>${JSON.stringify(schema['const'])}</code>`;
  const named = schema['type'];
  const type = Array.isArray(named) ? named.join(' | ') : typeof named === 'string' ? named : 'any';
  if (type === 'array') return html`array of ${typeHtml(asSchema(schema['items']))}`;
  const format = typeof schema['format'] === 'string' ? ` (${schema['format']})` : '';
  return html`${type}${format}${limitsOf(schema)}`;
}

const LIMITS = ['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'default'];
const HUGE = 2 ** 53 - 1;

function limitsOf(schema: JsonSchema): string {
  if (schema['format'] !== undefined) return '';
  const limits = LIMITS.filter((name) => schema[name] !== undefined && Math.abs(Number(schema[name])) !== HUGE);
  return limits.length === 0 ? '' : `, ${limits.map((name) => `${name} ${String(schema[name])}`).join(', ')}`;
}
