import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { EICAR, startClamdSimulator, type ClamdSimulator } from '../../test/support/clamd-simulator.ts';
import { StorageError } from '../storage/storage-error.ts';
import type { Antivirus } from './antivirus.ts';
import { createClamd } from './clamd.ts';

const streamOf = (...pieces: Buffer[]): Readable => Readable.from(pieces, { objectMode: false });

describe('the virus scanner', () => {
  let simulator: ClamdSimulator;
  let clamd: Antivirus;

  beforeAll(async () => {
    simulator = await startClamdSimulator();
    clamd = createClamd({ host: '127.0.0.1', port: simulator.port }, { connectMs: 500, totalMs: 700 });
  });
  beforeEach(() => {
    simulator.mood = 'well';
  });
  afterAll(() => simulator.stop());

  test('is sent the whole document, however it is cut, and finds what is in it', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.boolean(), async (sizes, infected) => {
        const pieces = sizes.map((size) => randomBytes(size));
        if (infected) pieces.push(Buffer.from(EICAR.slice(0, 30)), Buffer.from(EICAR.slice(30)));
        expect(await clamd.scan(streamOf(...pieces))).toEqual(
          infected ? { verdict: 'infected', signature: 'Eicar-Test-Signature' } : { verdict: 'clean' },
        );
        expect(simulator.scanned.at(-1)).toBe(pieces.reduce((sum, { length }) => sum + length, 0));
      }),
      { numRuns: 30 },
    );
  });

  test.each(['silent', 'garbage', 'too-large', 'hangs-up', 'talkative'] as const)(
    'that is %s has said nothing: never clean',
    async (mood) => {
      simulator.mood = mood;
      for (const document of [randomBytes(100), randomBytes(3_000_000)]) {
        expect(await clamd.scan(streamOf(document))).toMatchObject({ verdict: 'unknown' });
      }
    },
  );

  test('that is away has said nothing, and its absence is told by a code', async () => {
    await simulator.stop();
    expect(await clamd.scan(streamOf(randomBytes(100)))).toEqual({
      verdict: 'unknown',
      reason: 'connection failed (ECONNREFUSED)',
    });
    await simulator.start();
    expect(await clamd.scan(streamOf(randomBytes(100)))).toEqual({ verdict: 'clean' });
  });

  test('says nothing of a document that breaks off', async () => {
    const broken = new Readable({ read: () => undefined });
    broken.push(randomBytes(1000));
    setTimeout(() => broken.destroy(new StorageError('object-damaged', 'cut off')), 20);
    await expect(clamd.scan(broken)).rejects.toMatchObject({ code: 'object-damaged' });
  });
});
