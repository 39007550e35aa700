import { z } from 'zod';
import { docsPage, DOCS_POLICY } from '../../docs/page.ts';
import { createOpenApiDocument, type OpenApiDocument } from '../../openapi.ts';
import { defineRoute, STREAMED, streamed, type Route } from '../../routing.ts';

/**
 * The document of the API, and its page.
 * @param routes every route of the application, these included; asked for when first needed
 */
export function docsRoutes(routes: () => readonly Route[], version: string): Route[] {
  let kept: { readonly document: OpenApiDocument; readonly page: string } | null = null;
  const made = () => {
    if (kept === null) {
      const document = createOpenApiDocument(routes(), version);
      kept = { document, page: docsPage(document) };
    }
    return kept;
  };
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      id: 'openApiDocument',
      summary: { vi: 'Mô tả OpenAPI 3.1 của giao diện này', en: 'The OpenAPI 3.1 document of this API' },
      tags: ['system'],
      permission: 'public',
      responses: { 200: z.looseObject({ openapi: z.string() }) },
      handler: async () => ({ status: 200, body: { ...made().document } }),
    }),
    defineRoute({
      method: 'get',
      path: '/docs',
      id: 'docsPage',
      summary: { vi: 'Trang đọc của giao diện này', en: 'The readable page of this API' },
      tags: ['system'],
      permission: 'public',
      responses: { 200: streamed(['text/html']) },
      async handler({ res }) {
        res.set({
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Language': 'vi',
          'Content-Security-Policy': DOCS_POLICY,
        });
        res.status(200).end(made().page);
        return STREAMED;
      },
    }),
  ];
}
