import { z } from 'zod';

/** Keywords of an e-form beyond JSON Schema 2020-12; catalogue/README.md says what each means. */
export const FORM_KEYWORDS = ['x-title-en', 'x-description-en', 'x-personal', 'x-lookup', 'x-provisional'] as const;

/** An e-form: a JSON Schema (2020-12) of one object, titles in Vietnamese with `x-title-en` beside them. */
export interface FormSchema {
  readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
  readonly $id: string;
  readonly title: string;
  readonly 'x-title-en': string;
  readonly type: 'object';
  readonly [keyword: string]: unknown;
}

export const FormSchema = z.looseObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema'),
  $id: z.string().regex(/^urn:motcua:form:\d\.\d{6}$/, 'expected urn:motcua:form: and the form’s code'),
  title: z.string().min(1),
  'x-title-en': z.string().min(1),
  type: z.literal('object'),
}) satisfies z.ZodType<FormSchema>;
