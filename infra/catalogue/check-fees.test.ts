import { describe, expect, it } from '@jest/globals';
import type { FormSchema } from '../../contracts/catalogue.ts';
import type { Condition } from '../../domain/procedure/condition.ts';
import type { Fee, FeeReduction, FeeRule, ProcedureCase } from '../../domain/procedure/procedure.ts';
import { checkFees } from './check-fees.ts';

const FORM: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:motcua:form:1.000001',
  title: 'Đơn',
  'x-title-en': 'Form',
  type: 'object',
  properties: {
    floors: { type: 'integer' },
    owner: {
      type: 'object',
      properties: { name: { $ref: '#/$defs/personName' }, kind: { type: 'string' } },
    },
    rooms: { type: 'array', items: { type: 'object', properties: { area: { type: 'number' } } } },
    child: { type: 'object', 'x-personal': true, properties: { sex: { type: 'string' } } },
  },
  $defs: { personName: { type: 'string', 'x-personal': true } },
};

const CASES: readonly ProcedureCase[] = [
  {
    id: 'standard',
    name: 'Chung',
    components: [{ id: 'notice', name: 'Giấy báo', originals: 1, copies: 0, required: true }],
  },
];

const problems = (rule: Partial<FeeRule>, form: FormSchema | undefined = FORM): readonly string[] => {
  const fee: Fee = { id: 'a', name: 'Phí', amount: 1, rule: { rates: [{ kind: 'flat', amount: 1 }], ...rule } };
  const found: string[] = [];
  const known = { documentTypes: new Set(['fee-exemption-proof']), form };
  checkFees({ fees: [fee], cases: CASES }, known, (message) => void found.push(message));
  return found;
};

const reduction = (basis: FeeReduction['basis']): Partial<FeeRule> => ({
  reductions: [{ id: 'poor', name: { vi: 'a', en: 'b' }, off: { share: 1 }, basis }],
});

const when = (condition: Condition): Partial<FeeRule> => reduction({ kind: 'condition', when: condition });

describe('a fee rule', () => {
  it.each<[string, Partial<FeeRule>]>([
    ['of a case of the procedure', { due: { cases: ['standard'] } }],
    ['proved by a component', reduction({ kind: 'ground', component: 'notice' })],
    ['proved by a type of document', reduction({ kind: 'ground', documentType: 'fee-exemption-proof' })],
    [
      'on facts of the dossier',
      when({
        any: [
          { fact: 'day', atMost: '2026-01-01' },
          { fact: 'quantities.pages', atLeast: 2 },
        ],
      }),
    ],
    ['on a field of the e-form', when({ fact: 'form.floors', atLeast: 2 })],
    ['on a field inside', when({ fact: 'form.owner.kind', equals: 'a' })],
    ['counting by a field of the e-form', { quantities: { floors: 'floors' } }],
    ['on a field of a list', when({ fact: 'form.rooms.0.area', atLeast: 2 })],
  ])('%s is right', (_, rule) => {
    expect(problems(rule)).toEqual([]);
  });

  it.each<[string, Partial<FeeRule>, string]>([
    ['a case that is not there', { due: { cases: ['late'] } }, 'fee a: unknown case late'],
    [
      'a rate of a case that is not there',
      { rates: [{ kind: 'flat', amount: 1, cases: ['late'] }] },
      'fee a: unknown case late',
    ],
    [
      'a component that is not there',
      reduction({ kind: 'ground', component: 'card' }),
      'fee a: poor is proved by an unknown component card',
    ],
    [
      'a type of document that is not there',
      reduction({ kind: 'ground', documentType: 'card' }),
      'fee a: poor is proved by an unknown document type card',
    ],
    ['a fact that is not there', when({ fact: 'weather', equals: 'fair' }), 'fee a: unknown fact weather'],
    [
      'a field that is not there',
      when({ fact: 'form.roof', equals: 1 }),
      'fee a: the e-form has no field for form.roof',
    ],
    [
      'a personal field',
      when({ fact: 'form.owner.name', equals: 'A' }),
      'fee a: form.owner.name is personal, and conditions never see it',
    ],
    [
      'a field of something personal',
      { due: { when: { fact: 'form.child.sex', equals: 'male' } } },
      'fee a: form.child.sex is personal, and conditions never see it',
    ],
    [
      'a field to count by that is not there',
      { quantities: { floors: 'roof' } },
      'fee a: the e-form has no whole number roof',
    ],
    [
      'a field to count by that is no whole number',
      { quantities: { area: 'rooms.0.area' } },
      'fee a: the e-form has no whole number rooms.0.area',
    ],
    [
      'a personal field to count by',
      { quantities: { floors: 'child.sex' } },
      'fee a: child.sex is personal, and nothing is counted by it',
    ],
  ])('naming %s is refused', (_, rule, expected) => {
    expect(problems(rule)).toEqual([expected]);
  });

  it('counting the same by two fields of the form is refused', () => {
    const one: Fee = {
      id: 'a',
      name: 'Phí',
      amount: 1,
      rule: { quantities: { copies: 'floors' }, rates: [{ kind: 'flat', amount: 1 }] },
    };
    const other: Fee = { ...one, id: 'b', rule: { quantities: { copies: 'rooms' }, rates: [] } };
    const found: string[] = [];
    checkFees({ fees: [one, other], cases: CASES }, { documentTypes: new Set(), form: FORM }, (message) =>
      found.push(message),
    );
    expect(found).toEqual(['fee b: the e-form has no whole number rooms', 'fee b: copies is counted by two fields']);
  });

  it('on the e-form of a procedure that has none is refused', () => {
    const found: string[] = [];
    const fee: Fee = {
      id: 'a',
      name: 'Phí',
      amount: 1,
      rule: { rates: [], ...when({ fact: 'form.floors', atLeast: 2 }) },
    };
    checkFees(
      { fees: [fee], cases: CASES },
      { documentTypes: new Set(), form: undefined },
      (one) => void found.push(one),
    );
    expect(found).toEqual(['fee a: the e-form has no field for form.floors']);
  });
});
