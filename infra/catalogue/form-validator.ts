import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { FormSchema } from '../../contracts/catalogue.ts';
import { DomainError } from '../../domain/errors.ts';
import { createFormCompiler } from './check-catalogue.ts';

/** Checks filled-in e-forms against their JSON Schemas. */
export interface FormValidator {
  /**
   * @throws DomainError `form-invalid`, which names the fields, never what was filled in
   */
  check(form: string, data: unknown): void;
}

export function createFormValidator(forms: ReadonlyMap<string, FormSchema>): FormValidator {
  const ajv = createFormCompiler();
  const compiled = new Map<string, ValidateFunction>();
  const validator = (form: string): ValidateFunction => {
    const known = compiled.get(form);
    if (known !== undefined) return known;
    const schema = forms.get(form);
    if (schema === undefined) throw new DomainError('form-unknown', { form });
    const validate = ajv.compile(schema);
    compiled.set(form, validate);
    return validate;
  };
  return {
    check(form, data) {
      if (data === undefined) throw new DomainError('form-invalid', { form, fields: '/ required' });
      const validate = validator(form);
      if (validate(data)) return;
      const fields = (validate.errors ?? []).map((error) =>
        `${error.instancePath}/${String(error.params['missingProperty'] ?? '')} ${error.keyword}`.replace(/\/ /, ' '),
      );
      throw new DomainError('form-invalid', { form, fields: [...new Set(fields)].slice(0, 20).join('; ') });
    },
  };
}
