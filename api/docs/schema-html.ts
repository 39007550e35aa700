import type { OpenApiDocument } from '../openapi.ts';
import type { JsonSchema } from '../openapi/schema-collector.ts';
import { html, type Html } from './html.ts';
import { asSchema, resolve } from './sample.ts';

const PREFIX = '#/components/schemas/';
const MAX_DEPTH = 5;

/** A schema in words: its type with limits, for objects a table of fields, and a list of variants where a field tells which. */
export function schemaHtml(schema: JsonSchema, document: OpenApiDocument, caption: string, depth = 0): Html {
  const inner = innerHtml(schema, document, caption, depth);
  return html`<p class="type">${typeHtml(schema, document)}</p>
    ${depth > MAX_DEPTH ? null : inner}`;
}

/** What a schema is made of, if anything: that of its items, and that of what it is when it is not null. */
function innerHtml(schema: JsonSchema, document: OpenApiDocument, caption: string, depth: number): Html | null {
  const made = notNull(schema['items'] === undefined ? schema : asSchema(schema['items']));
  const fields = fieldsOf(made);
  if (fields !== null) return fieldTable(fields, document, caption, depth);
  const variants = variantsOf(made, document);
  return variants === null ? null : variantList(variants, document, depth);
}

function optionsOf(schema: JsonSchema): JsonSchema[] {
  const options = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(options) ? options.map(asSchema) : [];
}

function notNull(schema: JsonSchema): JsonSchema {
  const [only, ...others] = optionsOf(schema).filter(({ type }) => type !== 'null');
  return only === undefined || others.length > 0 ? schema : only;
}

/** Objects of which one field, the same in all, says which it is. */
interface Variants {
  readonly field: string;
  readonly options: readonly { readonly value: string; readonly meaning: string; readonly schema: JsonSchema }[];
}

function variantsOf(schema: JsonSchema, document: OpenApiDocument): Variants | null {
  const options = optionsOf(schema);
  const [first] = options;
  if (first === undefined || options.length < 2) return null;
  const constant = (option: JsonSchema, name: string): JsonSchema =>
    asSchema(asSchema(resolve(option, document)['properties'])[name]);
  const names = Object.keys(asSchema(resolve(first, document)['properties']));
  const field = names.find((name) => options.every((option) => typeof constant(option, name)['const'] === 'string'));
  if (field === undefined) return null;
  return {
    field,
    options: options.map((option) => {
      const { const: value, description } = constant(option, field);
      return { value: String(value), meaning: typeof description === 'string' ? description : '', schema: option };
    }),
  };
}

function variantList({ field, options }: Variants, document: OpenApiDocument, depth: number): Html {
  return html`<p>
      Theo <code>${field}</code>:
      <span lang="en">by ${field}:</span>
    </p>
    <ul class="variants">
      ${options.map(({ value, meaning, schema }) => {
        const named = typeof schema['$ref'] === 'string' ? typeHtml(schema, document) : null;
        const fields = named === null ? fieldsOf(schema) : null;
        return html`<li>
          <code>${value}</code
          >${meaning === '' ? null : html` – ${meaning}`}${named === null ? null : html` (${named})`}
          ${
            fields === null || depth >= MAX_DEPTH
              ? null
              : html`<details>
                  <summary>Các mục của ${value}</summary>
                  ${fieldTable(fields, document, value, depth + 1)}
                </details>`
          }
        </li>`;
      })}
    </ul>`;
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
  const nested = depth >= MAX_DEPTH ? null : innerHtml(schema, document, name, depth + 1);
  const description = schema['description'];
  return html`${typeHtml(schema, document)}${typeof description === 'string' ? html`<br />${description}` : null}
  ${
    nested === null
      ? null
      : html`<details>
          <summary>Các mục của ${name}</summary>
          ${nested}
        </details>`
  }`;
}

/** The type of a schema in one line. */
export function typeHtml(schema: JsonSchema, document: OpenApiDocument): Html {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.replace(PREFIX, '');
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const options = optionsOf(schema);
  if (variantsOf(schema, document) !== null)
    return html`một trong ${options.length} kiểu <span lang="en">one of ${options.length}</span>`;
  if (options.length > 0)
    return html`${options.map((option, index) => html`${index > 0 ? ' | ' : ''}${typeHtml(option, document)}`)}`;
  const values = schema['enum'];
  if (Array.isArray(values))
    return html`${values.map((value, index) => html`${index > 0 ? ' | ' : ''}<code>${String(value)}</code>`)}`;
  if (schema['const'] !== undefined) return html`<code>${JSON.stringify(schema['const'])}</code>`;
  const named = schema['type'];
  const type = Array.isArray(named) ? named.join(' | ') : typeof named === 'string' ? named : 'any';
  if (type === 'array') return html`array of ${typeHtml(asSchema(schema['items']), document)}`;
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
