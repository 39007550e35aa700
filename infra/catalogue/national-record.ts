import { DomainError } from '../../domain/errors.ts';
import { parseComponents } from './national-components.ts';
import { HEADINGS, type SectionKey, splitSections } from './national-headings.ts';
import { parseMethods } from './national-methods.ts';
import { parseResults } from './national-results.ts';
import { oneLine, prose, tidy } from './national-text.ts';
import type { Flagger, NationalRecord, RecordFlag } from './national-types.ts';

const LEVELS: ReadonlyMap<string, NationalRecord['agencyLevel']> = new Map([
  ['Cấp Bộ/Trung ương', 'ministry'],
  ['Cấp Bộ', 'ministry'],
  ['Cấp Trung ương', 'ministry'],
  ['Cấp Tỉnh', 'province'],
  ['Cấp Huyện', 'district'],
  ['Cấp Xã', 'commune'],
]);

/** Real codes have eight characters; a long one fits no index of the database. */
const LONGEST_CODE = 50;

/** Subjects whose names hold the comma that also separates subjects. */
const SUBJECTS_WITH_COMMA = ['Tổ chức (không bao gồm doanh nghiệp, HTX)', 'Cán bộ, công chức, viên chức'];

/** Sections without which a record would replace a whole procedure by a part of it. */
const ESSENTIAL: readonly SectionKey[] = ['methods', 'components'];
/** The last sections of a record; a file that has none of them was cut off. */
const TAIL: readonly SectionKey[] = ['requirements', 'keywords', 'description'];
const REQUIRED_TEXT: readonly SectionKey[] = ['decision', 'field', 'results'];

function parseSubjects(text: string): string[] {
  const parts = text.split(/,\s+/u).map((part) => part.trim());
  const subjects: string[] = [];
  while (parts.length > 0) {
    const whole = SUBJECTS_WITH_COMMA.map((name) => name.split(', ').length).find((length) =>
      SUBJECTS_WITH_COMMA.includes(parts.slice(0, length).join(', ').normalize('NFC')),
    );
    subjects.push(parts.splice(0, whole ?? 1).join(', '));
  }
  return subjects.filter((subject) => subject !== '');
}

function parseLegalBases(lines: readonly string[], flag: Flagger): string[] {
  const bases: string[][] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const item = /^ {2}\*(?:\s(.*))?$/su.exec(line);
    const last = bases.at(-1);
    if (item) bases.push([item[1] ?? '']);
    else if (last) last.push(line);
    else if (!/^Không có thông tin(?: căn cứ pháp lý)?\.?$/u.test(line.normalize('NFC').trim()))
      flag('legalBases', 'unparsed-line', line.trim());
  }
  return bases.flatMap((base, index) => {
    const text = oneLine(base);
    if (text === '') flag(`legalBases[${index}]`, 'empty-legal-basis', base.join(' ').trim());
    return text === '' ? [] : [text];
  });
}

/** The code a broken record still shows, so that the report can name it. */
function codeOf(sections: ReadonlyMap<SectionKey, readonly string[]>): string {
  return oneLine(sections.get('code') ?? []);
}

function refuseBroken(sections: ReadonlyMap<SectionKey, readonly string[]>, source: string): void {
  const code = codeOf(sections);
  const isCode = code.length <= LONGEST_CODE && !/[\s\p{C}]/u.test(code);
  const params = { source, ...(code === '' || !isCode ? {} : { code }) };
  if (sections.size === 0) throw new DomainError('national-record.not-a-record', params);
  if (code === '') throw new DomainError('national-record.missing-code', params);
  if (!isCode) throw new DomainError('national-record.bad-code', params);
  if (oneLine(sections.get('name') ?? []) === '') throw new DomainError('national-record.missing-name', params);
  if (TAIL.every((key) => !sections.has(key))) throw new DomainError('national-record.truncated', params);
  for (const key of ESSENTIAL)
    if (!sections.has(key)) throw new DomainError('national-record.missing-section', { ...params, section: key });
}

/**
 * Reads one text record of the national catalogue of procedures (Cơ sở dữ liệu quốc gia về thủ tục hành chính). No line is dropped: what
 * does not fit its section's form is kept as text or flagged `unparsed-line`.
 * @param source where the record came from, usually a file name; used in errors, and to flag a code that is not the file's name
 * @throws DomainError `national-record.not-a-record` | `missing-code` | `bad-code` | `missing-name` | `truncated` | `missing-section` |
 *   `control-character` for a broken record
 */
export function parseNationalRecord(text: string, source: string): NationalRecord {
  // PostgreSQL cannot keep it, and a text record has no use for it.
  if (text.includes('\u0000')) throw new DomainError('national-record.control-character', { source });
  const {
    lines: sections,
    stray,
    outOfOrder,
    lookalikes,
  } = splitSections(text.replace(/^\uFEFF/u, '').split(/\r\n|\r|\n/u));
  refuseBroken(sections, source);

  const flags: RecordFlag[] = [];
  const flag: Flagger = (field, code, value) => flags.push({ field, code, value });
  const of = (key: SectionKey): readonly string[] => sections.get(key) ?? [];
  const line = (key: SectionKey): string => oneLine(of(key));
  const paragraphs = (key: SectionKey): string => prose(of(key));

  const code = codeOf(sections);
  const file = /([^/\\]+)\.txt$/iu.exec(source)?.[1];
  if (!/^\d+\.\d{6}$/u.test(code)) flag('code', 'unusual-code', code);
  if (file !== undefined && file !== code) flag('code', 'code-file-mismatch', source);
  for (const textLine of stray) flag('', 'unparsed-line', textLine.trim());
  for (const key of outOfOrder) flag(key, 'out-of-order-section', key);
  for (const textLine of lookalikes) flag('', 'repeated-heading', textLine.trim());
  for (const { key } of HEADINGS) if (!sections.has(key)) flag(key, 'missing-section', '');
  for (const key of REQUIRED_TEXT) if (sections.has(key) && line(key) === '') flag(key, 'missing-field', '');

  const level = line('level');
  const agencyLevel = LEVELS.get(level) ?? null;
  if (level === '') flag('level', 'missing-level', '');
  else if (!agencyLevel) flag('level', 'unknown-level', level);

  const resultsText = paragraphs('results');

  return {
    code,
    name: line('name'),
    decision: line('decision'),
    level,
    agencyLevel,
    kind: line('kind'),
    field: line('field'),
    sequence: prose(of('sequence'), 4),
    methods: parseMethods(of('methods'), flag),
    cases: parseComponents(of('components'), flag),
    subjects: parseSubjects(line('subjects')),
    agencies: {
      implementing: line('implementing'),
      competent: line('competent'),
      receiving: tidy(paragraphs('receiving')),
      authorised: line('authorised'),
      coordinating: line('coordinating'),
    },
    results: parseResults(resultsText, flag),
    resultsText,
    legalBases: parseLegalBases(of('legalBases'), flag),
    requirements: paragraphs('requirements'),
    keywords: paragraphs('keywords'),
    description: paragraphs('description'),
    flags,
  };
}

export type { NationalRecord, RecordFlag } from './national-types.ts';
