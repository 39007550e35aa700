import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { aPdf, RECEPTIONIST } from '../support/desks.ts';
import { count } from '../support/facts.ts';
import { HOSTILE_FILES, MISDECLARED } from '../support/hostile-files.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aJpeg, AN_XML, aPng, aTiff, CATALOG, ONE_PAGE, PAGE, pdfOf, streamOf } from '../support/sound-files.ts';
import { s3Client } from '../support/s3.ts';
import { testStack } from '../support/stack.ts';

const PDF = 'application/pdf';

describe('A hostile upload', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const upload = (file: Uint8Array | Readable, type: string, headers: Record<string, string> = {}) =>
    motcua.as(RECEPTIONIST).upload('/documents', file, type, { headers });
  const kept = async (): Promise<readonly number[]> => {
    const { documents, quarantine } = motcua.config.storage.buckets;
    const client = s3Client(motcua.config);
    const objects = await Promise.all(
      [documents, quarantine].map(async (bucket) => (await client.listObjects(bucket, '', true).toArray()).length),
    );
    return [await count(motcua.db, 'document'), ...objects];
  };

  test('is refused by what is wrong with it, in both languages, and nothing of it is kept', async () => {
    const before = await kept();
    for (const [what, type, bytes, code] of HOSTILE_FILES) {
      const answer = await upload(bytes, type);
      expect([what, answer.status, answer.body['code']]).toEqual([what, 422, code]);
      expect(answer.text).not.toContain('alert(1)');
    }
    for (const [what, type, bytes] of MISDECLARED) {
      expect([what, (await upload(bytes, type)).status]).toEqual([what, 422]);
    }
    expect(await kept()).toEqual(before);
  }, 60_000);

  test('may be of five types only, whatever it is', async () => {
    for (const type of ['application/zip', 'image/svg+xml', 'text/html', 'application/msword', '*/*']) {
      expect([type, (await upload(aPdf(), type)).body['code']]).toEqual([type, 'unsupported-media']);
    }
  });

  test('in an encoding is refused: it would be stored as something else', async () => {
    for (const encoding of ['gzip', 'br', 'identity']) {
      const answer = await upload(gzipSync(aPdf()), PDF, { 'Content-Encoding': encoding });
      expect([encoding, answer.status, answer.body['code']]).toEqual([encoding, 415, 'content-encoded']);
    }
  });

  test('or a sound one with anything changed in it is taken in or refused, and the API goes on', async () => {
    const sound = [
      [PDF, aPdf()],
      ['image/png', aPng(9, 7)],
      ['image/jpeg', aJpeg(9, 7)],
      ['image/tiff', aTiff('MM')],
      ['application/xml', AN_XML],
    ] as const;
    const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sound),
        fc.array(change, { maxLength: 6 }),
        async ([type, bytes], changes) => {
          const changed = Buffer.from(bytes);
          for (const { at, byte } of changes) changed.writeUInt8(byte, at % changed.length);
          const { status } = await upload(changed, type);
          expect([201, 422]).toContain(status);
        },
      ),
      { numRuns: 60 },
    );
    expect((await upload(aPdf(), PDF)).status).toBe(201);
  }, 60_000);

  test('of a hundred megabytes does not pass through the memory of the API', async () => {
    const [head, tail] = pieces(pdfOf([CATALOG, ONE_PAGE, PAGE, streamOf('', Buffer.from('#'.repeat(90_000_000)))]));
    const chunk = randomBytes(100_000);
    const held: number[] = [];
    function* body(): Generator<Buffer> {
      yield head;
      for (let sent = 0; sent < 90_000_000; sent += chunk.length) {
        if (sent % 15_000_000 === 0) held.push(bytesHeld());
        yield chunk;
      }
      held.push(bytesHeld());
      yield tail;
    }
    const before = bytesHeld();
    const answer = await upload(Readable.from(body()), PDF);
    expect(answer.status).toBe(201);
    const peak = Math.max(...held) - before;
    expect(held).toHaveLength(7);
    expect(peak).toBeLessThan(45_000_000);
  }, 120_000);
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in buffers of this process that something still holds; sender and API are both in it. */
function bytesHeld(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** What stands before and after the bytes of the long stream. */
function pieces(pdf: Buffer): [Buffer, Buffer] {
  return [pdf.subarray(0, pdf.indexOf('####')), Buffer.from(pdf.subarray(pdf.lastIndexOf('#') + 1))];
}
