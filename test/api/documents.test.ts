import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPdf, RECEPTIONIST, type Receipt } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aJpeg, aTiff, CATALOG, ONE_PAGE, PAGE, pdfOf, streamOf } from '../support/sound-files.ts';
import { s3Client } from '../support/s3.ts';
import { testStack } from '../support/stack.ts';

const PDF = 'application/pdf';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A PDF of more than so many bytes, which no compression makes smaller. */
const aBigPdf = (size: number): Buffer => pdfOf([CATALOG, ONE_PAGE, PAGE, streamOf('', randomBytes(size))]);

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
  const objectsOf = async (): Promise<number> => {
    const { documents } = motcua.config.storage.buckets;
    return (await s3Client(motcua.config).listObjects(documents, '', true).toArray()).length;
  };

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
      expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._-]+$/);
      expect(got.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
      expect(got.headers.get('cache-control')).toBe('no-store');
      expect(got.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  test('uploaded twice with one key is one document; another file, or the same by another name, is refused under that key', async () => {
    const key = randomUUID();
    const file = aPdf();
    const first = await clerk().upload(path, file, PDF, { key });
    const second = await clerk().upload(path, file, PDF, { key });
    expect([second.status, second.text]).toEqual([201, first.text]);
    const named = { headers: { 'Content-Disposition': 'attachment; filename="other.pdf"' } };
    for (const other of [
      await clerk().upload(path, aPdf(), PDF, { key }),
      await clerk().upload(path, file, PDF, { key, ...named }),
    ]) {
      expect([other.status, other.body['code']]).toEqual([422, 'key-reused']);
    }
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

  test('keeps a scan in either byte order of TIFF', async () => {
    for (const mark of ['II', 'MM'] as const) {
      const file = aTiff(mark);
      const { status, body } = await clerk().upload(path, file, 'image/tiff');
      expect([mark, status, body['mediaType']]).toEqual([mark, 201, 'image/tiff']);
      expect((await clerk().download(`${path}/${String(body['id'])}`)).bytes.equals(file)).toBe(true);
    }
  });

  test('with a name that cannot be kept is refused before anything is stored', async () => {
    const before = await count(motcua.db, 'document where dossier = $1', receipt.code);
    const objects = await objectsOf();
    const names = [
      'a%00.pdf',
      'a%0A.pdf',
      '%ED%A0%80.pdf',
      '..%2F..%2Fa.pdf',
      'x'.repeat(256),
      '%',
      '%E2%80%AEfdp.exe',
      'a%E2%80%8D.pdf',
      'a.hta',
      'a.pdf.lnk',
      'a.jpg',
    ];
    for (const name of names) {
      const headers = { 'Content-Disposition': `attachment; filename*=UTF-8''${name}` };
      const answer = await clerk().upload(path, aPdf(), PDF, { headers });
      const [field] = answer.body['errors'] as { path: string; code: string }[];
      expect([name, answer.status, field?.path, field?.code]).toEqual([
        name,
        400,
        'headers.content-disposition',
        'file-name',
      ]);
    }
    expect(await count(motcua.db, 'document where dossier = $1', receipt.code)).toBe(before);
    expect(await objectsOf()).toBe(objects);
  });

  test('whose name does not fit its type is told by which it may go, in both languages', async () => {
    const headers = { 'Content-Disposition': 'attachment; filename="giay-khai-sinh.hta"' };
    const photo = Buffer.concat([aJpeg(40, 30), Buffer.alloc(1100, ' '), Buffer.from('<html><script>1</script>')]);
    const { text } = await clerk().upload(path, photo, 'image/jpeg', { headers });
    expect(text).toContain('phải có đuôi .jpg, .jpeg, .jfif');
    expect(text).toContain('must end in .jpg, .jpeg, .jfif');
  });

  test('is given out under the extension of its type, also when it was stored under another or none', async () => {
    const nameOf = async (id: string): Promise<string> => {
      const { headers } = await clerk().download(`${path}/${id}`);
      return decodeURIComponent(headers.get('content-disposition')?.split("''")[1] ?? '');
    };
    const { body } = await clerk().upload(path, aJpeg(40, 30), 'image/jpeg');
    const id = String(body['id']);
    expect(await nameOf(id)).toBe('document.jpg');
    const text = `update document_name set name = 'giấy khai sinh.hta' where document = $1`;
    await motcua.db.execute({ name: '', text }, [id]);
    expect(await nameOf(id)).toBe('giấy khai sinh.hta.jpg');
  });

  describe('is opened and added', () => {
    const OVERSEERS = ['indicator-officer', 'system-administrator', 'catalogue-administrator', 'auditor'];

    test('by no one who oversees; an auditor opens one where he says why', async () => {
      const { body } = await clerk().upload(path, aPdf(), PDF);
      const document = `${path}/${String(body['id'])}`;
      const before = await count(motcua.db, 'document where dossier = $1', receipt.code);
      for (const account of OVERSEERS) {
        for (const kind of ['attachment', 'result', 'component']) {
          const refused = await motcua.as(account).upload(`${path}?kind=${kind}`, aPdf(), PDF);
          expect([account, kind, refused.status, refused.body['code']]).toEqual([
            account,
            kind,
            403,
            'role-not-allowed',
          ]);
        }
        expect([account, (await motcua.as(account).upload('/documents', aPdf(), PDF)).status]).toEqual([account, 403]);
        const { status } = await motcua.as(account).download(document);
        // 404 where not even that there is such a dossier is told; an auditor is asked for a reason.
        expect(account === 'auditor' ? [428] : [403, 404]).toContain(status);
      }
      expect(await count(motcua.db, 'document where dossier = $1', receipt.code)).toBe(before);
    });

    test('as a result only by the agency at which the dossier lies now', async () => {
      const { code, step } = await motcua.receive();
      const results = `/dossiers/${code}/documents?kind=result`;
      const early = await motcua.as('return-clerk-hong-gai').upload(results, aPdf(), PDF);
      expect([early.status, early.body['code']]).toEqual([403, 'step-not-yours']);
      const foreign = await motcua.as('seal-clerk-bai-chay').upload(results, aPdf(), PDF);
      expect([foreign.status, foreign.body['code']]).toEqual([404, 'dossier-unknown']);
      expect((await motcua.as('seal-clerk-hong-gai').upload(results, aPdf(), PDF)).status).toBe(201);
      const attached = await motcua.as('return-clerk-hong-gai').upload(`/dossiers/${code}/documents`, aPdf(), PDF);
      expect(attached.status).toBe(201);
      expect(step?.agency).toBe('H49.143');
    });

    test('to no dossier that has ended, while a repeat of what was added before gets its answer', async () => {
      const { code, step } = await motcua.receive();
      const attachments = `/dossiers/${code}/documents`;
      const [key, file] = [randomUUID(), aPdf()];
      const first = await clerk().upload(attachments, file, PDF, { key });
      expect(first.status).toBe(201);

      // One that began while the dossier was open, and whose last byte came after its end.
      const slow = new PassThrough();
      const long = aBigPdf(4000);
      slow.write(long.subarray(0, 2000));
      const late = clerk().upload(attachments, slow, PDF);
      await motcua.takeToEnd(code, step);
      const before = await count(motcua.db, 'document where dossier = $1', code);
      slow.end(long.subarray(2000));
      const tooLate = await late;
      expect([tooLate.status, tooLate.body['code']]).toEqual([409, 'dossier-ended']);

      for (const account of ['appraiser-hong-gai', 'seal-clerk-hong-gai', 'return-clerk-hong-gai']) {
        for (const kind of ['attachment', 'component', 'result']) {
          const answer = await motcua.as(account).upload(`${attachments}?kind=${kind}`, aPdf(), PDF);
          expect([account, kind, answer.status, answer.body['code']]).toEqual([account, kind, 409, 'dossier-ended']);
        }
      }
      const stranger = await motcua.as('appraiser-bai-chay').upload(attachments, aPdf(), PDF);
      expect([stranger.status, stranger.body['code']]).toEqual([404, 'dossier-unknown']);
      const again = await clerk().upload(attachments, file, PDF, { key });
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(await count(motcua.db, 'document where dossier = $1', code)).toBe(before);
    });
  });

  test('is for the agencies that take part, under the dossier it belongs to', async () => {
    const { body } = await clerk().upload(path, aPdf(), PDF);
    const id = String(body['id']);
    const stranger = await motcua.as('appraiser-bai-chay').get(`${path}/${id}`);
    expect([stranger.status, stranger.body['code']]).toEqual([404, 'dossier-unknown']);
    const intruder = await motcua.as('appraiser-bai-chay').upload(path, aPdf(), PDF);
    expect([intruder.status, intruder.body['code']]).toEqual([404, 'dossier-unknown']);
    expect((await motcua.withToken(null).get(`${path}/${id}`)).status).toBe(401);
    const other = await motcua.receive();
    const misplaced = await clerk().get(`/dossiers/${other.code}/documents/${id}`);
    expect([misplaced.status, misplaced.body['code']]).toEqual([404, 'document-unknown']);
  });

  test('handed in before the reception belongs to that dossier from then on, and to no second one', async () => {
    const [key, file] = [randomUUID(), aPdf()];
    const first = await motcua.as(RECEPTIONIST).upload('/documents', file, PDF, { key });
    const id = String(first.body['id']);
    const components = [{ component: 'original', originals: 0, copies: 0, documents: [id] }];
    const { code } = await motcua.receive({ body: { components } });
    expect(await rows(motcua.db, 'select dossier from document where id = $1', id)).toEqual([{ dossier: code }]);
    expect((await clerk().download(`/dossiers/${code}/documents/${id}`)).status).toBe(200);
    const repeated = await motcua.as(RECEPTIONIST).upload('/documents', file, PDF, { key });
    expect([repeated.status, repeated.text, first.body['dossier']]).toEqual([201, first.text, null]);
    const again = await motcua.as(RECEPTIONIST).post('/dossiers', motcua.intakeBody({ body: { components } }));
    expect([again.status, again.body['code']]).toEqual([404, 'document-unknown']);
  });
});
