import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { cursorsOf, KeyInstant, KeyText, toPage } from './paging.ts';

const cursors = cursorsOf('things', z.strictObject({ id: z.string(), n: z.int() }));

describe('a cursor', () => {
  it('gives back the keys it was made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (id, n) => {
        expect(cursors.decode(cursors.encode({ id, n }))).toEqual({ id, n });
      }),
    );
  });

  it('is refused when it was not given out by this list', () => {
    const other = cursorsOf('others', z.strictObject({ id: z.string(), n: z.int() })).encode({ id: 'a', n: 1 });
    const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const tampered = [
      other,
      '',
      '!!!',
      'e30',
      base64({ l: 'things', k: { id: 1, n: 1 } }),
      base64({ l: 'things', k: { id: 'a', n: 1, more: true } }),
      base64({ l: 'things', k: { id: 'a', n: 1 }, extra: 1 }),
      `${cursors.encode({ id: 'a', n: 1 })}x'`,
    ];
    for (const cursor of tampered) expect(() => cursors.decode(cursor)).toThrow(new DomainError('cursor-invalid'));
  });

  it('is refused, never crashed on, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (cursor) => {
          expect(() => cursors.decode(cursor)).toThrow(DomainError);
        },
      ),
    );
  });
});

describe('a key of a cursor', () => {
  it('that is an instant is one that PostgreSQL can read', () => {
    for (const instant of ['2026-11-25 10:00:00+00', '2026-11-25 10:00:00.123456+00', '2024-02-29 23:59:59+00'])
      expect(KeyInstant.safeParse(instant).success).toBe(true);
    const forged = [
      '9999-99-99 99:99:99+00',
      '2026-02-30 00:00:00+00',
      '0000-01-01 00:00:00+00',
      '----- ::+00',
      '2026-11-25',
      'infinity',
    ];
    for (const instant of forged) expect(KeyInstant.safeParse(instant).success).toBe(false);
  });

  it('that is a code is text that PostgreSQL can keep', () => {
    expect(KeyText.safeParse('H49.143-261125-0001').success).toBe(true);
    for (const code of ['a\u0000', '\ud800', ' ', 'x'.repeat(101)]) expect(KeyText.safeParse(code).success).toBe(false);
  });
});

describe('a page', () => {
  const keysOf = (n: number) => ({ id: 'x', n });

  it('has a next one only when a row more than asked for was found', () => {
    expect(toPage([1, 2], 2, cursors, keysOf, String)).toEqual({ items: ['1', '2'], next: null });
    const page = toPage([1, 2, 3], 2, cursors, keysOf, String);
    expect(page.items).toEqual(['1', '2']);
    expect(cursors.decode(page.next ?? '')).toEqual({ id: 'x', n: 2 });
  });

  it('may be empty', () => {
    expect(toPage([], 2, cursors, keysOf, String)).toEqual({ items: [], next: null });
  });
});
