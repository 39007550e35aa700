import type { FormSchema } from '../../contracts/catalogue.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import type { Route, Stage, StageKind } from '../../domain/procedure/route.ts';
import type { World } from '../../domain/procedure/world.ts';
import { findField } from '../../infra/catalogue/form-schema.ts';
import { aProcedure, aStage } from './builders.ts';

export const FORM = '1.000001';

const SCHEMA: FormSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:motcua:form:${FORM}`,
  title: 'Đơn',
  'x-title-en': 'Form',
  type: 'object',
  properties: {
    floors: { type: 'integer', minimum: 1, maximum: 9 },
    kind: { enum: ['house', 'shop'] },
    urgent: { type: 'boolean' },
    builtOn: { type: 'string', format: 'date' },
    owner: { type: 'object', properties: { name: { $ref: '#/$defs/personName' }, kind: { type: 'string' } } },
    rooms: { type: 'array', items: { type: 'object', properties: { area: { type: 'number' } } } },
    child: { type: 'object', 'x-personal': true, properties: { sex: { type: 'string' } } },
  },
  $defs: { personName: { type: 'string', 'x-personal': true } },
};

/** What versions of procedures may name in tests; nobody says who is appointed. */
export const A_WORLD: World = {
  agencies: new Map([
    ['H49.1', { effectiveFrom: '2020-01-01' }],
    ['H49.2', { effectiveFrom: '2010-01-01', effectiveTo: '2019-12-31' }],
  ]),
  documentTypes: new Set(['certificate']),
  forms: new Set([FORM]),
  field: (form, path) => (form === FORM ? findField(SCHEMA, path) : 'absent'),
  procedureEnds: new Map([
    ['1.000002', '2021-12-31'],
    ['1.000003', undefined],
  ]),
};

/** A stage at which nobody is consulted. */
export function plainStage(kind: StageKind, id: string = kind): Stage {
  const { consultations: _, ...stage } = aStage(kind, id);
  return stage;
}

/** A version in which nothing is wrong. */
export function aSoundProcedure(changes: Partial<ProcedureContent> = {}): ProcedureContent {
  return {
    ...aProcedure(),
    ...withStages({}),
    form: FORM,
    results: [{ id: 'certificate', name: 'Giấy chứng nhận', documentType: 'certificate' }],
    legalLimit: { unit: 'working-day', value: 5 },
    ...changes,
  };
}

/** The same, with some stages of its route changed. */
export function withStages(
  changes: Readonly<Record<string, Partial<Stage>>>,
  kinds: readonly StageKind[] = ['appraisal', 'approval', 'sealing', 'return'],
): { readonly route: Route } {
  return { route: { stages: kinds.map((kind) => ({ ...plainStage(kind), ...changes[kind] })) } };
}
