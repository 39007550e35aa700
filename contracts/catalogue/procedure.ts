import { z } from 'zod';
import { ACCESS } from '../../domain/access/access.ts';
import type { Role } from '../../domain/access/roles.ts';
import { ACTS, actsOf } from '../../domain/dossier/acts.ts';
import type * as domain from '../../domain/procedure/procedure.ts';
import { AGENCY_LEVELS } from '../../domain/procedure/procedure.ts';
import type * as route from '../../domain/procedure/route.ts';
import { STAGE_KINDS, STEP_ACTS } from '../../domain/procedure/route.ts';
import { AgencyCode, BilingualText, LocalDate, ProcedureCode, Provisional, RoleName, Slug } from './common.ts';
import { Condition } from './condition.ts';
import { Fee } from './fee.ts';
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
]) satisfies z.ZodType<route.AgencyResolver>;

/** A stage that nobody could complete is refused: its role must be allowed every act that it names. */
export const Stage = z
  .strictObject({
    id: Slug,
    kind: z.enum(STAGE_KINDS),
    agency: AgencyResolver,
    role: RoleName,
    budget: StatedLimit,
    acts: z.array(z.enum(STEP_ACTS)).min(1).exactOptional(),
    when: Condition.exactOptional(),
    requires: z.array(z.literal('result-document')),
  })
  .superRefine((stage, context) => {
    for (const act of actsOf(stage)) {
      const roles: readonly Role[] = ACCESS[ACTS[act].permission].roles;
      if (!roles.includes(stage.role))
        context.addIssue({ code: 'custom', message: `${stage.role} may not ${act}`, path: ['role'] });
    }
  }) satisfies z.ZodType<route.Stage>;

/** A route ends with the return of the result, and has no other: what is to be returned is finished. */
export const Route = z.strictObject({ stages: z.array(Stage).min(1).max(40) }).superRefine(({ stages }, context) => {
  for (const [index, { kind }] of stages.entries()) {
    if ((kind === 'return') !== (index === stages.length - 1))
      context.addIssue({
        code: 'custom',
        message: 'the last stage, and no other, is a return',
        path: ['stages', index],
      });
  }
}) satisfies z.ZodType<route.Route>;

/** The shape of one version of a procedure; rules across its parts are in `ProcedureContent`. */
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
    [['route', 'stages'], procedure.route?.stages ?? []],
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

/**
 * Which agency is competent for a dossier (cơ quan có thẩm quyền giải quyết): one named agency, or the committee or police of the
 * applicant's commune, or (until 2025-06-30) the committee of the applicant's district.
 */
export type Competence =
  | { readonly kind: 'fixed'; readonly agency: string }
  | { readonly kind: 'commune-committee' }
  | { readonly kind: 'commune-police' }
  | { readonly kind: 'district-committee' };

export const Competence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), agency: AgencyCode }),
  z.strictObject({ kind: z.literal('commune-committee') }),
  z.strictObject({ kind: z.literal('commune-police') }),
  z.strictObject({ kind: z.literal('district-committee') }),
]) satisfies z.ZodType<Competence>;

/** A procedure as the catalogue's data files hold it: the version's content and how its competent agency is found. */
export interface CatalogueProcedure extends domain.ProcedureContent {
  readonly competence: Competence;
}

export const CatalogueProcedure = z
  .strictObject({ ...procedureShape, competence: Competence })
  .superRefine((procedure, context) => {
    for (const { path, id } of repeatedIds(procedure))
      context.addIssue({ code: 'custom', message: `id ${id} is used twice`, path: [...path] });
  }) satisfies z.ZodType<CatalogueProcedure>;
