import { createHash } from 'node:crypto';
import { ERRORS } from '../../contracts/errors.ts';
import { ROLE_LABELS } from '../../contracts/labels.ts';
import type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from '../openapi.ts';
import { TAGS, type Tag } from '../routing.ts';
import { html, Html } from './html.ts';
import { curlOf } from './sample.ts';
import { schemaHtml, typeHtml } from './schema-html.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --accent: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --accent: #a8c7fa; } }
body { font: 1rem/1.55 'Be Vietnam Pro', system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
a { color: var(--accent); } a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
[lang=en] { opacity: .85; } h2 { border-bottom: 2px solid var(--line); margin-top: 3rem; }
section.operation { border: 1px solid var(--line); border-radius: .5rem; margin: 1.25rem 0; padding: 0 1rem 1rem; }
h3 code { font-size: 1rem; } .method { text-transform: uppercase; font-weight: 700; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; } caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--soft); } tbody th { font-weight: 400; } .required { font-size: .85em; font-weight: 600; }
pre { background: var(--soft); padding: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.type { margin: .25rem 0; } nav ul { columns: 2 18rem; }
`;

/** Exactly the text that the policy allows, which no formatting of the page may touch. */
const STYLE_TAG = new Html(`<style>${STYLE}</style>`);

/** The policy under which the page is served: its own style, and nothing else. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** The page of the API: the OpenAPI document as people read it, Vietnamese first, without script and without foreign sources. */
export function docsPage(document: OpenApiDocument): string {
  const listed: Listed[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = (Object.keys(TAGS) as Tag[])
    .map((tag) => ({ tag, operations: listed.filter(({ operation }) => operation.tags[0] === tag) }))
    .filter(({ operations }) => operations.length > 0);
  const page = html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>motcua – giao diện lập trình</title>
        ${STYLE_TAG}
      </head>
      <body>
        <a class="skip" href="#noi-dung">Tới nội dung</a>
        <header>
          <h1>motcua – giao diện lập trình <span lang="en">API</span></h1>
          <p>
            Phiên bản <span lang="en">version</span> ${document.info.version}. <a href="/openapi.json">OpenAPI 3.1</a>
          </p>
        </header>
        <nav aria-label="Mục lục">
          ${groups.map(
            ({ tag, operations }) =>
              html`<p><a href="#${tag}">${TAGS[tag].vi}</a> <span lang="en">${TAGS[tag].en}</span></p>
                <ul>
                  ${operations.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation['x-motcua'].summary.vi}</a></li>`)}
                </ul>`,
          )}
          <p><a href="#kieu">Kiểu dữ liệu</a> · <a href="#loi">Mã lỗi</a></p>
        </nav>
        <main id="noi-dung">
          ${groups.map(
            ({ tag, operations }) =>
              html`<h2 id="${tag}">${TAGS[tag].vi} <span lang="en">${TAGS[tag].en}</span></h2>
                ${operations.map((one) => operationHtml(one, document))}`,
          )}
          <h2 id="kieu">Kiểu dữ liệu <span lang="en">Schemas</span></h2>
          ${Object.entries(document.components.schemas).map(
            ([name, schema]) =>
              html`<section class="operation" id="schema-${name}">
                <h3><code>${name}</code></h3>
                ${schemaHtml(schema, document, name)}
              </section>`,
          )}
          ${errorsHtml()}
        </main>
      </body>
    </html>`;
  return page.text;
}

function operationHtml({ method, path, operation }: Listed, document: OpenApiDocument): Html {
  const { summary, description, permissions, roles } = operation['x-motcua'];
  const [mediaType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return html`<section class="operation" id="${operation.operationId}" aria-labelledby="${operation.operationId}-h">
    <h3 id="${operation.operationId}-h">${summary.vi} <span lang="en">${summary.en}</span></h3>
    <p>
      <code><span class="method">${method}</span> ${path}</code>
    </p>
    ${
      description === null
        ? null
        : html`<p>${description.vi}</p>
            <p lang="en">${description.en}</p>`
    }
    <p>
      <strong>Ai được làm</strong> <span lang="en">who may</span>:
      ${
        permissions === null
          ? html`mọi người, không cần đăng nhập <span lang="en">everyone, without signing in</span>`
          : html`${roles.map((role) => ROLE_LABELS[role].vi).join(', ')} (<code>${permissions.join(', ')}</code>)`
      }
    </p>
    ${operation.parameters.length === 0 ? null : parametersHtml(operation, document)}
    ${
      body === undefined
        ? null
        : html`<h4>Nội dung gửi lên <span lang="en">body</span> <code>${mediaType ?? ''}</code></h4>
            ${schemaHtml(body.schema, document, 'Nội dung gửi lên')}`
    }
    <h4>Trả lời <span lang="en">answers</span></h4>
    ${Object.entries(operation.responses).map(([status, response]) => responseHtml(status, response, document))}
    <h4>Ví dụ <span lang="en">example</span></h4>
    <pre><code>${curlOf(method, path, operation, document)}</code></pre>
  </section>`;
}

const PLACES = { path: 'đường dẫn', query: 'truy vấn', header: 'tiêu đề' } as const;

function parametersHtml(operation: OpenApiOperation, document: OpenApiDocument): Html {
  return html`<table>
    <caption>
      Tham số
      <span lang="en">parameters</span>
    </caption>
    <thead>
      <tr>
        <th scope="col">Tên <span lang="en">name</span></th>
        <th scope="col">Ở đâu <span lang="en">in</span></th>
        <th scope="col">Kiểu <span lang="en">type</span></th>
      </tr>
    </thead>
    <tbody>
      ${operation.parameters.map(
        (parameter) =>
          html`<tr>
            <th scope="row">
              <code>${parameter.name}</code
              >${parameter.required ? html` <span class="required">bắt buộc <span lang="en">required</span></span>` : null}
            </th>
            <td>${PLACES[parameter.in]}</td>
            <td>
              ${typeHtml(parameter.schema, document)}${parameter.description === undefined ? null : html`<br />${parameter.description}`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function responseHtml(status: string, response: OpenApiResponse, document: OpenApiDocument): Html {
  const codes = response['x-motcua-codes'];
  if (codes !== undefined) {
    return html`<p>
      <strong>${status}</strong> ${codes.map((code) => html`<a href="#loi-${code}"><code>${code}</code></a> `)}
    </p>`;
  }
  const [mediaType, content] = Object.entries(response.content ?? {})[0] ?? [];
  return html`<p>
      <strong>${status}</strong> ${response.description}
      ${mediaType === undefined ? null : html`<code>${mediaType}</code>`}
    </p>
    ${content === undefined ? null : schemaHtml(content.schema, document, `Trả lời ${status}`)}`;
}

function errorsHtml(): Html {
  return html`<h2 id="loi">Mã lỗi <span lang="en">Error codes</span></h2>
    <p>
      Mọi lỗi là <a href="#schema-Problem"><code>application/problem+json</code></a
      >. <span lang="en">Every error is a problem document.</span>
    </p>
    <table>
      <caption>
        Mã lỗi và cách xử lý
        <span lang="en">codes and what to do</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">Mã <span lang="en">code</span></th>
          <th scope="col">HTTP</th>
          <th scope="col">Ý nghĩa <span lang="en">meaning</span></th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(ERRORS).map(
          ([code, { status, title, detail }]) =>
            html`<tr>
              <th scope="row" id="loi-${code}"><code>${code}</code></th>
              <td>${status}</td>
              <td><strong>${title.vi}.</strong> ${detail.vi}<br /><span lang="en">${title.en}. ${detail.en}</span></td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}
