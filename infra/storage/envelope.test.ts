import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createDataKey, createKeyring, type MasterKey } from './envelope.ts';
import { createFormSealer } from './form-sealer.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

const master = (id: string): MasterKey => ({ id, bytes: randomBytes(32) });
const damaged = expect.objectContaining({ code: 'object-damaged' });

describe('a wrapped data key', () => {
  test('opens in its own context and in no other', () => {
    const ring = createKeyring([master('k1')]);
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (context, more) => {
        const dataKey = createDataKey();
        const wrapped = ring.wrap(dataKey, context);
        expect(ring.unwrap(wrapped, context).equals(dataKey)).toBe(true);
        expect(() => ring.unwrap(wrapped, context + more)).toThrow(damaged);
      }),
    );
  });

  test('is wrapped by the first master key and still opens after others came before it', () => {
    const [old, recent] = [master('2026'), master('2027')];
    const dataKey = createDataKey();
    const wrapped = createKeyring([old]).wrap(dataKey, 'document 1');
    const rotated = createKeyring([recent, old]);
    expect(rotated.unwrap(wrapped, 'document 1').equals(dataKey)).toBe(true);
    expect(rotated.wrap(dataKey, 'document 1').masterKeyId).toBe('2027');
  });

  test('is wrapped anew by the first master key, and then needs the old one no more', () => {
    const [old, recent] = [master('2026'), master('2027')];
    const dataKey = createDataKey();
    const wrapped = createKeyring([old]).wrap(dataKey, 'document 1');
    const anew = createKeyring([recent, old]).rewrap(wrapped, 'document 1');
    expect(anew.masterKeyId).toBe('2027');
    expect(createKeyring([recent]).unwrap(anew, 'document 1').equals(dataKey)).toBe(true);
    expect(() => createKeyring([recent, old]).rewrap(wrapped, 'document 2')).toThrow(damaged);
  });

  test('names the master key that is missing', () => {
    const wrapped = createKeyring([master('2026')]).wrap(createDataKey(), 'document 1');
    expect(() => createKeyring([master('2027')]).unwrap(wrapped, 'document 1')).toThrow(
      expect.objectContaining({ code: 'master-key-unknown', message: 'MASTER_KEYS has no key with the id 2026' }),
    );
  });

  test('does not open under another key of the same id', () => {
    const wrapped = createKeyring([master('k1')]).wrap(createDataKey(), 'document 1');
    expect(() => createKeyring([master('k1')]).unwrap(wrapped, 'document 1')).toThrow(damaged);
  });

  test('never holds the data key, and is another each time', () => {
    const ring = createKeyring([master('k1')]);
    const dataKey = createDataKey();
    const [one, two] = [ring.wrap(dataKey, 'c').wrappedKey, ring.wrap(dataKey, 'c').wrappedKey];
    expect(one.includes(dataKey.subarray(0, 8))).toBe(false);
    expect(one.equals(two)).toBe(false);
  });
});

describe('a ring of master keys', () => {
  test('is not made without a key, with a short key, or with two of one id', () => {
    expect(() => createKeyring([])).toThrow('MASTER_KEYS: no key is given');
    expect(() => createKeyring([{ id: 'k1', bytes: randomBytes(16) }])).toThrow(
      'MASTER_KEYS: key k1 has 16 bytes, not 32',
    );
    expect(() => createKeyring([master('k1'), master('k1')])).toThrow('MASTER_KEYS: two keys share an id');
  });
});

describe('sealed bytes', () => {
  test('come back under their key and context, and are refused when a byte changes or the length does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (plain, where, flip) => {
          const key = createDataKey();
          const sealed = sealBytes(key, plain, 'form H49-261124-0001');
          expect(openBytes(key, sealed, 'form H49-261124-0001').equals(plain)).toBe(true);
          expect(() => openBytes(key, sealed, 'form H49-261124-0002')).toThrow(damaged);
          expect(() => openBytes(key, sealed.subarray(0, where % sealed.length), 'form H49-261124-0001')).toThrow(
            damaged,
          );
          const at = where % sealed.length;
          sealed.writeUInt8(sealed.readUInt8(at) ^ flip, at);
          expect(() => openBytes(key, sealed, 'form H49-261124-0001')).toThrow(damaged);
        },
      ),
    );
  });

  test('are not forged by bytes of any kind', () => {
    const key = createDataKey();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (forged) => {
        expect(() => openBytes(key, forged, '')).toThrow(damaged);
      }),
    );
  });
});

describe('a form', () => {
  const sealer = createFormSealer(createKeyring([master('k1')]));
  const form = { child: { fullName: 'Nguyễn Thị Mơ', bornOn: '2026-11-02' }, copies: 2 };

  test('is sealed for its dossier alone', () => {
    const sealed = sealer.seal('H49.01-261124-0001', form);
    expect(sealer.open('H49.01-261124-0001', sealed)).toEqual(form);
    expect(() => sealer.open('H49.01-261124-0002', sealed)).toThrow(damaged);
    expect(sealed.cipher.includes('Nguyễn')).toBe(false);
  });

  test('never opens as a draft, nor a draft as a form, under one name', () => {
    const drafts = createFormSealer(createKeyring([master('k1')]), 'draft');
    expect(drafts.open('one', drafts.seal('one', form))).toEqual(form);
    expect(() => drafts.open('one', sealer.seal('one', form))).toThrow(damaged);
    expect(() => sealer.open('one', drafts.seal('one', form))).toThrow(damaged);
  });
});
