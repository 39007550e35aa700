import { parseFees } from './national-fees.ts';
import { prose, saysNothing } from './national-text.ts';
import type { Flagger, NationalLimit, NationalMethod } from './national-types.ts';

const METHOD = /^\s{1,3}\*\s*Hình thức nộp\s*:(.*)$/u;
const FIELD = /^ {4}(Thời hạn giải quyết|Phí, lệ phí|Mô tả)\s*:(.*)$/u;

const CHANNELS: Readonly<Record<string, NationalMethod['channel']>> = {
  ONLINE: 'online',
  POSTAL: 'postal',
  DIRECT: 'direct',
  'TRỰC TUYẾN': 'online',
  'BƯU CHÍNH': 'postal',
  'DỊCH VỤ BƯU CHÍNH': 'postal',
  'TRỰC TIẾP': 'direct',
};

/** Units of the national catalogue; `ngày` alone is a calendar day there, since WORKING_DAY is written out. */
const UNITS: Readonly<Record<string, NationalLimit['unit']>> = {
  WORKING_DAY: 'working-day',
  'ngày làm việc': 'working-day',
  DAY: 'calendar-day',
  ngày: 'calendar-day',
  HOUR: 'working-hour',
  giờ: 'working-hour',
  'giờ làm việc': 'working-hour',
  MONTH: 'month',
  tháng: 'month',
};
const NUMBER = /^\d+(?:[.,]\d+)?$/u;

/** Reads one limit (thời hạn giải quyết): a number with a known unit, or the words as they are. */
function parseLimit(stated: string, path: string, flag: Flagger): { limit: NationalLimit } | { limitText: string } {
  const text = saysNothing(stated) ? '' : stated;
  const other = /^(?<words>.*?)\s*\bOTHER$/su.exec(text)?.groups;
  const words = other ? (other['words'] ?? '') : text;
  if (words === '' || saysNothing(words)) {
    flag(path, 'empty-limit', stated);
    if (other) flag(path, 'free-text-limit', stated);
    return { limitText: '' };
  }
  if (other) {
    flag(path, 'free-text-limit', words);
    return { limitText: words };
  }
  const [number, ...rest] = words.split(/\s+/u);
  if (number === undefined || !NUMBER.test(number)) {
    flag(path, 'free-text-limit', words);
    return { limitText: words };
  }
  const unit = UNITS[rest.join(' ').normalize('NFC')];
  if (!unit) {
    // A number and one word is an amount in a unit not known here; a number that opens a sentence is free text.
    flag(path, rest.length <= 1 ? 'unknown-unit' : 'free-text-limit', words);
    return { limitText: words };
  }
  const value = Number(number.replace(',', '.'));
  if (value <= 0) flag(path, 'suspicious-limit', words);
  if (!Number.isInteger(value) && (unit === 'calendar-day' || unit === 'month')) flag(path, 'fractional-limit', words);
  if (unit === 'working-hour' && value >= 24) flag(path, 'ambiguous-hours', words);
  return { limit: { value, unit } };
}

interface Draft {
  readonly channelText: string;
  readonly limit: string[];
  readonly fee: string[];
  readonly description: string[];
  /** Where a line without a label goes. */
  current: string[] | null;
}

const newDraft = (channelText: string): Draft => ({ channelText, limit: [], fee: [], description: [], current: null });

function finish(draft: Draft, index: number, flag: Flagger): NationalMethod {
  const path = `methods[${index}]`;
  const channel = CHANNELS[draft.channelText.normalize('NFC').toUpperCase()] ?? 'unknown';
  if (channel === 'unknown') flag(`${path}.channel`, 'unknown-channel', draft.channelText);
  const limitVerbatim = draft.limit.join('\n').trim();
  const feeText = prose(draft.fee);
  return {
    channel,
    channelText: draft.channelText,
    ...parseLimit(limitVerbatim, `${path}.limit`, flag),
    limitVerbatim,
    feeText,
    fees: parseFees(feeText, path, flag),
    description: prose(draft.description),
  };
}

/**
 * Reads the section on ways of bringing the dossier (cách thức thực hiện). A line without a label continues what stands above it. A
 * second limit under one channel opens a further entry of that channel.
 */
export function parseMethods(lines: readonly string[], flag: Flagger): NationalMethod[] {
  const drafts: Draft[] = [];
  for (const line of lines) {
    const normal = line.normalize('NFC');
    const method = METHOD.exec(normal);
    const last = drafts.at(-1);
    if (method) {
      drafts.push(newDraft((method[1] ?? '').trim()));
      continue;
    }
    if (!last) {
      if (line.trim() !== '' && !saysNothing(line)) flag('methods', 'unparsed-line', line.trim());
      continue;
    }
    const label = FIELD.exec(normal)?.[1];
    if (label === undefined) {
      if (last.current) last.current.push(line);
      else if (line.trim() !== '') flag(`methods[${drafts.length - 1}]`, 'unparsed-line', line.trim());
      continue;
    }
    const value = line.slice(line.indexOf(':') + 1);
    let target = last;
    if (label === 'Thời hạn giải quyết' && last.limit.length > 0) {
      target = newDraft(last.channelText);
      drafts.push(target);
    }
    const into = { 'Thời hạn giải quyết': target.limit, 'Phí, lệ phí': target.fee, 'Mô tả': target.description }[label];
    if (into) {
      // Under a repeated label the label is text too.
      into.push(into.length > 0 ? line : value);
      target.current = into;
    }
  }
  if (drafts.length === 0) flag('methods', 'no-methods', '');
  return drafts.map((draft, index) => finish(draft, index, flag));
}
