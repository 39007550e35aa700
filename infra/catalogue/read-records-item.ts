/** Why something that lies among the records is not read as one. */
export type SkipReason = 'folder-link' | 'hidden' | 'link-without-target' | 'not-text' | 'special-file';

/** Why a source as a whole was not read to its end. */
export type SourceProblem = 'catalogue.damaged-archive' | 'catalogue.unfinished-archive';

/**
 * What a catalogue's folder or archive holds: a record's text, a record that cannot be read (an error code), something that is no
 * record; and last, what is wrong with the source itself.
 */
export type SourceItem =
  | { readonly source: string; readonly text: string }
  | { readonly source: string; readonly error: string }
  | { readonly source: string; readonly skipped: SkipReason }
  | { readonly source: string; readonly problem: SourceProblem };

/** The largest record known has 125 kB; anything above this is not a record. */
export const MAX_RECORD_BYTES = 5_000_000;

/** Why a file of that name is no record: records are called `*.txt`, and files whose names begin with a dot are the system's. */
export function whyNoRecord(source: string): 'hidden' | 'not-text' | null {
  const name = source.replace(/^.*[/\\]/su, '');
  if (name.startsWith('.')) return 'hidden';
  return /\.txt$/iu.test(name) ? null : 'not-text';
}

/** A record's bytes as its text; only UTF-8 is read. */
export function toItem(source: string, bytes: Uint8Array): SourceItem {
  try {
    return { source, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { source, error: 'national-record.invalid-utf8' };
  }
}
