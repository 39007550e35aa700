/** Deeper than any form nests. */
export const MAX_JSON_DEPTH = 64;

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 44, 91, 93, 123, 125];

/**
 * What a JSON text may not be though its grammar allows it, and a parser would pass over in silence: an object with a key twice (RFC 8259
 * section 4 leaves open which value counts, so two programs may read two requests), or nested too deeply. Reads the text once and builds
 * nothing. What is no JSON is for the parser to say.
 */
export function faultOfJson(text: string): 'json-duplicate-key' | 'json-too-deep' | null {
  /** What is open, from the outside in: the keys of an object so far, null for a list. */
  const open: (Set<string> | null)[] = [];
  let mayBeKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        const keys = mayBeKey ? open.at(-1) : null;
        mayBeKey = false;
        if (keys) {
          const key = decoded(text.slice(at, end + 1));
          if (keys.has(key)) return 'json-duplicate-key';
          keys.add(key);
        }
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (open.length === MAX_JSON_DEPTH) return 'json-too-deep';
        mayBeKey = text.charCodeAt(at) === OPEN_OBJECT;
        open.push(mayBeKey ? new Set() : null);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        mayBeKey = false;
        open.pop();
        break;
      case COMMA:
        mayBeKey = true;
        break;
      default:
    }
  }
  return null;
}

/** Place of the quote that ends the string which begins at `from`; the end of the text where none does. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at += 1;
  }
  return text.length;
}

/** The string that a literal means: `"\u0061"` is `a`. One that is malformed stands for itself. */
function decoded(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
