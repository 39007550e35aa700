/** The headings of a record in their order. `block`: the content starts on the next line. */
export const HEADINGS = [
  { key: 'code', label: 'Mã thủ tục', block: false },
  { key: 'decision', label: 'Số quyết định', block: false },
  { key: 'name', label: 'Tên thủ tục', block: false },
  { key: 'level', label: 'Cấp thực hiện', block: false },
  { key: 'kind', label: 'Loại thủ tục', block: false },
  { key: 'field', label: 'Lĩnh vực', block: false },
  { key: 'sequence', label: 'Trình tự thực hiện', block: true },
  { key: 'methods', label: 'Cách thức thực hiện', block: true },
  { key: 'components', label: 'Thành phần hồ sơ', block: true },
  { key: 'subjects', label: 'Đối tượng thực hiện', block: false },
  { key: 'implementing', label: 'Cơ quan thực hiện', block: false },
  { key: 'competent', label: 'Cơ quan có thẩm quyền', block: false },
  { key: 'receiving', label: 'Địa chỉ tiếp nhận HS', block: false },
  { key: 'authorised', label: 'Cơ quan được ủy quyền', block: false },
  { key: 'coordinating', label: 'Cơ quan phối hợp', block: false },
  { key: 'results', label: 'Kết quả thực hiện', block: false },
  { key: 'legalBases', label: 'Căn cứ pháp lý', block: true },
  { key: 'requirements', label: 'Yêu cầu, điều kiện thực hiện', block: false },
  { key: 'keywords', label: 'Từ khóa', block: false },
  { key: 'description', label: 'Mô tả', block: false },
] as const;
export type SectionKey = (typeof HEADINGS)[number]['key'];

/** The lines of each section found, the rest of the heading's own line first; and what did not fit. */
export interface Sections {
  readonly lines: ReadonlyMap<SectionKey, readonly string[]>;
  /** Lines before the first heading, without the record's title. */
  readonly stray: readonly string[];
  /** Headings that stand at an unusual place. */
  readonly outOfOrder: readonly SectionKey[];
  /** Lines that look like a heading but belong to the text of the section they stand in. */
  readonly lookalikes: readonly string[];
}

interface Candidate {
  readonly line: number;
  readonly heading: number;
  readonly rest: string;
}

const TITLE = 'Chi tiết thủ tục hành chính';
const BY_LABEL = new Map<string, number>(HEADINGS.map(({ label }, index) => [fold(label), index]));

function fold(label: string): string {
  return label.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
}

function findCandidates(lines: readonly string[]): Candidate[] {
  const found: Candidate[] = [];
  lines.forEach((text, line) => {
    const colon = text.indexOf(':');
    if (colon < 3 || colon > 60 || /^\s/u.test(text)) return;
    const heading = BY_LABEL.get(fold(text.slice(0, colon)));
    if (heading !== undefined) found.push({ line, heading, rest: text.slice(colon + 1) });
  });
  return found;
}

/**
 * Chooses the true headings: free text may hold a line that begins like one, so the choice is the best increasing run of headings,
 * where a block heading with nothing behind its colon and a heading directly followed by its successor count more.
 */
function chooseHeadings(candidates: readonly Candidate[]): Candidate[] {
  interface Run {
    readonly score: number;
    readonly last: Candidate;
    readonly before: Run | undefined;
  }
  const best: (Run | undefined)[] = HEADINGS.map(() => undefined);
  candidates.forEach((candidate, index) => {
    const next = candidates[index + 1];
    const followed = next?.heading === candidate.heading + 1 && next.line === candidate.line + 1;
    const shaped = HEADINGS[candidate.heading]?.block === true && candidate.rest.trim() === '';
    let before: Run | undefined;
    for (const run of best.slice(0, candidate.heading)) if (run && run.score > (before?.score ?? 0)) before = run;
    const score = (before?.score ?? 0) + 1000 + (shaped ? 10 : 0) + (followed ? 5 : 0);
    if (score > (best[candidate.heading]?.score ?? 0)) best[candidate.heading] = { score, last: candidate, before };
  });
  let run: Run | undefined;
  for (const other of best) if (other && other.score > (run?.score ?? 0)) run = other;
  const chosen: Candidate[] = [];
  for (; run; run = run.before) chosen.unshift(run.last);
  return chosen;
}

/** Cuts a record's lines into its sections; every line goes to exactly one place of the answer. */
export function splitSections(lines: readonly string[]): Sections {
  const candidates = findCandidates(lines);
  const chosen = chooseHeadings(candidates);
  const taken = new Set(chosen.map(({ heading }) => heading));
  const late: Candidate[] = [];
  const lookalikes: string[] = [];
  for (const candidate of candidates) {
    if (chosen.includes(candidate)) continue;
    if (taken.has(candidate.heading)) {
      lookalikes.push(lines[candidate.line] ?? '');
    } else {
      taken.add(candidate.heading);
      late.push(candidate);
    }
  }
  const starts = [...chosen, ...late].toSorted((a, b) => a.line - b.line);
  const sections = new Map<SectionKey, readonly string[]>();
  starts.forEach(({ heading, line, rest }, index) => {
    const key = HEADINGS[heading]?.key;
    if (key) sections.set(key, [rest, ...lines.slice(line + 1, starts[index + 1]?.line)]);
  });
  return {
    lines: sections,
    stray: lines.slice(0, starts[0]?.line).filter((line) => line.trim() !== '' && fold(line) !== fold(TITLE)),
    outOfOrder: late.flatMap(({ heading }) => HEADINGS[heading]?.key ?? []),
    lookalikes,
  };
}
