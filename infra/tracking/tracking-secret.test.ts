import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trackingHash, trackingSecretsOf } from './tracking-secret.ts';

const CODE = 'H49.143-261125-0001';
const { secretOf } = trackingSecretsOf(Buffer.alloc(32, 1));

describe('The secret on a receipt', () => {
  test('is 80 bits in four groups of letters and digits that nobody mistakes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (serial, number) => {
        expect(secretOf(`H49.143-261125-${serial}`, number)).toMatch(
          /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/,
        );
      }),
    );
  });

  test('is the same for the same dossier and number, and another for any other, and under another key', () => {
    expect(secretOf(CODE, 1)).toBe(secretOf(CODE, 1));
    const others = [
      secretOf(CODE, 2),
      secretOf('H49.143-261125-0002', 1),
      trackingSecretsOf(Buffer.alloc(32, 2)).secretOf(CODE, 1),
    ];
    expect(new Set([secretOf(CODE, 1), ...others]).size).toBe(4);
  });

  test('of ten thousand dossiers uses every symbol in every place about as often', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 10_000; n += 1)
      for (const [at, symbol] of secretOf(`${CODE}${n}`, 1).replaceAll('-', '').split('').entries()) {
        const place = `${at}${symbol}`;
        counts.set(place, (counts.get(place) ?? 0) + 1);
      }
    expect(counts.size).toBe(16 * 32);
    expect(Math.min(...counts.values())).toBeGreaterThan(200);
    expect(Math.max(...counts.values())).toBeLessThan(450);
  });

  test('counts as right however it was typed', () => {
    const secret = secretOf(CODE, 1);
    const kept = trackingHash(CODE, secret);
    for (const typed of [
      secret.toLowerCase(),
      secret.replaceAll('-', ''),
      secret.replaceAll('-', ' '),
      ` ${secret.replaceAll('-', '–')} `,
      secret.replaceAll('0', 'o').replaceAll('1', 'l'),
      secret.replaceAll('1', 'I'),
    ])
      expect(trackingHash(` ${CODE.toLowerCase()} `, typed)).toBe(kept);
  });

  test('opens no other dossier, and nothing but it opens this one', () => {
    const kept = trackingHash(CODE, secretOf(CODE, 1));
    fc.assert(fc.property(fc.string(), (typed) => trackingHash(CODE, typed) !== kept));
    expect(trackingHash('H49.143-261125-0002', secretOf(CODE, 1))).not.toBe(kept);
    expect(trackingHash(CODE, secretOf(CODE, 1).slice(0, -1))).not.toBe(kept);
  });
});
