/** What a comparison compares with. */
export type Scalar = string | number | boolean | null;

/** A bound: a number, or a local date `YYYY-MM-DD`. */
export type Bound = number | string;

/** One fact of a dossier against a value. `fact` is a dotted path such as `form.child.sex` or `form.parents.0.age`. */
export type Comparison =
  | { readonly fact: string; readonly equals: Scalar }
  | { readonly fact: string; readonly in: readonly Scalar[] }
  | { readonly fact: string; readonly atLeast: Bound }
  | { readonly fact: string; readonly atMost: Bound };

/**
 * A condition as data: comparisons, and what holds when all, any or none of them do. Catalogue data say with it when a fee is due
 * or reduced, or a stage is needed; there is no other language for that, and no code in the data.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Comparison;

/**
 * Whether a condition holds of facts, which are any JSON value. Never throws.
 *
 * 1. A comparison of a fact that is missing is false; so `not` of it is true.
 * 2. Nothing is converted: `"1"` does not equal 1. `null` equals a fact that is there and null.
 * 3. `atLeast` and `atMost` include their bound and compare numbers with numbers and local dates with local dates; a fact that is
 *    neither, or of the other kind, makes them false.
 * 4. `all` of nothing is true, `any` of nothing is false.
 */
export function holds(condition: Condition, facts: unknown): boolean {
  return holdsBy(condition, (path) => factAt(facts, path));
}

/** The same, where facts are told by their paths; undefined for one that is missing. */
export function holdsBy(condition: Condition, valueOf: (path: string) => unknown): boolean {
  if ('all' in condition) return condition.all.every((one) => holdsBy(one, valueOf));
  if ('any' in condition) return condition.any.some((one) => holdsBy(one, valueOf));
  if ('not' in condition) return !holdsBy(condition.not, valueOf);
  const value = valueOf(condition.fact);
  if ('equals' in condition) return value === condition.equals;
  if ('in' in condition) return condition.in.some((one) => value === one);
  return 'atLeast' in condition ? reaches(value, condition.atLeast) : reaches(condition.atMost, value);
}

/** The paths of the facts that a condition asks for, each once, in the order in which they stand. */
export function factsOf(condition: Condition): readonly string[] {
  return [...new Set(comparisonsOf(condition).map(({ fact }) => fact))];
}

/** The comparisons of a condition, in the order in which they stand. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  return 'not' in condition ? comparisonsOf(condition.not) : [condition];
}

/** The value at a dotted path: own members of objects and items of arrays by index; undefined where the path leads nowhere. */
export function factAt(facts: unknown, path: string): unknown {
  let value = facts;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !ARRAY_INDEX.test(key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

function reaches(value: unknown, bound: unknown): boolean {
  if (typeof value === 'number' && typeof bound === 'number') return value >= bound;
  // Dates of this form are in the order of their text.
  return isLocalDate(value) && isLocalDate(bound) && value >= bound;
}

function isLocalDate(value: unknown): value is string {
  return typeof value === 'string' && LOCAL_DATE.test(value);
}

const ARRAY_INDEX = /^\d+$/;
const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
