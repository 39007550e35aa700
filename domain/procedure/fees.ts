import { DomainError } from '../errors.ts';
import { holds } from './condition.ts';
import type {
  Bilingual,
  Channel,
  Fee,
  FeeOff,
  FeeRate,
  FeeReduction,
  FeeScope,
  FeeTier,
  UnitRate,
} from './procedure.ts';

/** What the fees of a dossier are computed from. Conditions of fee rules ask for these by the names they have here. */
export interface FeeFacts {
  readonly channel: Channel;
  readonly caseId: string;
  /** Local date `YYYY-MM-DD` whose amounts apply. */
  readonly day: string;
  /** What was counted, by its name (`copies`, `pages`, …): whole numbers from 0 to 1,000,000. */
  readonly quantities: Readonly<Record<string, number>>;
  /** The e-form without its personal fields; null without a form. */
  readonly form: Readonly<Record<string, unknown>> | null;
  /** Ids of the reductions that were claimed and whose proof was accepted. */
  readonly grounds: readonly string[];
}

/** The facts that a condition of a fee rule may ask for; `form` and `quantities` by a path into them. */
export const FEE_FACTS = [
  'channel',
  'caseId',
  'day',
  'quantities',
  'form',
] as const satisfies readonly (keyof FeeFacts)[];

/** One step by which an amount came about. Amounts are whole đồng; null means not known. */
export type FeeStep =
  /** The scope by which this rate and no other applies. */
  | { readonly kind: 'rate'; readonly scope: FeeScope }
  | { readonly kind: 'flat'; readonly amount: number }
  /** `count` units, number `first` and on, at `unitAmount`; `last` is null where the tier has no end. */
  | {
      readonly kind: 'tier';
      readonly quantity: string;
      readonly quantityName: Bilingual | null;
      readonly first: number;
      readonly last: number | null;
      readonly count: number;
      readonly unitAmount: number;
      readonly amount: number;
    }
  | { readonly kind: 'minimum' | 'cap'; readonly perCopy: boolean; readonly before: number; readonly amount: number }
  | { readonly kind: 'copies'; readonly count: number; readonly unitAmount: number; readonly amount: number }
  /** `not-set`: a council or another text sets it; `no-rate`: none for this channel, case and day; `not-counted`: stated by unit, without a rule. */
  | { readonly kind: 'unknown'; readonly reason: 'not-set' | 'no-rate' | 'not-counted' }
  | {
      readonly kind: 'reduction';
      readonly id: string;
      readonly name: Bilingual;
      readonly off: FeeOff;
      readonly before: number | null;
      readonly amount: number | null;
      /** A share gave a fraction of a đồng. */
      readonly rounded: boolean;
    }
  /** A ground was claimed that does not hold on this day. */
  | {
      readonly kind: 'not-in-force';
      readonly id: string;
      readonly name: Bilingual;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'due'; readonly amount: number | null };

/** How many units were charged at an amount each; per copy where the rate is. */
export interface ChargedTier {
  readonly count: number;
  readonly unitAmount: number;
}

export interface FeeLine {
  /** Id of the fee; `fee-<number in the list>` for one without. */
  readonly fee: string;
  readonly name: string;
  /** What was counted for it; empty for a flat amount. */
  readonly quantities: Readonly<Record<string, number>>;
  readonly tiers: readonly ChargedTier[];
  /** Đồng before reductions; null where it is not known. */
  readonly gross: number | null;
  /** What each reduction took off, in đồng; null where it cannot be known. */
  readonly reductions: readonly { readonly id: string; readonly amount: number | null }[];
  /** Đồng to pay; null where it is not known. */
  readonly amount: number | null;
  readonly explanation: readonly FeeStep[];
}

export interface ComputedFees {
  /** One line for each fee that is due in this case, by this channel, on this day. */
  readonly lines: readonly FeeLine[];
  /** Đồng; null where the amount of a line is not known. */
  readonly total: number | null;
  /** Đồng of the lines whose amount is known. */
  readonly knownTotal: number;
}

/**
 * The fees of a dossier (phí, lệ phí; Decree 61/2018 art. 22), from the rules of its procedure.
 *
 * 1. A fee without a rule is its flat amount. A fee whose rule says that it is not due gives no line.
 * 2. What is counted is charged tier by tier, then raised to the minimum (unless nothing is counted), then held to the cap; all
 *    three are per copy where the rate says so, and then multiplied by the copies.
 * 3. Reductions are taken off in their order, each from what the one before left, never below 0. Only a share can leave a fraction
 *    of a đồng: what is left is then rounded to 1 đồng, half a đồng up.
 * 4. An amount that the catalogue does not know stays null, except where the whole of it is exempt, which makes it 0.
 *
 * @throws DomainError `fee-quantity-missing` for a quantity that the applying rate needs and that is absent, not a whole number,
 *   negative, or so large that the fee cannot be counted; `fee-ground-unknown` for a ground that no fee of the procedure knows.
 */
export function computeFees(fees: readonly Fee[], facts: FeeFacts): ComputedFees {
  assertGroundsKnown(fees, facts.grounds);
  const lines = fees.flatMap((fee, index) => {
    const due = fee.rule?.due;
    if (due !== undefined && !(inScope(due, facts) && (due.when === undefined || holds(due.when, facts)))) return [];
    return [lineOf(fee, fee.id ?? `fee-${index + 1}`, facts)];
  });
  const known = lines.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const knownTotal = known.reduce((sum, amount) => sum + amount, 0);
  return { lines, total: known.length === lines.length ? knownTotal : null, knownTotal };
}

function assertGroundsKnown(fees: readonly Fee[], grounds: readonly string[]): void {
  const reductions = fees.flatMap(({ rule }) => rule?.reductions ?? []);
  const known = new Set(reductions.flatMap(({ id, basis }) => (basis.kind === 'ground' ? [id] : [])));
  const unknown = grounds.find((ground) => !known.has(ground));
  if (unknown !== undefined) throw new DomainError('fee-ground-unknown', { ground: unknown });
}

function inScope({ channels, cases, from, to }: FeeScope, { channel, caseId, day }: FeeFacts): boolean {
  return (channels?.includes(channel) ?? true) && (cases?.includes(caseId) ?? true) && inForce({ from, to }, day);
}

function inForce(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  day: string,
): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

function lineOf(fee: Fee, id: string, facts: FeeFacts): FeeLine {
  const charged = chargeOf(fee, id, facts);
  const reduced = reduce(charged.gross, fee.rule?.reductions ?? [], facts);
  return {
    fee: id,
    name: fee.name,
    ...charged,
    reductions: reduced.reductions,
    amount: reduced.amount,
    explanation: [...charged.explanation, ...reduced.explanation, { kind: 'due', amount: reduced.amount }],
  };
}

/** What a fee comes to before reductions. */
type Charge = Pick<FeeLine, 'quantities' | 'tiers' | 'gross' | 'explanation'>;

function unknownCharge(
  reason: Extract<FeeStep, { kind: 'unknown' }>['reason'],
  steps: readonly FeeStep[] = [],
): Charge {
  return { quantities: {}, tiers: [], gross: null, explanation: [...steps, { kind: 'unknown', reason }] };
}

function flatCharge(amount: number | null, steps: readonly FeeStep[] = []): Charge {
  if (amount === null) return unknownCharge('not-set', steps);
  return { quantities: {}, tiers: [], gross: amount, explanation: [...steps, { kind: 'flat', amount }] };
}

/** Units by which a fee is paid once for a dossier; any other unit without a rule leaves open how many there are. */
const ONCE: ReadonlySet<string> = new Set(['lần', 'hồ sơ']);

function chargeOf({ amount, unit, rule }: Fee, id: string, facts: FeeFacts): Charge {
  if (rule === undefined)
    return amount !== null && amount > 0 && unit !== undefined && !ONCE.has(unit.normalize('NFC'))
      ? unknownCharge('not-counted')
      : flatCharge(amount);
  const rate = rule.rates.find((one) => inScope(one, facts));
  if (rate === undefined) return unknownCharge('no-rate');
  const steps = scopeStep(rate);
  return rate.kind === 'flat' ? flatCharge(rate.amount, steps) : unitCharge(rate, id, facts, steps);
}

function scopeStep({ channels, cases, from, to }: FeeRate): readonly FeeStep[] {
  const scope: FeeScope = {
    ...(channels === undefined ? {} : { channels }),
    ...(cases === undefined ? {} : { cases }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return Object.keys(scope).length === 0 ? [] : [{ kind: 'rate', scope }];
}

function unitCharge(rate: UnitRate, fee: string, { quantities }: FeeFacts, steps: readonly FeeStep[]): Charge {
  const { quantity, quantityName = null, each, tiers, minimum = 0, cap = Infinity } = rate;
  const perCopy = each !== undefined;
  const count = quantityOf(quantities, quantity, fee);
  const copies = perCopy ? quantityOf(quantities, each, fee) : 1;
  const charged = chargeTiers(tiers, count);
  const counted = charged.reduce((sum, { amount }) => sum + amount, 0);
  const raised = count === 0 ? counted : Math.max(counted, minimum);
  const held = Math.min(raised, cap);
  const gross = held * copies;
  if (gross > LARGEST_CHARGE) throw new DomainError('fee-quantity-missing', { fee, quantity });
  return {
    quantities: perCopy ? { [quantity]: count, [each]: copies } : { [quantity]: count },
    tiers: charged.map(({ count: units, unitAmount }) => ({ count: units, unitAmount })),
    gross,
    explanation: [
      ...steps,
      ...charged.map((tier) => ({ kind: 'tier', quantity, quantityName, ...tier }) as const),
      ...(raised === counted ? [] : [{ kind: 'minimum', perCopy, before: counted, amount: raised } as const]),
      ...(held === raised ? [] : [{ kind: 'cap', perCopy, before: raised, amount: held } as const]),
      ...(perCopy ? [{ kind: 'copies', count: copies, unitAmount: held, amount: gross } as const] : []),
    ],
  };
}

/** The tiers that units fall into; the first even when nothing was counted, so that a line says so. */
function chargeTiers(tiers: readonly FeeTier[], count: number) {
  return tiers.flatMap(({ upTo, amount: unitAmount }, index) => {
    const first = (tiers[index - 1]?.upTo ?? 0) + 1;
    const units = Math.max(0, Math.min(count, upTo ?? count) - first + 1);
    return units === 0 && index > 0
      ? []
      : [{ first, last: upTo ?? null, count: units, unitAmount, amount: units * unitAmount }];
  });
}

function quantityOf(quantities: FeeFacts['quantities'], quantity: string, fee: string): number {
  const count = Object.hasOwn(quantities, quantity) ? quantities[quantity] : undefined;
  if (count === undefined || !Number.isInteger(count) || count < 0 || count > LARGEST_QUANTITY)
    throw new DomainError('fee-quantity-missing', { fee, quantity });
  return count;
}

const LARGEST_QUANTITY = 1_000_000;

/** So that every amount, ten thousandfold in `afterShare`, is a whole number that a double holds exactly. */
const LARGEST_CHARGE = 100_000_000_000;

type Reduced = Pick<FeeLine, 'reductions' | 'amount' | 'explanation'>;

function reduce(gross: number | null, reductions: readonly FeeReduction[], facts: FeeFacts): Reduced {
  let amount = gross;
  const taken: { id: string; amount: number | null }[] = [];
  const explanation: FeeStep[] = [];
  for (const { id, name, off, basis, from, to } of reductions) {
    const given = basis.kind === 'ground' ? facts.grounds.includes(id) : holds(basis.when, facts);
    if (!given || amount === 0) continue;
    if (!inForce({ from, to }, facts.day)) {
      if (basis.kind === 'ground')
        explanation.push({ kind: 'not-in-force', id, name, from: from ?? null, to: to ?? null });
      continue;
    }
    const before: number | null = amount;
    const left = leftOf(before, off);
    amount = left.amount;
    taken.push({ id, amount: before === null || amount === null ? null : before - amount });
    explanation.push({ kind: 'reduction', id, name, off, before, amount, rounded: left.rounded });
  }
  return { reductions: taken, amount, explanation };
}

/** What a reduction leaves of an amount; of one that is not known, nothing is left only by a full exemption. */
function leftOf(before: number | null, off: FeeOff): { readonly amount: number | null; readonly rounded: boolean } {
  if (before === null) return { amount: 'share' in off && off.share === 1 ? 0 : null, rounded: false };
  if ('amount' in off) return { amount: Math.max(0, before - off.amount), rounded: false };
  return afterShare(before, off.share);
}

/** In whole ten-thousandths, because a share such as 0.9 is not exact as a double. */
function afterShare(before: number, share: number): { readonly amount: number; readonly rounded: boolean } {
  const tenThousandths = before * (10_000 - Math.round(share * 10_000));
  return { amount: Math.floor((tenThousandths + 5_000) / 10_000), rounded: tenThousandths % 10_000 !== 0 };
}
