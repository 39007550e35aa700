import { comparisonsOf, holdsBy, type Comparison, type Condition, type Scalar } from './condition.ts';
import { CHANNELS, type ProcedureContent } from './procedure.ts';
import type { KnownField, World } from './world.ts';

/** A value that a fact may have; undefined: it is missing. */
type Value = Scalar | undefined;

/** More ways than these are not tried: then everything is taken to be possible. */
const MOST_WAYS = 4096;

const ABSENT: Value = undefined;
/** A text that no condition names. */
const ANY_TEXT = '\u0000';
const DAY_MS = 86_400_000;

/** What the conditions of a version tell apart: for each of them, whether it holds, in every way that a dossier can be filed. */
export interface Ways {
  /** True for a condition that some dossier fulfils. */
  mayHold(condition: Condition): boolean;
  /** For every way: which conditions hold. Null where there are too many ways to try. */
  readonly all: readonly ((condition: Condition) => boolean)[] | null;
}

/**
 * All ways in which dossiers of a case can be filed, as far as the given conditions tell them apart: by the values that the e-form's
 * schema allows, and around each bound.
 */
export function waysOf(
  { form }: Pick<ProcedureContent, 'form'>,
  caseId: string,
  conditions: readonly Condition[],
  { field }: Pick<World, 'field'>,
): Ways {
  const comparisons = conditions.flatMap(comparisonsOf);
  const paths = [...new Set(comparisons.map(({ fact }) => fact))];
  const values = paths.map((path): readonly Value[] => {
    if (path === 'case') return [caseId];
    if (path === 'channel') return CHANNELS;
    const [first, ...rest] = path.split('.');
    const known = first !== 'form' || form === undefined ? 'absent' : field(form, rest);
    return candidates(
      known,
      comparisons.filter(({ fact }) => fact === path),
    );
  });
  if (values.reduce((product, { length }) => product * length, 1) > MOST_WAYS)
    return { all: null, mayHold: () => true };
  const combined = values.reduce<readonly (readonly Value[])[]>(
    (ways, options) => ways.flatMap((way) => options.map((option) => [...way, option])),
    [[]],
  );
  const all = combined.map((way) => {
    const valueOf = new Map(paths.map((path, index) => [path, way[index]]));
    return (condition: Condition): boolean => holdsBy(condition, (path) => valueOf.get(path));
  });
  return { all, mayHold: (condition) => all.some((holds) => holds(condition)) };
}

/** Values of a field that between them decide its comparisons either way, as far as its schema allows them. */
function candidates(field: KnownField, comparisons: readonly Comparison[]): readonly Value[] {
  if (field === 'absent' || field === 'personal') return [ABSENT];
  const { enum: choices, const: only, type } = field;
  if (Array.isArray(choices)) return [ABSENT, ...choices.filter(isScalar)];
  if (isScalar(only)) return [ABSENT, only];
  if (type === 'boolean') return [ABSENT, true, false];
  const named = comparisons.flatMap(valuesIn);
  const around = named.flatMap((value) => neighbours(value, type === 'integer' ? 1 : 0.5));
  const possible = [ANY_TEXT, 0, ...named, ...around, field['minimum'], field['maximum']].filter(isScalar);
  return [ABSENT, ...new Set(possible.filter((value) => isAllowed(value, field)))];
}

function valuesIn(comparison: Comparison): readonly Scalar[] {
  if ('equals' in comparison) return [comparison.equals];
  if ('in' in comparison) return comparison.in;
  return ['atLeast' in comparison ? comparison.atLeast : comparison.atMost];
}

function neighbours(value: Scalar, step: number): readonly Scalar[] {
  if (typeof value === 'number') return [value - step, value + step];
  const time = typeof value === 'string' && LOCAL_DATE.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) return [];
  return [time - DAY_MS, time + DAY_MS].map((one) => new Date(one).toISOString().slice(0, 10));
}

const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

function isAllowed(value: Scalar, { type, minimum, maximum }: Readonly<Record<string, unknown>>): boolean {
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0 && !types.some((one) => isOfType(value, one))) return false;
  if (typeof value !== 'number') return true;
  return (typeof minimum !== 'number' || value >= minimum) && (typeof maximum !== 'number' || value <= maximum);
}

function isOfType(value: Scalar, type: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
