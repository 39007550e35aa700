import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FormSchema } from '../../contracts/catalogue.ts';
import { createFormValidator, type FormValidator } from '../../infra/catalogue/form-validator.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';

/** Fields by dotted path and what is to stand there; undefined takes the field away. */
type Changes = Readonly<Record<string, unknown>>;

/** What an e-form is held to. */
export interface FormCase {
  /** Fields by which fees and routes may be conditioned: top-level, a choice, a number or yes-no, not personal. */
  readonly facts: readonly string[];
  /** A whole declaration. */
  readonly whole: object;
  /** Other declarations that are right, so that every branch of a condition can be filled in. */
  readonly accepts: readonly (readonly [which: string, changes: Changes])[];
  /** Wrong ones, and the fields that are told of: the first that was changed, unless said. */
  readonly refuses: readonly (readonly [fault: string, changes: Changes, told?: readonly string[]])[];
}

/** Invented values that no real person has. */
export const SAMPLE = {
  name: 'NGUYỄN VĂN MẪU',
  otherName: 'TRẦN THỊ VÍ DỤ',
  identityNumber: '000000000101',
  otherIdentityNumber: '000000000102',
  passportNumber: 'X0000000',
  phone: '0000000101',
  commune: 'phuong-hong-gai',
  address: { province: 'Quảng Ninh', commune: 'Hồng Gai', detail: 'Số 0, phố Mẫu' },
} as const;

/** A person as most declarations ask for: document, residence and phone. */
export const SAMPLE_APPLICANT = {
  fullName: SAMPLE.name,
  identityDocument: 'citizen-card',
  identityNumber: SAMPLE.identityNumber,
  residence: SAMPLE.address,
  phone: SAMPLE.phone,
} as const;

/** The members of an object; none of anything else. */
export const membersOf = (node: unknown): Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null ? { ...node } : {};

const put = (node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  if (Array.isArray(node)) return node.map((item, index) => (String(index) === key ? put(item, rest, value) : item));
  const { [key]: before, ...others } = membersOf(node);
  const after = put(before, rest, value);
  return after === undefined ? others : { ...others, [key]: after };
};

const changed = (whole: object, changes: Changes): unknown =>
  Object.entries(changes).reduce<unknown>((node, [path, value]) => put(node, path.split('.'), value), whole);

/** Describes the e-form of a procedure by the declarations that it accepts and refuses. */
export function describeForm(code: string, { facts, whole, accepts, refuses }: FormCase): void {
  describe(`the e-form of ${code}`, () => {
    let form: FormSchema | undefined;
    let validator: FormValidator;

    beforeAll(async () => {
      const { forms } = await loadCatalogue();
      form = forms.get(code);
      validator = createFormValidator(forms);
    });

    const toldOf = (data: unknown): readonly string[] => [
      ...new Set(validator.faults(code, data, []).map(({ path }) => path)),
    ];

    it('accepts a whole declaration', () => {
      expect(toldOf(whole)).toEqual([]);
    });

    it.each(accepts)('accepts %s', (_which, changes) => {
      expect(toldOf(changed(whole, changes))).toEqual([]);
    });

    it.each(refuses)('refuses %s', (_fault, changes, told = Object.keys(changes).slice(0, 1)) => {
      expect(toldOf(changed(whole, changes)).toSorted()).toEqual(told.toSorted());
    });

    it.each(facts)('says %s at its top, for conditions to see', (name) => {
      const field = membersOf(membersOf(form?.['properties'])[name]);
      expect(field).toMatchObject({ type: expect.stringMatching(/^(?:string|integer|boolean)$/) });
      expect(field['type'] === 'string' ? field['oneOf'] : []).toBeInstanceOf(Array);
      expect(field).not.toHaveProperty('x-personal');
    });
  });
}
