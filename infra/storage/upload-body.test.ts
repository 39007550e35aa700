import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { normalMediaType } from './media-type.ts';
import { readUpload, type UploadRules } from './upload-body.ts';

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3000, 'x')]);
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const XML = Buffer.from('\uFEFF<?xml version="1.0"?>\n<Signed xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>');
const RULES: UploadRules = { mediaType: 'application/pdf', maxBytes: 10_000 };

async function read(body: Readable, rules: Partial<UploadRules> = {}) {
  const upload = readUpload(body, { ...RULES, ...rules });
  const received: Buffer[] = [];
  for await (const chunk of upload.bytes()) received.push(chunk);
  return { received: Buffer.concat(received), ...upload.plaintext() };
}

const refused = (code: string, params: object = {}) => expect.objectContaining({ name: 'DomainError', code, params });
const bodyOf = (bytes: Buffer) => Readable.from([bytes], { objectMode: false });

describe('an upload', () => {
  test('is read as it is, with size and hash, however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1 }), async (lengths) => {
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < PDF.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1;
          pieces.push(PDF.subarray(at, at + length));
          at += length;
        }
        const { received, size, sha256 } = await read(Readable.from(pieces, { objectMode: false }));
        expect(received.equals(PDF)).toBe(true);
        expect(size).toBe(PDF.length);
        expect(sha256).toBe(createHash('sha256').update(PDF).digest('hex'));
      }),
    );
  });

  test('may be as big as allowed and not a byte bigger', async () => {
    expect((await read(bodyOf(PDF), { maxBytes: PDF.length })).size).toBe(PDF.length);
    await expect(read(bodyOf(PDF), { maxBytes: PDF.length - 1 })).rejects.toEqual(
      refused('too-large', { maxBytes: PDF.length - 1 }),
    );
  });

  test('that is refused is left for its receiver to answer', async () => {
    const body = Readable.from([PDF, PDF, PDF], { objectMode: false });
    await expect(read(body, { maxBytes: 10 })).rejects.toEqual(refused('too-large', { maxBytes: 10 }));
    expect(body.destroyed).toBe(false);
  });

  test('without a byte is refused', async () => {
    await expect(read(Readable.from([]))).rejects.toEqual(refused('upload-empty'));
  });

  test('that breaks off is incomplete, whether its sender fails, goes away, or was gone before', async () => {
    const failing = new Readable({ read() {} });
    failing.push(PDF);
    setTimeout(() => failing.destroy(new Error('connection lost')), 10);
    await expect(read(failing)).rejects.toEqual(refused('upload-incomplete'));

    const leaving = new Readable({ read() {} });
    leaving.push(PDF);
    setTimeout(() => leaving.destroy(), 10);
    await expect(read(leaving)).rejects.toEqual(refused('upload-incomplete'));

    const gone = new Readable({ read() {} });
    gone.destroy();
    await expect(read(gone)).rejects.toEqual(refused('upload-incomplete'));
  });

  test('is held against the hash its sender declared', async () => {
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    expect((await read(bodyOf(PDF), { declaredSha256: sha256.toUpperCase() })).sha256).toBe(sha256);
    await expect(read(bodyOf(PDF), { declaredSha256: '0'.repeat(64) })).rejects.toEqual(refused('upload-incomplete'));
  });
});

describe('a media type', () => {
  test.each([
    ['application/pdf', PDF],
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/tiff', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
    ['image/tiff', Buffer.from('MM\0*\0\0\0\x08', 'latin1')],
    ['application/xml', XML],
    ['application/xml', Buffer.from('<Form/>')],
  ])('%s is what its first bytes say', async (mediaType, bytes) => {
    expect((await read(bodyOf(bytes), { mediaType })).received.equals(bytes)).toBe(true);
  });

  test.each([
    ['application/pdf', PNG, 'image/png'],
    ['application/pdf', Buffer.from('<html>%PDF-1.7'), null],
    ['image/png', JPEG, 'image/jpeg'],
    ['image/tiff', Buffer.from('II\0*\x08\0\0\0', 'latin1'), null],
    ['image/png', Buffer.from('MM\0*\0\0\0\x08', 'latin1'), 'image/tiff'],
    ['application/xml', Buffer.from('<!DOCTYPE html><html></html>'), null],
    ['application/xml', Buffer.from('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'), null],
    ['application/msword', PDF, 'application/pdf'],
    ['toString', PDF, 'application/pdf'],
    ['application/pdf', Buffer.from('MZ\x90\0'), null],
  ])('%s is refused where they say otherwise', async (declared, bytes, found) => {
    await expect(read(bodyOf(bytes), { mediaType: declared })).rejects.toEqual(
      refused('media-type-mismatch', { declared, found }),
    );
  });

  test('has one name', () => {
    expect(normalMediaType('Text/XML; charset=utf-8')).toBe('application/xml');
    expect(normalMediaType(' application/PDF ')).toBe('application/pdf');
  });
});
