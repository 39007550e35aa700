/** The name of a document whose sender gives none. */
const NEUTRAL = 'document';

const MAX_LENGTH = 255;

/** Control characters, line and paragraph separators, what is not seen, and marks that turn the reading direction, which hide an extension. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u;

/** By which extensions a type goes; the first is given to a name that has none of them. A desktop opens a file by this, not by its type. */
const EXTENSIONS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/tiff': ['tif', 'tiff'],
  'application/xml': ['xml'],
};

/** One parameter of a Content-Disposition header (RFC 6266): extended, quoted, or a bare token. */
const EXTENDED = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]*)/i;
const QUOTED = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i;
const TOKEN = /;\s*filename\s*=\s*([^\s;"]+)/i;

/**
 * The file name in a Content-Disposition header, a neutral one where it has none. A name is kept as it was given or not at all: who
 * hands a document in must find it again under that name, so nothing is cut off or replaced. Only its accents are composed (NFC), since
 * systems differ in how they write the same letters.
 * @param disposition as Node gives it, one character a byte; a quoted name in UTF-8 is read as such
 * @returns null for a name that cannot be kept: not decodable, empty, over 255 characters, with characters that cannot be seen, or
 * with a path in it
 */
export function fileNameIn(disposition: string | undefined): string | null {
  const header = `;${disposition ?? ''}`;
  const extended = EXTENDED.exec(header)?.[1];
  const plain = QUOTED.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? TOKEN.exec(header)?.[1];
  const name = (extended === undefined ? fromBytes(plain ?? NEUTRAL) : decoded(extended))?.normalize('NFC') ?? null;
  return name !== null && isSound(name) ? name : null;
}

/** The extensions of a type, with their dots; none for a type that is not taken in. @param mediaType as `normalMediaType` gives it */
export function extensionsOf(mediaType: string): readonly string[] {
  const known = Object.hasOwn(EXTENSIONS, mediaType) ? (EXTENSIONS[mediaType] ?? []) : [];
  return known.map((extension) => `.${extension}`);
}

/** What a desktop may take for an extension; the year in "Quyết định 12.2024" is none. */
const EXTENSION = /\.(?=[^.]*[a-z])[a-z0-9]{1,12}[ .]*$/i;

/** Whether a name says nothing else than the type: it ends in an extension of it, or in none. Any fits a type that is not taken in. */
export function fits(name: string, mediaType: string): boolean {
  return !EXTENSION.test(name) || extensionsOf(mediaType).length === 0 || hasExtension(name, mediaType);
}

/**
 * The header under which a document is given out: to be saved, never shown (RFC 6266, RFC 8187). A name without the extension of the type,
 * or with another of before names were held against types, gets it.
 */
export function dispositionOf(name: string, mediaType: string): string {
  const [extension = ''] = hasExtension(name, mediaType) ? [] : extensionsOf(mediaType);
  const encoded = encodeURIComponent(name + extension).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

function hasExtension(name: string, mediaType: string): boolean {
  const lower = name.toLowerCase();
  return extensionsOf(mediaType).some((extension) => lower.endsWith(extension));
}

function isSound(name: string): boolean {
  const isEmpty = name.trim() === '' || name === '.' || name === '..';
  return !isEmpty && name.length <= MAX_LENGTH && name.isWellFormed() && !UNSEEN.test(name) && !/[/\\]/.test(name);
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function fromBytes(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
