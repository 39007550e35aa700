import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPdf, RECEPTIONIST, type Receipt } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';

const PDF = 'application/pdf';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A PDF of this many bytes that no compression makes smaller. */
const aBigPdf = (size: number): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size), Buffer.from('\n%%EOF\n')]);

describe('A document over HTTP', () => {
  let motcua: Motcua;
  let receipt: Receipt;
  let path: string;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    receipt = await motcua.receive();
    path = `/dossiers/${receipt.code}/documents`;
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const clerk = () => motcua.as('appraiser-hong-gai');

  test('comes back byte for byte, with its type, length and name', async () => {
    for (const file of [aPdf(), aBigPdf(64 * 1024), aBigPdf(5_000_001)]) {
      const headers = { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('Tờ trình.pdf')}` };
      const uploaded = await clerk().upload(path, file, PDF, { headers });
      expect(uploaded.status).toBe(201);
      expect(uploaded.body).toMatchObject({ dossier: receipt.code, size: file.length, sha256: sha256(file) });
      const got = await clerk().download(`${path}/${String(uploaded.body['id'])}`);
      expect(got.status).toBe(200);
      expect(got.bytes.equals(file)).toBe(true);
      expect(got.headers.get('content-type')).toBe(PDF);
      expect(got.headers.get('content-length')).toBe(String(file.length));
      expect(decodeURIComponent(got.headers.get('content-disposition') ?? '')).toContain('Tờ trình.pdf');
    }
  });

  test('uploaded twice with one key is one document; another file under that key is refused', async () => {
    const key = randomUUID();
    const file = aPdf();
    const first = await clerk().upload(path, file, PDF, { key });
    const second = await clerk().upload(path, file, PDF, { key });
    expect([second.status, second.text]).toEqual([201, first.text]);
    const other = await clerk().upload(path, aPdf(), PDF, { key });
    expect([other.status, other.body['code']]).toEqual([422, 'key-reused']);
    expect(await count(motcua.db, 'document where id = $1', first.body['id'])).toBe(1);
  });

  test('uploaded many times at once with one key is one document', async () => {
    const key = randomUUID();
    const file = aBigPdf(300_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => clerk().upload(path, file, PDF, { key })));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('is refused when it is not what was declared, and nothing is kept', async () => {
    const before = await count(motcua.db, 'document where dossier = $1', receipt.code);
    const cases: [Buffer, string, Record<string, string>, number, string][] = [
      [aPdf(), PDF, { 'X-Content-SHA256': sha256(aPdf()) }, 400, 'upload-incomplete'],
      [Buffer.from('no PDF at all'), PDF, {}, 422, 'media-type-mismatch'],
      [Buffer.alloc(0), PDF, {}, 422, 'upload-empty'],
      [aPdf(), 'text/html', {}, 415, 'unsupported-media'],
    ];
    for (const [file, mediaType, headers, status, code] of cases) {
      const answer = await clerk().upload(path, file, mediaType, { headers });
      expect([code, answer.status, answer.body['code']]).toEqual([code, status, code]);
    }
    expect(await count(motcua.db, 'document where dossier = $1', receipt.code)).toBe(before);
  });

  test('is for the agencies that take part, under the dossier it belongs to', async () => {
    const { body } = await clerk().upload(path, aPdf(), PDF);
    const id = String(body['id']);
    const stranger = await motcua.as('appraiser-bai-chay').get(`${path}/${id}`);
    expect([stranger.status, stranger.body['code']]).toEqual([403, 'not-taking-part']);
    const intruder = await motcua.as('appraiser-bai-chay').upload(path, aPdf(), PDF);
    expect([intruder.status, intruder.body['code']]).toEqual([403, 'not-taking-part']);
    expect((await motcua.withToken(null).get(`${path}/${id}`)).status).toBe(401);
    const other = await motcua.receive();
    const misplaced = await clerk().get(`/dossiers/${other.code}/documents/${id}`);
    expect([misplaced.status, misplaced.body['code']]).toEqual([404, 'document-unknown']);
  });

  test('handed in before the reception belongs to that dossier from then on, and to no second one', async () => {
    const { body } = await motcua.as(RECEPTIONIST).upload('/documents', aPdf(), PDF);
    const id = String(body['id']);
    const components = [{ component: 'original', originals: 0, copies: 0, documents: [id] }];
    const { code } = await motcua.receive({ body: { components } });
    expect(await rows(motcua.db, 'select dossier from document where id = $1', id)).toEqual([{ dossier: code }]);
    expect((await clerk().download(`/dossiers/${code}/documents/${id}`)).status).toBe(200);
    const again = await motcua.as(RECEPTIONIST).post('/dossiers', motcua.intakeBody({ body: { components } }));
    expect([again.status, again.body['code']]).toEqual([404, 'document-unknown']);
  });
});
