import { saysNothing } from './national-text.ts';
import type { Flagger, NationalLimit, NationalMethod } from './national-types.ts';

type Unit = NationalLimit['unit'];

/** Units of the national catalogue; `ngày` alone is a calendar day there, since WORKING_DAY is written out. */
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ['WORKING_DAY', 'working-day'],
  ['ngày làm việc', 'working-day'],
  ['DAY', 'calendar-day'],
  ['ngày', 'calendar-day'],
  ['HOUR', 'working-hour'],
  ['giờ', 'working-hour'],
  ['giờ làm việc', 'working-hour'],
  ['MONTH', 'month'],
  ['tháng', 'month'],
]);

/** The longest limit that may be meant: three years, thirty working days where hours are counted. The longest known has 305 days. */
const LONGEST = {
  'working-hour': 240,
  'working-day': 750,
  'calendar-day': 1095,
  month: 36,
} as const satisfies Record<Unit, number>;

/** What a unit is worth in calendar days, to compare magnitudes only: five working days of eight hours are a week. */
const IN_DAYS = {
  'working-hour': 7 / 5 / 8,
  'working-day': 7 / 5,
  'calendar-day': 1,
  month: 30,
} as const satisfies Record<Unit, number>;

const inDays = ({ value, unit }: NationalLimit): number => value * IN_DAYS[unit];

/** So many times longer or shorter than the other channels, and a digit is too many or missing. */
const FACTOR = 10;

const FIGURES = /^\d[\d.,]*$/u;
/** Figures that can be meant as a number; longer ones, and thousands separators, stay text. */
const NUMBER = /^\d{1,5}(?:[.,]\d{1,2})?$/u;

type LimitOrText = { readonly limit: NationalLimit } | { readonly limitText: string };

const toNumber = (figures: string): number => Number(figures.replace(',', '.'));

/** Reads one limit (thời hạn giải quyết): a number with a known unit, or the words as they are. */
export function parseLimit(stated: string, path: string, flag: Flagger): LimitOrText {
  const text = saysNothing(stated) ? '' : stated;
  const words = /\bOTHER$/u.test(text) ? text.slice(0, -'OTHER'.length).trimEnd() : text;
  if (words === '' || saysNothing(words)) {
    flag(path, 'empty-limit', stated);
    return { limitText: '' };
  }
  const [figures = '', ...rest] = words.split(/\s+/u);
  if (!FIGURES.test(figures) || (words !== text && rest.length > 0)) {
    flag(path, 'free-text-limit', words);
    return { limitText: words };
  }
  const unit = words === text ? UNITS.get(rest.join(' ').normalize('NFC')) : undefined;
  if (!unit) {
    // A number and one word is an amount in a unit not known here, as is one of OTHER; a number that opens a sentence is free text.
    flag(path, rest.length <= 1 ? 'unknown-unit' : 'free-text-limit', words === text ? words : stated);
    return { limitText: words };
  }
  if (!NUMBER.test(figures)) {
    flag(path, 'suspicious-limit', words);
    return { limitText: words };
  }
  const value = toNumber(figures);
  if (!Number.isInteger(value) && (unit === 'calendar-day' || unit === 'month')) flag(path, 'fractional-limit', words);
  if (unit === 'working-hour' && value >= 24) flag(path, 'ambiguous-hours', words);
  return { limit: { value, unit } };
}

/** An amount of time in words. One by the piece (`/tờ`), one before an event (`trước ngày`) and a date or time of day are none. */
const DURATION =
  /(?<![\d./,])(?<figures>\d{1,4}(?:[.,]\d{1,2})?)\)?\s*(?:\([^()]{0,20}\)\s*)?(?<unit>(?:ngày|giờ) làm việc|(?:ngày|giờ)(?! làm việc)|tháng)(?!\p{L}|\s*\/|\s*\d|\s+trước)/giu;
/** Words of a clause that speaks of another case than the plain one (remote communes, more time, an incomplete dossier) or of a time of day. */
const OTHER_CASE =
  /miền núi|hải đảo|vùng sâu|thêm|bổ sung|tính hợp lệ|(?:không|chưa)[^,]{0,12} (?:hợp lệ|đầy đủ|đủ)|(?:sau|lúc|trước)\s*$/iu;
/** A description with more amounts than this contradicts nothing: it tells of too many cases. */
const MAX_STEPS = 30;
/** Records have a dozen ways of submission at most; more are not compared with each other. */
const MAX_METHODS = 200;

interface Duration {
  readonly value: number;
  readonly unit: Unit | undefined;
  readonly text: string;
  readonly otherCase: boolean;
}

function durationsIn(description: string): Duration[] {
  const words = description.normalize('NFC');
  return [...words.matchAll(DURATION)].map(({ 0: text, index, groups }) => {
    const before = words.slice(Math.max(0, index - 1000), index);
    const clause = Math.max(...['.', ';', '\n'].map((end) => before.lastIndexOf(end))) + 1;
    return {
      value: toNumber(groups?.['figures'] ?? ''),
      unit: UNITS.get((groups?.['unit'] ?? '').toLowerCase()),
      text,
      otherCase: OTHER_CASE.test(before.slice(clause)),
    };
  });
}

/** Whether some of the steps take `total` together. */
function addsUp(steps: readonly number[], total: number): boolean {
  let sums = new Set([0]);
  for (const step of steps) {
    const longer = [...sums].map((sum) => sum + step).filter((sum) => sum <= total);
    sums = new Set([...sums, ...longer]);
  }
  return sums.has(total);
}

type Judge = (
  method: NationalMethod & { readonly limit: NationalLimit },
  all: readonly NationalMethod[],
) => string | null;

/** Why a limit cannot be meant, in the record's own words; null where nothing speaks against it. The first reason is told. */
const JUDGES: readonly Judge[] = [
  ({ limit: { value, unit }, limitVerbatim }) => (value > 0 && value <= LONGEST[unit] ? null : limitVerbatim),
  ({ limit: { value, unit }, limitVerbatim, description }) => {
    const durations = durationsIn(description);
    if (durations.length > MAX_STEPS) return null;
    const stated = durations.find((duration) => duration.unit === unit && !duration.otherCase);
    const fits = addsUp(
      durations.map((duration) => duration.value),
      value,
    );
    return stated && !fits ? `${limitVerbatim} ≠ ${stated.text}` : null;
  },
  ({ channel, limit, limitVerbatim, description }, all) => {
    const stated = durationsIn(description).filter(({ unit }) => unit === limit.unit);
    if (stated.length > 0 && stated.every(({ value }) => value === limit.value)) return null;
    const compared = all.length > MAX_METHODS ? [] : all;
    const others = compared.filter((other) => other.channel !== channel && (other.limit?.value ?? 0) > 0);
    const isFar = ({ limit: other = limit }: NationalMethod): boolean => {
      const ratio = inDays(limit) / inDays(other);
      return ratio >= FACTOR || ratio <= 1 / FACTOR;
    };
    const [first] = others;
    return first && others.every(isFar) ? `${limitVerbatim} ≠ ${first.channelText} ${first.limitVerbatim}` : null;
  },
];

/**
 * Flags `suspicious-limit` on every limit that cannot be meant: 0, beyond three years, unlike every amount of its unit in its own
 * description (and unlike what the description's steps add up to), or, where its description does not say the same, ten times longer or shorter
 * than all limits of the record's other channels.
 */
export function flagImplausible(methods: readonly NationalMethod[], flag: Flagger): void {
  methods.forEach((method, index) => {
    const { limit } = method;
    if (!limit) return;
    const reason = JUDGES.map((judge) => judge({ ...method, limit }, methods)).find((found) => found !== null);
    if (reason) flag(`methods[${index}].limit`, 'suspicious-limit', reason);
  });
}
