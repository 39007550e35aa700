import { z } from 'zod';
import type * as domain from '../../domain/procedure/procedure.ts';
import { AGENCY_LEVELS, EXTENSION_GROUNDS } from '../../domain/procedure/procedure.ts';
import type * as route from '../../domain/procedure/route.ts';
import { allStages, COMMUNE_AGENCIES, SILENCE_RULES, STAGE_KINDS, STEP_ACTS } from '../../domain/procedure/route.ts';
import { AgencyCode, BilingualText, LocalDate, ProcedureCode, Provisional, RoleName, Slug } from './common.ts';
import { Condition } from './condition.ts';
import { Fee } from './fee.ts';
import { Lead } from './rule-set.ts';
import { StatedLimit } from './stated-limit.ts';

export const Component = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(500),
  documentType: Slug.exactOptional(),
  originals: z.int().min(0).max(99),
  copies: z.int().min(0).max(99),
  required: z.boolean(),
  replacedByForm: z.boolean().exactOptional(),
}) satisfies z.ZodType<domain.Component>;

export const ProcedureCase = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(500),
  legalLimit: StatedLimit.exactOptional(),
  localLimit: StatedLimit.exactOptional(),
  components: z.array(Component),
}) satisfies z.ZodType<domain.ProcedureCase>;

export const AgencyResolver = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), agency: AgencyCode }),
  z.strictObject({ kind: z.literal('competent') }),
  z.strictObject({ kind: z.literal('receiving') }),
  z.strictObject({ kind: z.literal('commune-agency'), of: z.enum(COMMUNE_AGENCIES), otherwise: AgencyCode }),
]) satisfies z.ZodType<route.AgencyResolver>;

/** A consultation that a stage may or must ask for; that a published one has a deadline is in `selfCheck`. */
const ConsultationRule = z.strictObject({
  id: Slug,
  agency: z.discriminatedUnion('kind', [...AgencyResolver.options, z.strictObject({ kind: z.literal('any') })]),
  within: StatedLimit.exactOptional(),
  remind: Lead.exactOptional(),
  onSilence: z.enum(SILENCE_RULES),
  required: z.boolean().exactOptional(),
}) satisfies z.ZodType<route.ConsultationRule>;

const stageShape = {
  id: Slug,
  kind: z.enum(STAGE_KINDS),
  agency: AgencyResolver,
  role: RoleName,
  budget: StatedLimit,
  acts: z.array(z.enum(STEP_ACTS)).min(1).exactOptional(),
  when: Condition.exactOptional(),
  consultations: z.array(ConsultationRule).min(1).max(20).exactOptional(),
  requires: z.array(z.literal('result-document')),
};

/** One agency's part of an interlinked stage; rules across parts are in `selfCheck`. */
const RoutePart = z.strictObject({
  id: Slug,
  name: BilingualText,
  results: z.array(Slug),
  after: z.array(Slug),
  budget: StatedLimit,
  stages: z
    .array(z.strictObject({ ...stageShape, kind: z.enum(STAGE_KINDS).exclude(['return', 'interlinked']) }))
    .min(1)
    .max(20),
}) satisfies z.ZodType<route.RoutePart>;

export const Stage = z
  .strictObject({ ...stageShape, parts: z.array(RoutePart).min(1).max(20).exactOptional() })
  .superRefine((stage, context) => {
    const { kind, parts, acts, requires, consultations } = stage;
    if ((kind === 'interlinked') !== (parts !== undefined))
      context.addIssue({ code: 'custom', message: 'an interlinked stage, and no other, has parts', path: ['parts'] });
    if (kind === 'interlinked' && (acts !== undefined || requires.length > 0 || consultations !== undefined))
      context.addIssue({ code: 'custom', message: 'what an interlinked stage takes is done in its parts', path: [] });
  }) satisfies z.ZodType<route.Stage>;

/** Whether a dossier can go along it, and to its end, is for the self-check to say (`selfCheck`). */
export const Route = z.strictObject({
  stages: z.array(Stage).min(1).max(40),
}) satisfies z.ZodType<route.Route>;

/** The shape of one version of a procedure; rules across its parts are in `selfCheck`. */
const procedureShape = {
  code: ProcedureCode,
  name: BilingualText,
  level: z.enum(AGENCY_LEVELS),
  field: z.string().min(1).max(200),
  onlineLevel: z.enum(['full', 'partial', 'information']),
  decision: z.string().min(1).max(60).exactOptional(),
  predecessors: z.array(ProcedureCode),
  effectiveFrom: LocalDate,
  effectiveTo: LocalDate.exactOptional(),
  legalLimit: StatedLimit.nullable(),
  localLimit: StatedLimit.exactOptional(),
  extension: StatedLimit.exactOptional(),
  extensionGround: z.enum(EXTENSION_GROUNDS).exactOptional(),
  supplementWithinWorkingDays: z.int().min(1).max(60).exactOptional(),
  instantResult: z.boolean().exactOptional(),
  fees: z.array(Fee),
  cases: z.array(ProcedureCase).min(1),
  results: z.array(z.strictObject({ id: Slug, name: z.string().min(1).max(300), documentType: Slug.exactOptional() })),
  legalBases: z.array(z.string().min(1).max(200)),
  form: ProcedureCode.exactOptional(),
  route: Route.exactOptional(),
  provisional: Provisional,
};

const repeated = (ids: readonly string[]): readonly string[] => ids.filter((id, index) => ids.indexOf(id) !== index);

/** Every id that must be unique and is not, with the path of its list. */
const repeatedIds = (
  procedure: domain.ProcedureContent,
): readonly { path: readonly (string | number)[]; id: string }[] => {
  const lists: readonly (readonly [readonly (string | number)[], readonly { readonly id: string }[]])[] = [
    [['fees'], procedure.fees.flatMap(({ id }) => (id === undefined ? [] : [{ id }]))],
    [['cases'], procedure.cases],
    [['results'], procedure.results],
    [['route', 'stages'], procedure.route === undefined ? [] : allStages(procedure.route)],
    [['route', 'stages', 'parts'], (procedure.route?.stages ?? []).flatMap(({ parts = [] }) => parts)],
    ...procedure.cases.map((one, index) => [['cases', index, 'components'], one.components] as const),
  ];
  return lists.flatMap(([path, items]) => repeated(items.map((item) => item.id)).map((id) => ({ path, id })));
};

/** A procedure that ended before the catalogue began; kept so that the links of its successors lead somewhere. */
export interface FormerProcedure {
  readonly code: string;
  readonly name: domain.Bilingual;
  readonly effectiveTo: string;
  readonly provisional: readonly string[];
}

export const FormerProcedure = z.strictObject({
  code: ProcedureCode,
  name: BilingualText,
  effectiveTo: LocalDate,
  provisional: Provisional,
}) satisfies z.ZodType<FormerProcedure>;

export type Competence = domain.Competence;

export const Competence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), agency: AgencyCode }),
  z.strictObject({ kind: z.literal('commune-committee') }),
  z.strictObject({ kind: z.literal('commune-police') }),
  z.strictObject({ kind: z.literal('district-committee') }),
]) satisfies z.ZodType<domain.Competence>;

/** A procedure as the catalogue's data files hold it: the version's content and how its competent agency is found. */
export interface CatalogueProcedure extends domain.ProcedureContent {
  readonly competence: Competence;
}

export const CatalogueProcedure = z
  .strictObject({ ...procedureShape, competence: Competence })
  .superRefine((procedure, context) => {
    for (const { path, id } of repeatedIds(procedure))
      context.addIssue({ code: 'custom', message: `id ${id} is used twice`, path: [...path] });
    const { extension, extensionGround, route: way } = procedure;
    if (extensionGround !== undefined && extension === undefined)
      context.addIssue({ code: 'custom', message: 'needs an extension', path: ['extensionGround'] });
    // What a part verifies is on record with the part.
    if (extensionGround === 'verification' && way?.stages.some(({ kind }) => kind === 'appraisal') === false)
      context.addIssue({
        code: 'custom',
        message: 'needs a stage of its own that appraises',
        path: ['extensionGround'],
      });
  }) satisfies z.ZodType<CatalogueProcedure>;
