import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitment } from '../../domain/ledger/hash-chain.ts';
import { count, rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aJpeg, aPng } from '../support/sound-files.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, publish, refused, type Way, type Ways } from '../support/ways.ts';

const VERIFIED = '1.000656';
const JPEG = aJpeg(40, 30);
const PNG = aPng(40, 30);
const XML = Buffer.from('<?xml version="1.0"?><a/>');

const SEEN = {
  location: 'Thửa 12, tờ 4, khu 2',
  participants: [
    { name: 'Lê Thị Xác', capacity: 'Công chức thẩm định' },
    { name: 'Phạm Văn Minh', capacity: 'Chủ hộ liền kề' },
  ],
  content: 'Hiện trạng sử dụng đất',
  conclusion: 'Đúng như đơn',
};

describe('A verification with a field visit', () => {
  let motcua: Motcua;
  let ways: Ways;
  let restore: () => Promise<unknown>;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    restore = await publish(motcua, VERIFIED, {
      legalLimit: { unit: 'working-day', value: 5 },
      extension: { unit: 'working-day', value: 5 },
      extensionGround: 'verification',
    });
  }, 60_000);
  afterAll(async () => {
    await restore();
    await motcua.stop();
  }, 30_000);

  const upload = async (way: Way, file: Buffer, mediaType: string, who: string = AT.appraiser): Promise<string> => {
    const { status, text, body } = await motcua.as(who).upload(`/dossiers/${way.code}/documents`, file, mediaType);
    if (status !== 201) throw new Error(text);
    return String(body['id']);
  };

  test('is recorded with time, place, participants, content, photos and signed minutes (Decree 61/2018 art. 19.3)', async () => {
    const way = await ways.receive();
    const documents = [
      await upload(way, JPEG, 'image/jpeg'),
      await upload(way, PNG, 'image/png'),
      await way.attachment(AT.appraiser),
    ];
    const key = randomUUID();
    const first = await way.try(AT.appraiser, 'record-verification', { ...SEEN, documents }, { key });
    expect(first.status).toBe(200);
    const again = await way.try(AT.appraiser, 'record-verification', { ...SEEN, documents }, { key });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await way.story()).filter((type) => type === 'verification-recorded')).toHaveLength(1);

    const { verifications, openStep } = await way.view();
    expect(openStep).toMatchObject({ task: way.task, stage: 'appraisal' });
    expect(verifications).toEqual([
      {
        status: 'recorded',
        task: way.task,
        stage: 'appraisal',
        from: expect.any(String),
        to: expect.any(String),
        at: first.body['at'],
        person: AT.appraiser,
        texts: SEEN,
        documents,
      },
    ]);
    const { events, ledger } = await way.timeline();
    expect(events.at(-1)).toMatchObject({ type: 'verification-recorded', note: null, verification: SEEN });
    expect(ledger.verified).toBe(true);
  });

  test('names its texts by id and salted commitment, which the erasable table can prove; the ledger says no more', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'record-verification', SEEN);
    const [event] = await rows<{ data: { record: { id: string; commitment: string } } }>(
      motcua.db,
      `select data from dossier_event where stream = $1 and type = 'verification-recorded'`,
      way.code,
    );
    const [kept] = await rows<{ salt: string; texts: unknown }>(
      motcua.db,
      `select salt, to_jsonb(v) - 'id' - 'dossier' - 'salt' - 'kept_by' as texts from verification v where id = $1 and dossier = $2`,
      event?.data.record.id,
      way.code,
    );
    expect(kept?.texts).toEqual(SEEN);
    expect(event?.data.record.commitment).toBe(commitment(kept?.salt ?? '', SEEN));
    expect(JSON.stringify(event)).not.toMatch(/Thửa|Phạm|Hiện trạng|Đúng như/);
    await rows(motcua.db, 'delete from verification where id = $1', event?.data.record.id);
    expect((await way.view()).verifications).toMatchObject([{ status: 'recorded', texts: null }]);
    expect(await way.timeline()).toMatchObject({ ledger: { verified: true } });
  });

  test('is planned for all who take part to see, planned anew, and done with when it is recorded', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'plan-verification');
    const later = { from: '2090-03-01T08:00:00+07:00', to: '2090-03-01T09:30:00+07:00', location: 'Trụ sở khu 3' };
    await way.do(AT.appraiser, 'plan-verification', later);
    for (const who of [AT.counter, AT.leader, AT.appraiser])
      expect((await way.view(who)).verifications).toEqual([
        expect.objectContaining({
          status: 'planned',
          from: '2090-03-01T01:00:00.000Z',
          to: '2090-03-01T02:30:00.000Z',
          texts: { location: 'Trụ sở khu 3', participants: [], content: null, conclusion: null },
        }),
      ]);
    await way.do(AT.appraiser, 'record-verification');
    expect((await way.view()).verifications.map(({ status }) => status)).toEqual(['recorded']);
  });

  test('shows to whom the applicant is not shown that and when it was, and nothing else', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'record-verification', SEEN);
    const { verifications } = await way.view('system-administrator');
    expect(verifications).toMatchObject([{ status: 'recorded', texts: null }]);
    const { events } = await way.timeline('system-administrator');
    expect(events.at(-1)).toMatchObject({ type: 'verification-recorded', verification: null });
  });

  test('takes files of the dossier only, and only photos and minutes; what is refused leaves no text', async () => {
    const way = await ways.receive();
    const other = await ways.receive();
    const before = await traces(motcua.db, way.code);
    const wrong = [
      [randomUUID(), 'document-unknown'],
      [await other.attachment(AT.appraiser), 'document-unknown'],
      [await upload(way, XML, 'application/xml'), 'verification-file-kind'],
    ] as const;
    for (const [document, code] of wrong) {
      const answer = await way.try(AT.appraiser, 'record-verification', { ...SEEN, documents: [document] });
      expect(refused(answer)).toEqual([code === 'document-unknown' ? 404 : 422, code]);
    }
    const [early, late] = ['2020-01-02T08:00:00Z', '2091-01-02T08:00:00Z'];
    for (const span of [
      { from: early, to: early },
      { from: late, to: late },
      { from: early, to: late },
    ]) {
      expect(refused(await way.try(AT.appraiser, 'record-verification', { ...SEEN, ...span }))).toEqual([
        422,
        'verification-time-invalid',
      ]);
    }
    expect(refused(await way.try(AT.appraiser, 'plan-verification', { from: early, to: late }))).toEqual([
      422,
      'verification-plan-past',
    ]);
    for (const missing of [
      { participants: [] },
      { content: undefined },
      { location: undefined },
      { from: undefined },
    ]) {
      const answer = await way.try(AT.appraiser, 'record-verification', missing);
      expect([missing, ...refused(answer)]).toEqual([missing, 422, 'body-invalid']);
    }
    expect(await traces(motcua.db, way.code)).toEqual(before);
  });

  test('waits like all work while the dossier waits, and is for the officer who has the step', async () => {
    const way = await ways.receive();
    await way.do(AT.appraiser, 'request-supplement');
    expect(refused(await way.try(AT.appraiser, 'record-verification'))).toEqual([409, 'dossier-waits']);
    await way.do(AT.counter, 'receive-supplement');
    expect(refused(await way.try(AT.leader, 'plan-verification'))).toEqual([403, 'role-not-allowed']);
    expect(refused(await way.try('appraiser-bai-chay', 'plan-verification'))).toEqual([404, 'dossier-unknown']);
    const { task } = way;
    await way.do(AT.appraiser, 'appraise');
    expect(refused(await way.try(AT.appraiser, 'record-verification', { task }))).toEqual([409, 'act-stale']);
    expect(await count(motcua.db, 'verification where dossier = $1', way.code)).toBe(0);
  });

  test('is what a longer limit needs where the law grants one for it', async () => {
    const components = [{ component: 'original', originals: 1 }];
    const way = await ways.receive({ procedure: VERIFIED, body: { case: 'standard', components } });
    const before = await way.view();
    expect(refused(await way.try(AT.leader, 'extend'))).toEqual([409, 'extension-unverified']);
    await way.do(AT.appraiser, 'plan-verification');
    await way.do(AT.leader, 'extend');
    expect(Date.parse((await way.view()).dueAt ?? '')).toBeGreaterThan(Date.parse(before.dueAt ?? ''));
  });
});
