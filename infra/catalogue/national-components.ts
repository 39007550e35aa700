import { oneLine, saysNothing, tidy } from './national-text.ts';
import type { Flagger, NationalCase } from './national-types.ts';

const CASE = /^ {2}\[(.*)$/su;
const COMPONENT = /^ {4}-(?:\s(.*))?$/su;
const COUNTS = /^\s*Số lượng\s*:(.*)$/u;
const NONE = /^Không có thông tin thành phần hồ sơ\.?$/u;

interface ComponentDraft {
  readonly name: string[];
  counts: string | null;
  readonly notes: string[];
}

interface CaseDraft {
  readonly name: string[];
  /** The heading's closing bracket has not come yet. */
  open: boolean;
  readonly components: ComponentDraft[];
}

const text = (lines: readonly string[]): string =>
  lines
    .map((line) => tidy(line).trim())
    .join('\n')
    .trim();

/** `Bản chính: 1, Bản sao: 0`; a count that is not a whole number of up to five digits is left at 0 and flagged. */
function parseCounts(stated: string | null, path: string, flag: Flagger): { originals: number; copies: number } {
  const normal = (stated ?? '').normalize('NFC');
  const originals = /Bản chính\s*:\s*(\d{1,5})(?![\d.,]*\d)/u.exec(normal)?.[1];
  const copies = /Bản sao\s*:\s*(\d{1,5})(?![\d.,]*\d)/u.exec(normal)?.[1];
  const left = normal.replace(/Bản (?:chính|sao)\s*:\s*\d+/gu, '').replace(/[\s,;.]/gu, '');
  if (originals === undefined || copies === undefined || left !== '')
    flag(path, 'missing-counts', (stated ?? '').trim());
  else if (originals === '0' && copies === '0') flag(path, 'zero-copies', (stated ?? '').trim());
  return { originals: Number(originals ?? 0), copies: Number(copies ?? 0) };
}

function finish(drafts: readonly CaseDraft[], flag: Flagger): NationalCase[] {
  return drafts.map((draft, index) => {
    const path = `cases[${index}]`;
    const name = oneLine(draft.name);
    if (draft.components.length === 0) flag(path, 'empty-case', name);
    return {
      name,
      components: draft.components.map((component, position) => {
        const field = `${path}.components[${position}]`;
        const stated = text(component.name);
        const empty = stated === '' || saysNothing(stated);
        if (empty) flag(field, 'empty-component', stated);
        return {
          name: empty ? '' : stated,
          ...parseCounts(component.counts, field, flag),
          ...(component.notes.length > 0 ? { notes: component.notes } : {}),
        };
      }),
    };
  });
}

/**
 * Reads the components (thành phần hồ sơ): headings in brackets open a case (trường hợp), `- ` a component, and the line of counts
 * closes it. Components before the first heading go to a case without a name.
 */
export function parseComponents(lines: readonly string[], flag: Flagger): NationalCase[] {
  const cases: CaseDraft[] = [];
  const addComponent = (name: string): void => {
    if (cases.length === 0) cases.push({ name: [], open: false, components: [] });
    cases.at(-1)?.components.push({ name: [name], counts: null, notes: [] });
  };
  const closeBracket = (draft: CaseDraft, part: string): void => {
    const trimmed = part.trimEnd();
    draft.open = !trimmed.endsWith(']');
    draft.name.push(draft.open ? trimmed : trimmed.slice(0, -1));
  };
  for (const line of lines) {
    if (line.trim() === '') continue;
    const here = cases.at(-1);
    const component = here?.components.at(-1);
    const heading = CASE.exec(line);
    const item = COMPONENT.exec(line);
    const counts = COUNTS.exec(line.normalize('NFC'));
    if (here?.open && !item) {
      closeBracket(here, line);
    } else if (heading) {
      const draft: CaseDraft = { name: [], open: true, components: [] };
      cases.push(draft);
      closeBracket(draft, heading[1] ?? '');
    } else if (item) {
      if (here) here.open = false;
      addComponent(item[1] ?? '');
    } else if (counts && component?.counts === null) {
      component.counts = counts[1] ?? '';
    } else if (component?.counts === null) {
      component.name.push(line);
    } else if (component && /^\s{6}/u.test(line)) {
      component.notes.push(line.trim());
    } else if (!NONE.test(line.normalize('NFC').trim()) && !saysNothing(line)) {
      flag('cases', 'unparsed-line', line.trim());
    }
  }
  if (cases.every(({ components }) => components.length === 0)) flag('cases', 'no-components', '');
  return finish(cases, flag);
}
