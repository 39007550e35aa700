/** A text in both languages; Vietnamese is printed first. */
export interface Texts {
  readonly vi: string;
  readonly en: string;
}

/** One claim, and whether it held. */
export interface Check extends Texts {
  /** Stable name, unique in a run: `1.001193/result-hash`. */
  readonly id: string;
  readonly held: boolean;
  /** What was found, where that tells more than the claim. */
  readonly found: string | null;
}

/** A dossier that the demo has taken through, as the summary names it. */
export interface ShownDossier {
  readonly procedure: string;
  readonly code: string;
}

export interface DemoReport {
  /** True when every claim held and nothing stopped the run. */
  readonly ok: boolean;
  readonly dossiers: readonly ShownDossier[];
  readonly checks: readonly Check[];
}

/** Prints as the demo goes on, and keeps every claim. */
export interface Report {
  heading(texts: Texts): void;
  line(text: string): void;
  /** One line, Vietnamese first. */
  both(texts: Texts): void;
  /** Prints ✓ or ✗ and keeps the claim; a broken one does not stop the run. */
  check(id: string, texts: Texts, held: boolean, found?: string | null): void;
  readonly checks: readonly Check[];
}

const INDENT = '  ';

export const inBoth = ({ vi, en }: Texts): string => (vi === en ? vi : `${vi} | ${en}`);

export function createReport(out: (line: string) => void): Report {
  const checks: Check[] = [];
  return {
    heading(texts) {
      const text = inBoth(texts);
      out('');
      out(text);
      out('─'.repeat(Math.min(text.length, 110)));
    },
    line: (text) => out(`${INDENT}${text}`),
    both: (texts) => out(`${INDENT}${inBoth(texts)}`),
    check(id, texts, held, found = null) {
      checks.push({ id, ...texts, held, found });
      out(`${INDENT}${held ? '✓' : '✗'} ${inBoth(texts)}${found === null ? '' : `: ${found}`}`);
    },
    checks,
  };
}

/** The same report with the claims of one dossier named after its procedure. */
export function scoped(report: Report, scope: string): Report {
  return { ...report, check: (id, ...rest) => report.check(`${scope}/${id}`, ...rest) };
}
