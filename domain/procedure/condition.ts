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
  if ('all' in condition) return condition.all.every((one) => holds(one, facts));
  if ('any' in condition) return condition.any.some((one) => holds(one, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  const value = factAt(facts, condition.fact);
  if ('equals' in condition) return value === condition.equals;
  if ('in' in condition) return condition.in.some((one) => value === one);
  return 'atLeast' in condition ? reaches(value, condition.atLeast) : reaches(condition.atMost, value);
}

/**
 * Whether a condition may hold where only some facts are known: what asks for a member that `facts` does not have may turn out
 * either way.
 */
export function mayHold(condition: Condition, facts: Readonly<Record<string, unknown>>): boolean {
  return outlook(condition, facts).may;
}

function outlook(
  condition: Condition,
  facts: Readonly<Record<string, unknown>>,
): { readonly may: boolean; readonly mayNot: boolean } {
  if ('all' in condition) {
    const each = condition.all.map((one) => outlook(one, facts));
    return { may: each.every(({ may }) => may), mayNot: each.some(({ mayNot }) => mayNot) };
  }
  if ('any' in condition) {
    const each = condition.any.map((one) => outlook(one, facts));
    return { may: each.some(({ may }) => may), mayNot: each.every(({ mayNot }) => mayNot) };
  }
  if ('not' in condition) {
    const { may, mayNot } = outlook(condition.not, facts);
    return { may: mayNot, mayNot: may };
  }
  const [member = ''] = condition.fact.split('.');
  if (!Object.hasOwn(facts, member)) return { may: true, mayNot: true };
  const held = holds(condition, facts);
  return { may: held, mayNot: !held };
}

/** The paths of the facts that a condition asks for, each once, in the order in which they stand. */
export function factsOf(condition: Condition): readonly string[] {
  return [...new Set(pathsOf(condition))];
}

function pathsOf(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(pathsOf);
  if ('any' in condition) return condition.any.flatMap(pathsOf);
  return 'not' in condition ? pathsOf(condition.not) : [condition.fact];
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
