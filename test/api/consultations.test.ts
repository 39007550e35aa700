import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConsultationPage } from '../../contracts/consultation.ts';
import { BUILDER, BUILDING, createConsulting, POLICE, POLICEMAN, type Consulting } from '../support/consulting.ts';
import { aPdf, statusesOf } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, refused, WARD, type Way, type Ways } from '../support/ways.ts';

describe('A consultation', () => {
  let motcua: Motcua;
  let ways: Ways;
  let consulting: Consulting;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    consulting = createConsulting(motcua, ways);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const reported = (way: Way, what: string): Promise<unknown> =>
    until(async () =>
      (await way.timeline()).events.some(
        ({ type, data }) => type === 'consultation-reported' && (data['news'] as { kind: string }).kind === what,
      ),
    );

  test('goes to several agencies at once, comes back to the dossier, and lets its step go on', async () => {
    const way = await consulting.dossier();
    const document = await way.attachment(AT.appraiser);
    await way.do(AT.appraiser, 'consult', {
      asks: [
        { rule: 'agency-opinion', agency: BUILDING, question: 'Quy hoạch?', documents: [document] },
        { rule: 'fire-safety', question: 'Phòng cháy?' },
      ],
    });
    expect(refused(await way.try(AT.appraiser, 'appraise'))).toEqual([409, 'consultation-open']);
    const [first, second] = [`${way.code}.C1`, `${way.code}.C2`];

    const asked = await consulting.view(BUILDER, first);
    expect(asked).toMatchObject({ agency: { code: BUILDING }, status: 'open', via: 'inbox', verified: true });
    expect(asked.messages[0]).toMatchObject({ text: 'Quy hoạch?', documents: [{ id: document }] });
    expect(asked.receipts.map(({ what }) => what)).toEqual(['sent', 'delivered']);
    const file = await motcua.as(BUILDER).download(`/dossiers/${way.code}/documents/${document}`);
    expect(file.status).toBe(200);

    await consulting.do(BUILDER, first, 'open');
    const sent = await motcua.as(BUILDER).upload(`/dossiers/${way.code}/documents`, aPdf(), 'application/pdf');
    const answered = await consulting.do(BUILDER, first, 'answer', { documents: [sent.body['id']] });
    expect(answered).toMatchObject({ status: 'answered', agency: BUILDING, dossier: way.code });
    const police = await consulting.view(POLICEMAN, second);
    expect(police).toMatchObject({ via: 'system', deliveredAt: null });
    await consulting.do(POLICEMAN, second, 'acknowledge', { contentHash: police.contentHash });
    await consulting.do(POLICEMAN, second, 'answer', { opinion: 'agreed-with-conditions' });
    await reported(way, 'answered');
    await until(async () => (await way.story()).filter((type) => type === 'consultation-reported').length === 2);
    const view = await consulting.view(AT.appraiser, first);
    expect(view.receipts.map(({ what }) => what)).toEqual(['sent', 'delivered', 'opened', 'answered']);
    expect(view.messages.at(-1)).toMatchObject({ text: 'Phù hợp quy hoạch', documents: [{ id: sent.body['id'] }] });
    const heard = (await way.timeline()).events.find(({ type }) => type === 'consultation-reported');
    expect(heard?.data).toMatchObject({ consultation: first, hash: view.headHash, seq: view.seq });
    await way.do(AT.appraiser, 'appraise');
  });

  test('is answered once: a repeat gets the same answer, another body under its key and another answer are refused', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => consulting.try(BUILDER, code, 'answer', {}, { key })),
    );
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(refused(await consulting.try(BUILDER, code, 'answer', { opinion: 'not-agreed' }, { key }))).toEqual([
      422,
      'key-reused',
    ]);
    expect(refused(await consulting.try(BUILDER, code, 'answer'))).toEqual([409, 'consultation-over']);
    const written = await rows(
      motcua.db,
      `select type from dossier_event where stream = $1 and type = 'consultation-answered'`,
      code,
    );
    expect(written).toHaveLength(1);
  });

  test('is for the agency that is asked and the one that asks, and nobody else', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    expect(refused(await motcua.as(POLICEMAN).get(`/consultations/${code}`))).toEqual([404, 'consultation-unknown']);
    expect(refused(await consulting.try(POLICEMAN, code, 'answer'))).toEqual([404, 'consultation-unknown']);
    expect(refused(await consulting.try(AT.appraiser, code, 'answer'))).toEqual([403, 'not-asked']);
    expect(refused(await consulting.try(BUILDER, code, 'recall'))).toEqual([403, 'not-the-asker']);
    expect(refused(await motcua.as(BUILDER).get(`/dossiers/${way.code}`))).toEqual([404, 'dossier-unknown']);
    expect((await consulting.view('auditor', code)).verified).toBe(true);
    expect(refused(await motcua.as(BUILDER).get(`/consultations/${way.code}.C9`))).toEqual([
      404,
      'consultation-unknown',
    ]);
    expect(refused(await motcua.as(BUILDER).get(`/consultations/${way.code}`))).toEqual([
      400,
      'consultation-code-invalid',
    ]);
  });

  test('is no longer the business of who passed it on, nor of who was asked once it is recalled: each keeps what it did itself', async () => {
    const QUESTION = 'Câu hỏi riêng của phường';
    const way = await consulting.dossier();
    const file = await way.attachment(AT.appraiser);
    const path = `/dossiers/${way.code}/documents/${file}`;
    const code = await consulting.ask(way, { question: QUESTION, documents: [file] });
    await consulting.do(BUILDER, code, 'ask-back', { note: 'Lời của Sở Xây dựng' });
    await consulting.do(AT.appraiser, code, 'reply', { note: 'Lời đáp của phường' });
    expect(JSON.stringify(await consulting.view(BUILDER, code))).toContain(QUESTION);
    expect((await motcua.as(BUILDER).download(path)).status).toBe(200);
    await consulting.do(BUILDER, code, 'pass-on', { agency: POLICE });
    await consulting.do(POLICEMAN, code, 'open');

    const mine = async (who: string) => {
      const { messages, receipts, opinion } = await consulting.view(who, code);
      return {
        texts: messages.map(({ type, text, documents }) => [type.replace('consultation-', ''), text, documents.length]),
        receipts: receipts.map(({ what, agency }) => [what, agency.code]),
        opinion,
      };
    };
    const passedOn = {
      texts: [
        ['sent', null, 0],
        ['asked-back', 'Lời của Sở Xây dựng', 0],
        ['replied', null, 0],
        ['passed-on', expect.any(String), 0],
      ],
      receipts: [
        ['sent', WARD],
        ['delivered', BUILDING],
        ['opened', BUILDING],
      ],
      opinion: null,
    };
    expect(await mine(BUILDER)).toEqual(passedOn);
    expect((await motcua.as(BUILDER).download(path)).status).toBe(404);
    expect(JSON.stringify(await consulting.view(POLICEMAN, code))).toContain(QUESTION);
    expect((await motcua.as(POLICEMAN).download(path)).status).toBe(200);

    await consulting.do(AT.appraiser, code, 'recall');
    const recalled = await mine(POLICEMAN);
    expect(recalled.texts.map(([, text, files]) => [text, files])).toEqual(recalled.texts.map(() => [null, 0]));
    expect(recalled.receipts).toContainEqual(['opened', POLICE]);
    expect((await motcua.as(POLICEMAN).download(path)).status).toBe(404);
    // Who asked keeps it all.
    expect(JSON.stringify(await consulting.view(AT.appraiser, code))).toContain(QUESTION);
  });

  test('is asked back and replied to, passed on, and answered by the agency that has it then', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    expect(await consulting.do(BUILDER, code, 'ask-back')).toMatchObject({ status: 'asked-back', dueAt: null });
    const replied = await consulting.do(AT.appraiser, code, 'reply');
    expect(replied.status).toBe('open');
    expect(await consulting.do(BUILDER, code, 'pass-on', { agency: POLICE })).toMatchObject({ agency: POLICE });
    expect(refused(await consulting.try(BUILDER, code, 'answer'))).toEqual([403, 'not-asked']);
    expect((await consulting.view(BUILDER, code)).passedBy).toMatchObject([{ code: BUILDING }]);
    expect(refused(await consulting.try(POLICEMAN, code, 'pass-on', { agency: 'H49.999' }))).toEqual([
      404,
      'agency-unknown',
    ]);
    await consulting.do(POLICEMAN, code, 'answer');
    await reported(way, 'answered');
  });

  test.each([
    ['suspended', (way: Way) => way.do(AT.leader, 'suspend')],
    ['refused', (way: Way) => way.do(AT.appraiser, 'propose-refusal')],
  ] as const)('is taken back when its dossier is %s', async (_, end) => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    await end(way);
    await until(async () => (await consulting.view(BUILDER, code)).status === 'recalled');
    expect(refused(await consulting.try(BUILDER, code, 'answer'))).toEqual([409, 'consultation-over']);
  });

  test('is listed for either side, a page at a time, without anything personal', async () => {
    const way = await consulting.dossier();
    const codes = [await consulting.ask(way), await consulting.ask(way, { rule: 'fire-safety', agency: POLICE })];
    const pages = async (who: string, query: string): Promise<string[]> => {
      const found: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await motcua.as(who).get(`/consultations?limit=1${query}${next}`);
        const page = ConsultationPage.parse(body);
        found.push(...page.items.map(({ code }) => code));
        expect(JSON.stringify(page)).not.toContain('quy hoạch');
        ({ next: cursor } = page);
      }
      return found;
    };
    expect(await pages(BUILDER, '')).toContain(codes[0]);
    expect(await pages(POLICEMAN, '&direction=asked')).toContain(codes[1]);
    const sent = await pages(AT.appraiser, '&direction=asking');
    expect(sent.slice(0, 2)).toEqual([codes[1], codes[0]]);
    await consulting.do(BUILDER, codes[0] ?? '', 'answer');
    expect((await pages(BUILDER, '&state=done'))[0]).toBe(codes[0]);
    expect(await pages(BUILDER, '')).not.toContain(codes[0]);
  });

  test('lets nobody come to a file of the dossier that was not sent to him, by naming it in his opinion', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    const document = await way.attachment(AT.appraiser);
    const read = (): Promise<unknown> => motcua.as(BUILDER).download(`/dossiers/${way.code}/documents/${document}`);
    expect(await read()).toMatchObject({ status: 404 });
    expect(refused(await consulting.try(BUILDER, code, 'answer', { documents: [document] }))).toEqual([
      404,
      'document-unknown',
    ]);
    expect(await read()).toMatchObject({ status: 404 });
    await consulting.do(BUILDER, code, 'ask-back');
    await consulting.do(AT.appraiser, code, 'reply', { documents: [document] });
    expect(await read()).toMatchObject({ status: 200 });
    await consulting.do(BUILDER, code, 'answer', { documents: [document] });
  });

  test('that is refused leaves no question behind; what is not of the dossier is not sent', async () => {
    const way = await consulting.dossier();
    const other = await consulting.dossier();
    const foreign = await other.attachment(AT.appraiser);
    const ask = (asks: object[]) => way.try(AT.appraiser, 'consult', { asks });
    const question = 'Chỉ dùng trong phép thử';
    expect(refused(await ask([{ rule: 'agency-opinion', agency: BUILDING, question, documents: [foreign] }]))).toEqual([
      404,
      'document-unknown',
    ]);
    expect(refused(await ask([{ rule: 'none', agency: BUILDING, question }]))).toEqual([409, 'consultation-not-here']);
    const [one, gone] = [BUILDING, 'H49.999'].map((agency) => ({ rule: 'agency-opinion', agency, question }));
    expect(refused(await ask([one ?? {}, gone ?? {}]))).toEqual([404, 'agency-unknown']);
    expect(refused(await ask([{ rule: 'agency-opinion', question }]))).toEqual([422, 'consultation-agency']);
    const kept = await rows(motcua.db, 'select id from dossier_note where dossier = $1', way.code);
    expect(kept).toEqual([]);
  });

  test('is not called proved where its stream does not reach the head that its row names', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    expect((await consulting.view('auditor', code)).verified).toBe(true);
    await rows(motcua.db, `update consultation set head_hash = repeat('0', 64) where code = $1`, code);
    expect((await consulting.view('auditor', code)).verified).toBe(false);
  });

  test('takes no act on a state that has passed', async () => {
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    const { headers } = await motcua.as(BUILDER).get(`/consultations/${code}`);
    const etag = headers.get('etag') ?? '';
    await consulting.do(BUILDER, code, 'open');
    const stale = await consulting.try(BUILDER, code, 'answer', {}, { headers: { 'If-Match': etag } });
    expect(refused(stale)).toEqual([412, 'precondition-failed']);
  });
});
