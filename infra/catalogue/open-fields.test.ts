import { describe, expect, it } from '@jest/globals';
import type { FormSchema } from '../../contracts/catalogue.ts';
import { openFields } from './open-fields.ts';

const FORM: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:motcua:form:1.000001',
  title: 'Đơn',
  'x-title-en': 'Form',
  type: 'object',
  properties: {
    floors: { type: 'integer' },
    owner: { type: 'object', properties: { name: { $ref: '#/$defs/personName' }, kind: { type: 'string' } } },
    child: { type: 'object', 'x-personal': true, properties: { sex: { type: 'string' } } },
    rooms: {
      type: 'array',
      items: { type: 'object', properties: { area: { type: 'number' }, tenant: { $ref: '#/$defs/personName' } } },
    },
    names: { type: 'array', items: { $ref: '#/$defs/personName' } },
  },
  $defs: { personName: { type: 'string', 'x-personal': true } },
};

describe('what conditions see of an e-form', () => {
  it('is every field that is not personal, also inside of others and in lists', () => {
    const filledIn = {
      floors: 2,
      owner: { name: 'Nguyễn Văn Mẫu', kind: 'individual' },
      child: { sex: 'male' },
      rooms: [{ area: 12, tenant: 'Trần Thị Mẫu' }, { area: 9 }],
      names: ['Nguyễn Văn Mẫu', 'Trần Thị Mẫu'],
    };
    expect(openFields(FORM, filledIn)).toEqual({
      floors: 2,
      owner: { kind: 'individual' },
      rooms: [{ area: 12 }, { area: 9 }],
      names: [null, null],
    });
  });

  it.each<[string, unknown]>([
    ['a field that the form does not have', { 'Nguyễn Văn Mẫu': 1, other: { name: 'x' } }],
    ['anything that was inherited', Object.create({ floors: 2 })],
    ['a form that is no object', 'Nguyễn Văn Mẫu'],
    ['a form that was left out', undefined],
  ])('is nothing of %s', (_, filledIn) => {
    expect(openFields(FORM, filledIn)).toEqual({});
  });

  it('is nothing of what stands in the place of a list or an object', () => {
    expect(openFields(FORM, { owner: [{ name: 'x' }], rooms: { tenant: 'x' } })).toEqual({ rooms: {} });
    expect(openFields(undefined, { floors: 2 })).toEqual({});
  });
});
