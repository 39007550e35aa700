import { describe, expect, it } from '@jest/globals';
import type { FormSchema } from '../../contracts/catalogue.ts';
import type { Condition } from '../../domain/procedure/condition.ts';
import type { Route, Stage } from '../../domain/procedure/route.ts';
import { aStage } from '../../test/support/builders.ts';
import { checkRoute } from './check-route.ts';

const FORM: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:motcua:form:1.000001',
  title: 'Đơn',
  'x-title-en': 'Form',
  type: 'object',
  properties: { floors: { type: 'integer' }, owner: { type: 'string', 'x-personal': true } },
};
const CASES = ['house', 'road'].map((id) => ({ id, name: id, components: [] }));
const ON_FORM: Condition = { fact: 'form.floors', atLeast: 3 };

const conditional = (stage: Stage, when: Condition | undefined): Stage =>
  when === undefined ? stage : { ...stage, when };

const problems = (conditions: {
  appraisal?: Condition;
  opinion?: Condition;
  return?: Condition;
}): readonly string[] => {
  const route: Route = {
    stages: [
      conditional(aStage('appraisal'), conditions.appraisal),
      conditional(aStage('appraisal', 'opinion'), conditions.opinion),
      conditional(aStage('return'), conditions.return),
    ],
  };
  const found: string[] = [];
  checkRoute({ route, cases: CASES }, FORM, (message) => void found.push(message));
  return found;
};

describe('the condition of a stage', () => {
  it.each<[string, Condition]>([
    ['a field of the e-form', ON_FORM],
    ['the case', { fact: 'case', equals: 'road' }],
    ['the channel', { fact: 'channel', in: ['online', 'postal'] }],
    ['several of them', { all: [{ not: { fact: 'case', equals: 'house' } }, ON_FORM] }],
  ])('may ask for %s', (_, when) => {
    expect(problems({ opinion: when })).toEqual([]);
  });

  it.each<[string, Condition, string]>([
    ['a personal field', { fact: 'form.owner', equals: 'x' }, 'form.owner is personal, and conditions never see it'],
    ['a field that is not there', { fact: 'form.roof', equals: 1 }, 'the e-form has no field for form.roof'],
    ['what intake does not know', { fact: 'quantities.pages', atLeast: 3 }, 'unknown fact quantities.pages'],
    ['a case that is not there', { fact: 'case', equals: 'bridge' }, 'its condition holds in no case'],
  ])('asking for %s is refused', (_, when, expected) => {
    expect(problems({ opinion: when })).toEqual([`stage opinion: ${expected}`]);
  });

  it('is refused on the return: every dossier is returned', () => {
    expect(problems({ return: ON_FORM })).toEqual(['stage return: every dossier is returned, so it has no condition']);
  });

  it('is refused where every stage before the return has one, so that nobody would decide', () => {
    const found = problems({ appraisal: ON_FORM, opinion: { not: ON_FORM } });
    expect(found).toEqual(['every stage before the return has a condition, so a dossier could have none']);
  });
});
