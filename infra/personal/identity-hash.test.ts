import { describe, expect, test } from '@jest/globals';
import { identityHasherOf } from './identity-hash.ts';

const hash = identityHasherOf(Buffer.alloc(32, 1));

describe('The keyed hash of an identity number', () => {
  test('is the same for the same number, however it was typed', () => {
    expect(hash('001085000017')).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(' 0010 8500 0017 ')).toBe(hash('001085000017'));
    expect(hash('0101234567-001')).toBe(hash('0101234567001'));
    expect(hash('b1234567')).toBe(hash('B1234567'));
  });

  test('is another for another number, and under another key', () => {
    expect(hash('001085000018')).not.toBe(hash('001085000017'));
    expect(identityHasherOf(Buffer.alloc(32, 2))('001085000017')).not.toBe(hash('001085000017'));
  });
});
