import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { EICAR, startClamdSimulator, type ClamdSimulator } from '../support/clamd-simulator.ts';
import { aPdf, RECEPTIONIST } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { s3Client } from '../support/s3.ts';
import { testStack } from '../support/stack.ts';

const PDF = 'application/pdf';

describe('With a virus scanner (clamd, simulated)', () => {
  let motcua: Motcua;
  let clamd: ClamdSimulator;

  beforeAll(async () => {
    clamd = await startClamdSimulator();
    const { config } = testStack();
    const uploads = { ...config.uploads, clamd: { host: '127.0.0.1', port: clamd.port } };
    motcua = await startMotcua({ ...config, uploads });
  }, 60_000);
  afterAll(async () => {
    await motcua?.stop();
    await clamd?.stop();
  }, 30_000);
  afterEach(async () => {
    clamd.mood = 'well';
  });

  const clerk = () => motcua.as('appraiser-hong-gai');
  const quarantined = async (): Promise<number> =>
    (await s3Client(motcua.config).listObjects(motcua.config.storage.buckets.quarantine, '', true).toArray()).length;
  const recheck = (): Promise<number> =>
    motcua.engine.client.workflow.execute('recheckHeldDocuments', {
      taskQueue: 'dossier',
      workflowId: `recheck-${randomUUID()}`,
      args: [],
    });
  const stateOf = async (document: string) => {
    const [row] = await rows(
      motcua.db,
      'select check_state, bucket, scanned_at is not null as scanned from document where id = $1',
      document,
    );
    return row;
  };
  /** Uploads while the scanner says nothing. */
  const heldUpload = async (path: string, file: Buffer): Promise<string> => {
    clamd.mood = 'too-large';
    const { status, body } = await clerk().upload(path, file, PDF);
    clamd.mood = 'well';
    expect([status, body['state'], body['scanned']]).toEqual([201, 'held', false]);
    return String(body['id']);
  };

  test('a clean upload says that it was scanned', async () => {
    const { status, body } = await motcua.as(RECEPTIONIST).upload('/documents', aPdf(), PDF);
    expect([status, body['state'], body['scanned']]).toEqual([201, 'clean', true]);
  });

  test('an infected one is refused and told of to who watches, by its id and the signature alone', async () => {
    const before = await count(motcua.db, 'document');
    const [logged, name] = [motcua.logs.length, 'Nguyen Van Canary.pdf'];
    const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
    const answer = await motcua.as(RECEPTIONIST).upload('/documents', aPdf(EICAR), PDF, { headers });
    expect([answer.status, answer.body['code']]).toEqual([422, 'document-infected']);
    expect(await count(motcua.db, 'document')).toBe(before);
    const told = motcua.logs.slice(logged).filter((line) => line.includes('"event":"document-infected"'));
    expect(told).toEqual([expect.stringContaining('Eicar-Test-Signature')]);
    expect(motcua.logs.slice(logged).join('')).not.toContain('Canary');
  });

  test.each(['garbage', 'hangs-up', 'away'] as const)(
    'that is %s an upload is held: it belongs to its dossier, and nobody opens it until it was scanned',
    async (mood) => {
      const { code } = await motcua.receive();
      const path = `/dossiers/${code}/documents`;
      const file = aPdf();
      if (mood === 'away') await clamd.stop();
      else clamd.mood = mood;
      const { status, body } = await clerk().upload(path, file, PDF);
      expect([status, body['state'], body['scanned']]).toEqual([201, 'held', false]);
      const document = String(body['id']);
      const { quarantine, documents } = motcua.config.storage.buckets;
      expect(await stateOf(document)).toEqual({ check_state: 'held', bucket: quarantine, scanned: false });
      const refused = await clerk().get(`${path}/${document}`);
      expect([refused.status, refused.body['code']]).toEqual([409, 'document-held']);
      const shown = await clerk().get(`/dossiers/${code}`);
      expect(shown.body['documents']).toEqual([expect.objectContaining({ id: document, state: 'held' })]);

      if (mood === 'away') await clamd.start();
      clamd.mood = 'well';
      await recheck();
      expect(await stateOf(document)).toEqual({ check_state: 'clean', bucket: documents, scanned: true });
      expect((await clerk().download(`${path}/${document}`)).bytes.equals(file)).toBe(true);
      expect(await quarantined()).toBe(0);
    },
  );

  test('what turns out to be infected later is refused for good, and its content is gone', async () => {
    const { code } = await motcua.receive();
    const path = `/dossiers/${code}/documents`;
    const document = await heldUpload(path, aPdf(EICAR));
    expect(await recheck()).toBe(1);
    expect(await stateOf(document)).toMatchObject({ check_state: 'refused' });
    const refused = await clerk().get(`${path}/${document}`);
    expect([refused.status, refused.body['code']]).toEqual([410, 'document-refused']);
    expect(await quarantined()).toBe(0);
  });

  test('many rounds at once release a document once', async () => {
    const { code } = await motcua.receive();
    const document = await heldUpload(`/dossiers/${code}/documents`, aPdf());
    await Promise.all([recheck(), recheck(), recheck()]);
    expect(await stateOf(document)).toMatchObject({ check_state: 'clean' });
    expect((await clerk().download(`/dossiers/${code}/documents/${document}`)).status).toBe(200);
  });

  test('a result that is held is not sealed, and one that was released is', async () => {
    let { code, step } = await motcua.receive();
    while (step !== null && step.stage !== 'sealing') step = (await motcua.act(code, step)).step;
    if (step === null) throw new Error('the route has no sealing');
    clamd.mood = 'too-large';
    const file = aPdf();
    const result = await motcua.uploadResult(code, step, file);
    clamd.mood = 'well';
    const refused = await motcua.tryAct(code, step, { body: { document: result.id } });
    expect([refused.status, refused.body['code']]).toEqual([409, 'document-held']);
    await recheck();
    const sealed = await motcua.act(code, step, { body: { document: result.id } });
    expect(sealed.step?.stage).toBe('return');
    const { results } = motcua.config.storage.buckets;
    expect(await stateOf(result.id)).toEqual({ check_state: 'clean', bucket: results, scanned: true });
    const { bytes } = await clerk().download(`/dossiers/${code}/documents/${result.id}`);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(result.sha256);
  }, 60_000);
});

describe('An upload that no dossier names', () => {
  let motcua: Motcua;
  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  test('goes after its time, with its name and object; one that a dossier has, or that is young, stays', async () => {
    const handIn = async (): Promise<string> =>
      String((await motcua.as(RECEPTIONIST).upload('/documents', aPdf(), PDF)).body['id']);
    const [unused, used, young] = [await handIn(), await handIn(), await handIn()];
    await motcua.receive({
      body: { components: [{ component: 'original', originals: 0, copies: 0, documents: [used] }] },
    });
    await rows(motcua.db, `update document set created_at = now() - interval '91 days' where id = any ($1)`, [
      unused,
      used,
    ]);
    const [{ object_key: key } = { object_key: '' }] = await rows<{ object_key: string }>(
      motcua.db,
      'select object_key from document where id = $1',
      unused,
    );
    const removed = await motcua.engine.client.workflow.execute('removeUnusedDocuments', {
      taskQueue: 'dossier',
      workflowId: `unused-${randomUUID()}`,
      args: [],
    });
    expect(removed).toBe(1);
    const left = await rows(motcua.db, 'select id from document where id = any ($1) order by id', [
      unused,
      used,
      young,
    ]);
    expect(left).toEqual([used, young].toSorted().map((id) => ({ id })));
    expect(await count(motcua.db, 'document_name where document = $1', unused)).toBe(0);
    const { documents } = motcua.config.storage.buckets;
    await expect(s3Client(motcua.config).statObject(documents, key)).rejects.toMatchObject({ code: 'NotFound' });
    await expect(rows(motcua.db, 'delete from document where id = $1', used)).rejects.toThrow(
      'a document of a dossier is not deleted',
    );
  });
});
