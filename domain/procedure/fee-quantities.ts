import { factAt } from './condition.ts';
import type { FeeFacts } from './fees.ts';
import type { Fee } from './procedure.ts';

/**
 * What an e-form says of the quantities that fees are computed from, by the mapping of the fee rules. A field that is absent or no
 * number gives none.
 */
export function formQuantities(fees: readonly Fee[], form: FeeFacts['form']): FeeFacts['quantities'] {
  const mapped = fees.flatMap(({ rule }) => Object.entries(rule?.quantities ?? {}));
  return Object.fromEntries(
    mapped.flatMap(([quantity, path]) => {
      const count = factAt(form, path);
      return typeof count === 'number' ? [[quantity, count] as const] : [];
    }),
  );
}
