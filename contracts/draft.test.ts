import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DraftContent } from './draft.ts';
import { IntakeRequest } from './intake.ts';

/** The path of every field in a JSON Schema: `applicant.name`, `components[].component`. */
function fieldsOf(schema: z.core.JSONSchema.BaseSchema, path = ''): string[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => fieldsOf(one, path));
  const items =
    typeof schema.items === 'object' && !Array.isArray(schema.items) ? fieldsOf(schema.items, `${path}[]`) : [];
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return typeof inner === 'object' ? [at, ...fieldsOf(inner, at)] : [at];
  });
  return [...new Set([...choices, ...items, ...properties])].toSorted();
}

const RECEPTION = {
  procedure: '1.001193',
  case: 'standard',
  channel: 'online',
  office: 'phuong-hong-gai',
  unit: 'phuong-hong-gai',
  medium: 'paper',
  place: 'centre-phuong-hong-gai',
  applicant: { kind: 'citizen', name: 'Người thử', identityNumber: '022190000001', phone: '0900000000' },
  submitter: { name: 'Người nộp' },
  form: { child: { fullName: 'Bé', siblings: [1, null, { deep: true }] } },
  components: [{ component: 'declaration', originals: 1, copies: 0, documents: [] }],
};

describe('the content of a draft', () => {
  it('has every field of a reception, and no other', () => {
    const { draft: _, ...reception } = z.toJSONSchema(IntakeRequest, { io: 'input' }).properties ?? {};
    expect(fieldsOf(z.toJSONSchema(z.strictObject(DraftContent.shape)))).toEqual(fieldsOf({ properties: reception }));
  });

  it('is a valid reception, unchanged', () => {
    expect(IntakeRequest.safeParse(RECEPTION).success).toBe(true);
    expect(DraftContent.parse(RECEPTION)).toEqual(RECEPTION);
  });

  it.each([
    {},
    { applicant: {} },
    { applicant: { name: '  Nguyễn Th', phone: '09', identityNumber: '' }, submitter: null },
    { procedure: '1.00', channel: '', office: null, unit: '???' },
    {
      components: [{}, { component: '', originals: '', copies: '1x' }, { component: 'twice' }, { component: 'twice' }],
    },
    { form: { 'anything at all': [] } },
  ])('is whatever has been typed so far, to the letter: %j', (content) => {
    expect(DraftContent.parse(content)).toEqual(content);
  });

  it('is nothing that a reception has no field for', () => {
    for (const content of [{ more: 1 }, { applicant: { more: 1 } }, { applicant: 'x' }, { components: {} }, [], null])
      expect(DraftContent.safeParse(content).success).toBe(false);
  });
});
