import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';

/** Query parameters of a keyset-paged list. */
export const PageQuery = {
  cursor: z
    .string()
    .max(1000)
    .optional()
    .describe('Con trỏ của trang sau, từ "next" của trang trước / cursor from "next"'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Số mục mỗi trang / entries per page'),
};

/** One page of a list; `next` is the cursor of the page after it, null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Keyset cursors of one list: opaque base64url of the list's name and the last entry's keys. Not secret and not signed; a
 * tampered one can only start the caller's own list elsewhere.
 */
export interface Cursors<K> {
  encode(keys: K): string;
  /** @throws DomainError `cursor-invalid` for anything that this list did not give out */
  decode(cursor: string): K;
}

/** A code or id as the key of a cursor. */
export const KeyText = z.string().regex(/^[\x21-\x7e]{0,100}$/);

/** An instant of PostgreSQL, in UTC, as the key of a cursor: `2026-11-25 10:00:00.123456+00`. */
export const KeyInstant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/)
  .refine((text) => isRealInstant(text));

/** The 30th of February looks like a date, and is taken for the 2nd of March. */
function isRealInstant(text: string): boolean {
  const instant = new Date(text.replace(' ', 'T').replace('+00', 'Z'));
  return !Number.isNaN(instant.getTime()) && text >= '0001' && instant.toISOString().startsWith(text.slice(0, 10));
}

/** The cursors of the list `list`, whose keys have the given schema. */
export function cursorsOf<S extends z.ZodType>(list: string, keys: S): Cursors<z.output<S>> {
  const Cursor = z.strictObject({ l: z.literal(list), k: z.unknown() });
  return {
    encode: (value) => Buffer.from(JSON.stringify({ l: list, k: value }), 'utf8').toString('base64url'),
    decode(cursor) {
      const parsed = keys.safeParse(Cursor.safeParse(parseJson(cursor)).data?.k);
      if (!parsed.success) throw new DomainError('cursor-invalid');
      return parsed.data;
    },
  };
}

/**
 * Cuts the page out of `limit + 1` rows: the extra one only says that there is a next page.
 * @param keysOf the keys of the last entry that the page shows
 */
export function toPage<R, T, K>(
  rows: readonly R[],
  limit: number,
  cursors: Cursors<K>,
  keysOf: (row: R) => K,
  show: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    next: rows.length > limit && last !== undefined ? cursors.encode(keysOf(last)) : null,
  };
}

function parseJson(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
