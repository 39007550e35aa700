import { beforeAll, describe, expect, it } from '@jest/globals';
import { isInEffect } from '../contracts/catalogue.ts';
import { createFormCompiler } from '../infra/catalogue/check-catalogue.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';
import { membersOf } from '../test/support/form-cases.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue();
});

type Members = Readonly<Record<string, unknown>>;

/** Paths of conditions, whose parts say only what a field is to be, not what it is. */
const CONDITION = /\/(if|then|contains)(\/|$)/;

/** Every object within a form that is not part of a condition, with its path. */
function* schemasOf(node: unknown, path: string): Generator<readonly [path: string, schema: Members]> {
  if (typeof node !== 'object' || node === null || CONDITION.test(path)) return;
  yield [path, membersOf(node)];
  for (const [key, part] of Object.entries(node)) yield* schemasOf(part, `${path}/${key}`);
}

/** Every schema of every form, with the form that it stands in. */
const allSchemas = (): readonly (readonly [path: string, schema: Members, form: Members])[] =>
  [...catalogue.forms].flatMap(([code, form]) =>
    [...schemasOf(form, code)].map(([path, schema]) => [path, schema, form] as const),
  );

/** What a field may be: its own keywords, and those of the definition that it refers to. */
const resolved = (schema: Members, form: Members): Members => {
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/$defs/', '') : undefined;
  return name === undefined ? schema : { ...membersOf(membersOf(form['$defs'])[name]), ...schema };
};

/** The values that a choice at the top of a form has. */
const choicesOf = (code: string, field: string): readonly unknown[] => {
  const { oneOf } = membersOf(membersOf(catalogue.forms.get(code)?.['properties'])[field]);
  return Object.values(membersOf(oneOf)).map((option) => membersOf(option)['const']);
};

const accepts = (code: string, data: unknown): boolean => {
  const form = catalogue.forms.get(code);
  if (form === undefined) throw new Error(`no form ${code}`);
  return createFormCompiler().compile(form)(data);
};

const address = { province: 'Quảng Ninh', commune: 'Hồng Gai', detail: 'Số 1' };
const parent = { fullName: 'Nguyễn Thị Mẫu', birthYear: '1990', nationality: 'Việt Nam', residence: address };
const birth = {
  registrationCommune: 'phuong-hong-gai',
  applicant: {
    fullName: 'Nguyễn Thị Mẫu',
    identityDocument: 'citizen-card',
    identityNumber: '022190000001',
    residence: address,
    phone: '0900000000',
    relationship: 'mother',
  },
  child: {
    fullName: 'Nguyễn Văn Mẫu',
    birthDate: '2026-06-30',
    sex: 'male',
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    birthPlaceKind: 'elsewhere',
    birthPlace: address,
    nativePlace: 'Quảng Ninh',
  },
  knownParents: 'mother-only',
  mother: parent,
  wantsCopies: false,
  undertaking: true,
};
const business = {
  registrationCommune: 'phuong-hong-gai',
  owner: {
    fullName: 'Nguyễn Thị Mẫu',
    birthDate: '1990-01-01',
    sex: 'female',
    identityNumber: '022190000001',
    contactAddress: address,
    phone: '0900000000',
  },
  businessName: 'Hộ kinh doanh Mẫu',
  headOffice: { commune: 'phuong-hong-gai', detail: 'Số 1' },
  lines: [{ code: '4711', name: 'Bán lẻ', main: true }],
  capital: 50_000_000,
  employees: 1,
  founder: 'individual',
  filedBy: 'owner',
  undertaking: true,
};
describe('the e-forms', () => {
  it('accept a whole declaration', () => {
    expect(accepts('1.001193', birth)).toBe(true);
    expect(accepts('1.001612', business)).toBe(true);
  });

  it.each<[string, string, object]>([
    [
      'an identity number of eleven digits',
      '1.001193',
      { applicant: { ...birth.applicant, identityNumber: '02219000000' } },
    ],
    [
      'a passport holder without its number',
      '1.001193',
      { applicant: { ...birth.applicant, identityDocument: 'passport' } },
    ],
    ['a relative who does not say which', '1.001193', { applicant: { ...birth.applicant, relationship: 'relative' } }],
    ['a date that does not exist', '1.001193', { child: { ...birth.child, birthDate: '2026-02-30' } }],
    ['a health facility without name', '1.001193', { child: { ...birth.child, birthPlaceKind: 'health-facility' } }],
    ['a father where only the mother is known', '1.001193', { father: parent }],
    ['both parents without the father', '1.001193', { knownParents: 'both' }],
    ['copies without their number', '1.001193', { wantsCopies: true }],
    ['no undertaking', '1.001193', { undertaking: false }],
    ['an unknown field', '1.001193', { other: 1 }],
    ['a household without its members', '1.001612', { founder: 'household-members' }],
    ['an authorised person who is not named', '1.001612', { filedBy: 'authorised' }],
    ['no main line of business', '1.001612', { lines: [{ code: '4711', name: 'Bán lẻ', main: false }] }],
  ])('refuse %s', (_fault, code, change) => {
    expect(accepts(code, { ...(code === '1.001193' ? birth : business), ...change })).toBe(false);
  });

  it('have both languages on every field and option', () => {
    const missing: string[] = [];
    const visit = (node: unknown, path: string): void => {
      const schema = membersOf(node);
      if ('title' in schema !== 'x-title-en' in schema) missing.push(path);
      if ('description' in schema !== 'x-description-en' in schema) missing.push(path);
      const conditional = CONDITION.test(path);
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties' && !conditional)
          for (const [name, field] of Object.entries(membersOf(value)))
            if (!('title' in membersOf(field))) missing.push(`${path}.${name}`);
        visit(value, `${path}/${key}`);
      }
    };
    for (const [code, form] of catalogue.forms) visit(form, code);
    expect(missing).toEqual([]);
  });

  it('mark names, identity numbers, dates of birth, addresses and contacts as personal', () => {
    for (const form of catalogue.forms.values()) {
      const leaves = Object.entries(membersOf(form['$defs'])).flatMap(([name, schema]) =>
        'properties' in membersOf(schema)
          ? Object.entries(membersOf(membersOf(schema)['properties']))
          : [[name, schema] as const],
      );
      expect(leaves.length).toBeGreaterThan(5);
      for (const [name, schema] of leaves) expect([name, membersOf(schema)['x-personal']]).toEqual([name, true]);
    }
  });

  it('are there for every procedure in effect, each under its own code', () => {
    const procedures = [...catalogue.procedures.values()];
    const inEffect = procedures.filter((one) => isInEffect(one, '2026-07-01'));
    expect(inEffect.filter((one) => one.form === undefined).map((one) => one.code)).toEqual([]);
    expect(procedures.map((one) => one.form)).toEqual([...catalogue.forms.keys()]);
  });

  it('pass the strict checks of the compiler, each by itself', () => {
    for (const form of catalogue.forms.values()) expect(() => createFormCompiler().compile(form)).not.toThrow();
  });

  it('say that their fields are not checked against the legal templates', () => {
    for (const form of catalogue.forms.values()) expect(form['x-provisional']).toBe(true);
  });

  it('know no field but their own, and set an end to every text, number and list', () => {
    const open = allSchemas().filter(([, schema]) => {
      if (schema['type'] === 'object') return 'title' in schema && schema['additionalProperties'] !== false;
      if (schema['type'] === 'array') return !('maxItems' in schema);
      if (schema['type'] === 'integer' || schema['type'] === 'number')
        return !('oneOf' in schema) && !('minimum' in schema && 'maximum' in schema) && !('exclusiveMinimum' in schema);
      if (schema['type'] !== 'string') return false;
      return !['maxLength', 'pattern', 'format', 'oneOf', 'anyOf'].some((keyword) => keyword in schema);
    });
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('leave no name, birth, number, contact or address unmarked, wherever it stands', () => {
    const personal =
      /^(fullName|otherName|partnerName|spouseName|contactName|representative|birth(Date|Year|Place)|.*[iI]dentityNumber|.*[pP]assportNumber|sex|ethnicity|nationality|relationship.*|.*[pP]hone|email|detail|(fee|tax).*Ground)$/;
    const unmarked = allSchemas().flatMap(([path, { properties }, form]) =>
      Object.entries(membersOf(properties))
        .filter(([name]) => personal.test(name))
        .map(([name, field]) => [`${path}.${name}`, resolved(membersOf(field), form)] as const)
        .filter(([, field]) => field['x-personal'] !== true && !('properties' in field))
        .map(([name]) => name),
    );
    expect(unmarked).toEqual([]);
  });

  it.each([
    ['1.004222', 'dwellingKind'],
    ['1.014199', 'positionKind'],
    ['2.000635', 'requesterKind'],
    ['2.001583', 'foundationKind'],
  ])('of %s name the cases of the procedure alike', (code, field) => {
    expect(choicesOf(code, field)).toEqual(catalogue.procedures.get(code)?.cases.map(({ id }) => id));
  });

  it('of 1.009994 lists the districts that there were', () => {
    const districts = [...catalogue.units.values()].filter(({ level }) => level === 'district').map(({ code }) => code);
    expect(new Set(choicesOf('1.009994', 'district'))).toEqual(new Set(districts));
  });
});
