import type { FeeLine, FeeStep } from './fees.ts';
import type { Bilingual, Channel, FeeOff, FeeScope } from './procedure.ts';

type Locale = keyof Bilingual;

type Step<K extends FeeStep['kind']> = Extract<FeeStep, { kind: K }>;

/** How each kind of step reads in one language. */
type Phrases = { readonly [K in FeeStep['kind']]: (step: Step<K>) => string };

/** How an amount came about, as lines to read, in order; the last says what is to be paid. */
export function explainFee({ explanation }: Pick<FeeLine, 'explanation'>, locale: Locale): string[] {
  return explanation.map((step) => capitalised(phrase(step, PHRASES[locale])));
}

/** An amount of đồng in words: `36.000 đồng`, in English `36,000 đồng`. */
export function formatDong(amount: number, locale: Locale): string {
  return `${grouped(amount, locale)} đồng`;
}

const CHANNELS = {
  direct: { vi: 'trực tiếp', en: 'in person' },
  online: { vi: 'trực tuyến', en: 'online' },
  postal: { vi: 'qua bưu chính', en: 'by post' },
} as const satisfies Record<Channel, Bilingual>;

/** What people call what is counted, where the rate does not say; in English of one and of many. */
const QUANTITIES: Readonly<Record<string, { readonly vi: string; readonly one: string; readonly many: string }>> = {
  copies: { vi: 'bản', one: 'copy', many: 'copies' },
  pages: { vi: 'trang', one: 'page', many: 'pages' },
};

const nameVi = ({ quantity, quantityName }: Step<'tier'>): string =>
  quantityName?.vi ?? QUANTITIES[quantity]?.vi ?? quantity;

const nameEn = ({ quantity, quantityName }: Step<'tier'>, count: number): string =>
  quantityName?.en ?? QUANTITIES[quantity]?.[count === 1 ? 'one' : 'many'] ?? quantity;

/** The numbers of the units of a tier that ends. */
const span = (first: number, last: number): string => (first === last ? `${first}` : `${first}–${last}`);

/** Which units a tier is about; nothing where one tier is about them all. */
const unitsVi = (tier: Step<'tier'>): string => {
  if (tier.last !== null) return `${nameVi(tier)} ${span(tier.first, tier.last)}: `;
  return tier.first === 1 ? '' : `từ ${nameVi(tier)} thứ ${tier.first}: `;
};

const unitsEn = (tier: Step<'tier'>): string => {
  if (tier.last !== null) return `${nameEn(tier, tier.last - tier.first + 1)} ${span(tier.first, tier.last)}: `;
  return tier.first === 1 ? '' : `from ${nameEn(tier, 1)} ${tier.first} on: `;
};

const vi = (amount: number): string => formatDong(amount, 'vi');
const en = (amount: number): string => formatDong(amount, 'en');

const datesVi = ({ from, to }: { readonly from?: string | null; readonly to?: string | null }): string =>
  [...(from == null ? [] : [`từ ${date(from)}`]), ...(to == null ? [] : [`đến hết ${date(to)}`])].join(' ');

const datesEn = ({ from, to }: { readonly from?: string | null; readonly to?: string | null }): string =>
  [...(from == null ? [] : [`from ${date(from)}`]), ...(to == null ? [] : [`through ${date(to)}`])].join(' ');

const scopeVi = (scope: FeeScope): string =>
  [
    ...(scope.channels === undefined
      ? []
      : [`hồ sơ nộp ${scope.channels.map((one) => CHANNELS[one].vi).join(' hoặc ')}`]),
    ...(scope.cases === undefined ? [] : ['trường hợp của hồ sơ']),
    ...(scope.from === undefined && scope.to === undefined ? [] : [`thời gian ${datesVi(scope)}`]),
  ].join(', ');

const scopeEn = (scope: FeeScope): string =>
  [
    ...(scope.channels === undefined
      ? []
      : [`dossiers brought ${scope.channels.map((one) => CHANNELS[one].en).join(' or ')}`]),
    ...(scope.cases === undefined ? [] : ['the case of the dossier']),
    ...(scope.from === undefined && scope.to === undefined ? [] : [`the time ${datesEn(scope)}`]),
  ].join(', ');

/** A share as percent, without what floating point adds: `50`, `12,5`. */
const percent = (share: number, decimal: ',' | '.'): string =>
  String(Math.round(share * 10_000) / 100).replace('.', decimal);

const isExemption = (off: FeeOff): boolean => 'share' in off && off.share === 1;

const offVi = (off: FeeOff): string => ('share' in off ? `${percent(off.share, ',')}%` : vi(off.amount));
const offEn = (off: FeeOff): string => ('share' in off ? `${percent(off.share, '.')}%` : en(off.amount));

const VI: Phrases = {
  rate: ({ scope }) => `áp dụng mức thu dành cho ${scopeVi(scope)}.`,
  flat: ({ amount }) => `mức thu ${vi(amount)}.`,
  tier: (tier) => `${unitsVi(tier)}${tier.count} ${nameVi(tier)} × ${vi(tier.unitAmount)} = ${vi(tier.amount)}.`,
  minimum: ({ perCopy, before, amount }) =>
    `thu tối thiểu ${vi(amount)}${perCopy ? ' mỗi bản' : ''} (tính ra ${vi(before)}).`,
  cap: ({ perCopy, before, amount }) => `thu tối đa ${vi(amount)}${perCopy ? ' mỗi bản' : ''} (tính ra ${vi(before)}).`,
  copies: ({ count, unitAmount, amount }) => `${count} bản × ${vi(unitAmount)} = ${vi(amount)}.`,
  unknown: ({ reason }) =>
    ({
      'not-set': 'danh mục chưa có mức thu; Hội đồng nhân dân tỉnh hoặc văn bản khác quy định.',
      'no-rate': 'danh mục không có mức thu cho trường hợp, cách nộp và ngày này.',
      'not-counted': 'mức thu tính theo đơn vị mà danh mục chưa có cách tính.',
    })[reason],
  reduction: ({ name, off, before, amount, rounded }) => {
    if (isExemption(off)) return `miễn toàn bộ: ${name.vi}.`;
    const left = before === null || amount === null ? '' : `; còn ${vi(amount)}`;
    return `giảm ${offVi(off)}: ${name.vi}${left}${rounded ? ' (làm tròn đến đồng, nửa đồng làm tròn lên)' : ''}.`;
  },
  'not-in-force': ({ name, from, to }) =>
    `không áp dụng miễn, giảm: ${name.vi} chỉ có hiệu lực ${datesVi({ from, to })}.`,
  due: ({ amount }) => {
    if (amount === null) return 'chưa xác định được số tiền phải nộp.';
    return amount === 0 ? 'không phải nộp.' : `phải nộp ${vi(amount)}.`;
  },
};

const EN: Phrases = {
  rate: ({ scope }) => `the amount for ${scopeEn(scope)} applies.`,
  flat: ({ amount }) => `the fee is ${en(amount)}.`,
  tier: (tier) =>
    `${unitsEn(tier)}${tier.count} ${nameEn(tier, tier.count)} × ${en(tier.unitAmount)} = ${en(tier.amount)}.`,
  minimum: ({ perCopy, before, amount }) =>
    `not less than ${en(amount)}${perCopy ? ' a copy' : ''} (${en(before)} were counted).`,
  cap: ({ perCopy, before, amount }) =>
    `not more than ${en(amount)}${perCopy ? ' a copy' : ''} (${en(before)} were counted).`,
  copies: ({ count, unitAmount, amount }) =>
    `${count} ${count === 1 ? 'copy' : 'copies'} × ${en(unitAmount)} = ${en(amount)}.`,
  unknown: ({ reason }) =>
    ({
      'not-set': 'the catalogue has no amount; the provincial council or another text sets it.',
      'no-rate': 'the catalogue has no amount for this case, channel and day.',
      'not-counted': 'the amount is stated by a unit that the catalogue does not say how to count.',
    })[reason],
  reduction: ({ name, off, before, amount, rounded }) => {
    if (isExemption(off)) return `exempt: ${name.en}.`;
    const left = before === null || amount === null ? '' : `; ${en(amount)} are left`;
    return `reduced by ${offEn(off)}: ${name.en}${left}${rounded ? ' (rounded to 1 đồng, half a đồng up)' : ''}.`;
  },
  'not-in-force': ({ name, from, to }) =>
    `no exemption or reduction: ${name.en} is in force only ${datesEn({ from, to })}.`,
  due: ({ amount }) => {
    if (amount === null) return 'what is to be paid is not known yet.';
    return amount === 0 ? 'nothing is to be paid.' : `to be paid: ${en(amount)}.`;
  },
};

const PHRASES = { vi: VI, en: EN } as const satisfies Record<Locale, Phrases>;

function phrase(step: FeeStep, phrases: Phrases): string {
  // The step is of its own kind, which the type of a table indexed by that kind cannot say.
  const say = phrases[step.kind] as (step: FeeStep) => string;
  return say(step);
}

function grouped(amount: number, locale: Locale): string {
  return String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, locale === 'vi' ? '.' : ',');
}

/** A local date day first: `31/12/2025`. */
function date(text: string): string {
  return text.split('-').toReversed().join('/');
}

function capitalised(line: string): string {
  return line.charAt(0).toUpperCase() + line.slice(1);
}
