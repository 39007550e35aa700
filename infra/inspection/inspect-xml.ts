import { SaxesParser } from 'saxes';
import { assertReadable, Refusal } from './refusal.ts';

const MAX_DEPTH = 200;
const MAX_ATTRIBUTES = 200;

/** Vocabularies that a browser would run: pages and drawings. */
const RUN_BY_BROWSERS = new Set(['http://www.w3.org/1999/xhtml', 'http://www.w3.org/2000/svg']);
const RUN_BY_NAME = /^(?:html|svg|script)$/i;

/**
 * XML, well-formed and in UTF-8, without a document type (no entities, hence nothing that grows or reads another file), without
 * style sheets, and nothing that a browser would run. Nothing outside of it is ever read.
 * @throws Refusal
 */
export function inspectXml(bytes: Buffer): void {
  const text = utf8(bytes);
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  parser.on('error', () => {
    throw new Refusal('document-unreadable');
  });
  parser.on('doctype', () => {
    throw new Refusal('document-active-content');
  });
  parser.on('xmldecl', ({ encoding, version }) => {
    assertReadable(version === undefined || version === '1.0');
    assertReadable(encoding === undefined || /^utf-?8$/i.test(encoding));
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target.toLowerCase() === 'xml-stylesheet') throw new Refusal('document-active-content');
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    depth++;
    assertReadable(depth <= MAX_DEPTH && Object.keys(attributes).length <= MAX_ATTRIBUTES);
    if (RUN_BY_BROWSERS.has(uri) || RUN_BY_NAME.test(local)) throw new Refusal('document-active-content');
  });
  parser.on('closetag', () => {
    depth--;
  });
  parser.write(text).close();
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('document-unreadable');
  }
}
