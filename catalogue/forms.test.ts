import { beforeAll, describe, expect, it } from '@jest/globals';
import { createFormCompiler } from '../infra/catalogue/check-catalogue.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue();
});

/** The properties of a part of a schema; none if it is no object. */
const asRecord = (node: unknown): Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null ? { ...node } : {};

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
      const schema = asRecord(node);
      if ('title' in schema !== 'x-title-en' in schema) missing.push(path);
      if ('description' in schema !== 'x-description-en' in schema) missing.push(path);
      const conditional = /\/(if|then|contains)$/.test(path);
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties' && !conditional)
          for (const [name, field] of Object.entries(asRecord(value)))
            if (!('title' in asRecord(field))) missing.push(`${path}.${name}`);
        visit(value, `${path}/${key}`);
      }
    };
    for (const [code, form] of catalogue.forms) visit(form, code);
    expect(missing).toEqual([]);
  });

  it('mark names, identity numbers, dates of birth, addresses and contacts as personal', () => {
    for (const form of catalogue.forms.values()) {
      const leaves = Object.entries(asRecord(form['$defs'])).flatMap(([name, schema]) =>
        'properties' in asRecord(schema)
          ? Object.entries(asRecord(asRecord(schema)['properties']))
          : [[name, schema] as const],
      );
      expect(leaves.length).toBeGreaterThan(5);
      for (const [name, schema] of leaves) expect([name, asRecord(schema)['x-personal']]).toEqual([name, true]);
    }
  });
});
