import { parseFees } from './national-fees.ts';
import { flagImplausible, parseLimit } from './national-limits.ts';
import { prose, saysNothing } from './national-text.ts';
import type { Flagger, NationalMethod } from './national-types.ts';

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
  const methods = drafts.map((draft, index) => finish(draft, index, flag));
  flagImplausible(methods, flag);
  return methods;
}
