import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { FormSchema } from '../../contracts/catalogue.ts';
import { fieldError, type FieldError, type FieldErrorCode } from '../../contracts/field-errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { createFormCompiler } from './check-catalogue.ts';

/** Checks filled-in e-forms against their JSON Schemas. */
export interface FormValidator {
  /**
   * @param root where the form stands in the input, for the paths of errors
   * @returns what is missing or wrong, by field, never what was filled in; empty when the form is valid
   * @throws DomainError `form-unknown`
   */
  faults(form: string, data: unknown, root: readonly string[]): FieldError[];
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
    faults(form, data, root) {
      if (data === undefined) return [fieldError(root, 'required')];
      const validate = validator(form);
      if (validate(data)) return [];
      // Both branches of a condition are told of; each field is to be told of once.
      const faults = (validate.errors ?? [])
        .filter(({ keyword }) => keyword !== 'if')
        .map((error) => toFault(error, root));
      const distinct = new Map(faults.map((fault) => [`${fault.path} ${fault.code}`, fault]));
      return [...distinct.values()].slice(0, MOST_FAULTS);
    },
  };
}

const MOST_FAULTS = 50;

/** What a broken keyword of JSON Schema means for whoever fills in the form, and which of its params says more. */
const MEANINGS: Readonly<Record<string, readonly [code: FieldErrorCode, from?: string, to?: string]>> = {
  required: ['required'],
  dependentRequired: ['required'],
  type: ['wrong-type', 'type', 'expected'],
  minLength: ['too-small', 'limit', 'minimum'],
  minimum: ['too-small', 'limit', 'minimum'],
  minItems: ['too-small', 'limit', 'minimum'],
  maxLength: ['too-big', 'limit', 'maximum'],
  maximum: ['too-big', 'limit', 'maximum'],
  maxItems: ['too-big', 'limit', 'maximum'],
  pattern: ['wrong-format', 'pattern', 'format'],
  format: ['wrong-format', 'format', 'format'],
  additionalProperties: ['unknown-field'],
  unevaluatedProperties: ['unknown-field'],
};

function toFault({ instancePath, keyword, params }: ErrorObject, root: readonly string[]): FieldError {
  const [code, from, to] = MEANINGS[keyword] ?? ['invalid'];
  const field: unknown = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  const path = instancePath.split('/').slice(1);
  const told = from === undefined || to === undefined ? {} : { [to]: String(params[from]) };
  return fieldError([...root, ...path, ...(typeof field === 'string' ? [field] : [])], code, told);
}
