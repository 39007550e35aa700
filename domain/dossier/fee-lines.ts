import { DomainError } from '../errors.ts';
import type { ComputedFees } from '../procedure/fees.ts';
import type { ObligationLine } from './events.ts';

/** What of computed fees is owed and known, as lines of an obligation: nothing of a fee that comes to 0. */
export function knownLines({ lines }: Pick<ComputedFees, 'lines'>): ObligationLine[] {
  return lines.flatMap(({ fee, amount }) => (amount === null || amount === 0 ? [] : [{ item: fee, amount }]));
}

/** The fees whose amounts have to be stated, because only a council or another text sets them. */
export function unknownFees({ lines }: Pick<ComputedFees, 'lines'>): string[] {
  return lines.flatMap(({ fee, amount }) => (amount === null ? [fee] : []));
}

/**
 * The lines of a request for payment of computed fees: amounts are computed where they are known, and stated only where they are not.
 * @param stated amounts of the fees that cannot be computed
 * @param asked fees that the dossier was asked for before; none is asked for twice
 * @throws DomainError `fee-amount-missing` naming every fee whose amount has to be stated, `fee-line-not-asked` for a stated amount
 *   of anything else, `nothing-to-pay`
 */
export function feeLines(
  { lines }: Pick<ComputedFees, 'lines'>,
  stated: readonly ObligationLine[],
  asked: readonly string[],
): ObligationLine[] {
  const open = { lines: lines.filter(({ fee }) => !asked.includes(fee)) };
  const unknown = unknownFees(open);
  const missing = unknown.filter((fee) => !stated.some(({ item }) => item === fee));
  if (missing.length > 0) throw new DomainError('fee-amount-missing', { fees: missing.join(', ') });
  // What was stated may be anything, so it is not repeated.
  if (stated.length > unknown.length || stated.some(({ item }) => !unknown.includes(item)))
    throw new DomainError('fee-line-not-asked', { fees: unknown.length === 0 ? null : unknown.join(', ') });
  const owed = [...knownLines(open), ...stated];
  if (owed.length === 0) throw new DomainError('nothing-to-pay');
  return owed;
}
