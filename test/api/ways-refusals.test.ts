import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import { statusesOf, type Answer, type Json } from '../support/desks.ts';
import { count, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { soonAnswered } from '../support/soon-due.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, publish, refused, WARD, type Way, type Ways } from '../support/ways.ts';

/** A procedure whose law allows an extension. */
const PROCEDURE = '1.000656';
const LATER = new Date(Date.now() + 60 * 86_400_000).toISOString();

/** What is done before an act is possible, and by whom it is done then. */
interface Scene {
  readonly who: string;
  readonly filed?: true;
  readonly before?: (way: Way) => Promise<unknown>;
  readonly body?: Json;
  /** Where it takes free text, if not in its note. */
  readonly text?: string;
  /** What makes it another body, where no text does. */
  readonly other?: Json;
}

const ASK = { rule: 'agency-opinion', agency: 'H49.05', question: 'Có ý kiến gì không?' };
const TAX = { stopsClock: true };
const asked = (way: Way) => way.do(AT.appraiser, 'request-supplement');
const withdrawing = (way: Way) => way.do(AT.counter, 'request-withdrawal');

const SCENES: Readonly<Record<Exclude<ActName, 'replan' | 'migrate'>, Scene>> = {
  accept: { who: AT.counter, filed: true },
  'refuse-reception': { who: AT.counter, filed: true },
  appraise: { who: AT.appraiser },
  'propose-refusal': { who: AT.appraiser },
  approve: { who: AT.leader, before: (way) => way.upTo('approval') },
  seal: { who: AT.seal, before: (way) => way.upTo('sealing') },
  return: { who: AT.handover, before: (way) => way.upTo('return') },
  'send-back': { who: AT.leader, before: (way) => way.upTo('approval'), body: { stage: 'appraisal' } },
  undo: { who: AT.appraiser, before: (way) => way.do(AT.appraiser, 'appraise') },
  assign: { who: AT.leader, body: { lead: AT.appraiser } },
  consult: {
    who: AT.appraiser,
    body: { asks: [ASK] },
    other: { asks: [{ ...ASK, question: 'Một lời khác hẳn' }] },
  },
  'request-supplement': { who: AT.appraiser },
  'receive-supplement': { who: AT.counter, before: asked },
  'confirm-closing': {
    who: AT.leader,
    before: async (way) => {
      await asked(way);
      await until(async () => (await way.story()).includes('response-overdue'), 10_000);
    },
  },
  'request-payment': { who: AT.appraiser },
  'record-payment': { who: AT.counter, before: (way) => way.do(AT.appraiser, 'request-payment', TAX) },
  'waive-payment': { who: AT.leader, before: (way) => way.do(AT.appraiser, 'request-payment', TAX) },
  'refund-payment': {
    who: AT.leader,
    before: async (way) => {
      await way.do(AT.appraiser, 'request-payment');
      await way.do(AT.counter, 'record-payment');
    },
  },
  suspend: { who: AT.leader },
  resume: { who: AT.leader, before: (way) => way.do(AT.leader, 'suspend') },
  extend: { who: AT.leader },
  'draft-apology': { who: AT.appraiser, body: { dueAt: LATER } },
  'approve-apology': { who: AT.leader, before: (way) => way.do(AT.appraiser, 'draft-apology', { dueAt: LATER }) },
  'request-withdrawal': { who: AT.counter },
  'confirm-withdrawal': { who: AT.leader, before: withdrawing },
  'decline-withdrawal': { who: AT.leader, before: withdrawing },
  'confirm-paper': { who: AT.appraiser },
  'acknowledge-handover': { who: AT.appraiser },
  'accept-handover': { who: AT.appraiser },
  'plan-verification': { who: AT.appraiser, text: 'content' },
  'record-verification': { who: AT.appraiser, text: 'content' },
  reopen: { who: AT.leader, before: (way) => way.toEnd() },
};
const ACTS = Object.entries(SCENES) as [Exclude<ActName, 'replan' | 'migrate'>, Scene][];

/** The same route, whose first stage may ask any agency. */
function consultingRoute(route: CatalogueProcedure['route']): NonNullable<CatalogueProcedure['route']> {
  const [first, ...rest] = route?.stages ?? [];
  if (first === undefined) throw new Error('a route has a stage');
  const rule = {
    id: 'agency-opinion',
    agency: { kind: 'any' },
    within: { unit: 'working-day', value: 2 },
    onSilence: 'wait',
  } as const;
  return { stages: [{ ...first, consultations: [rule] }, ...rest] };
}

describe('An act of any kind', () => {
  let motcua: Motcua;
  let ways: Ways;
  let restore: () => Promise<unknown>;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({ ...real, calendar: soonAnswered(real.calendar, { answer: 1000 }) }),
    });
    ways = createWays(motcua);
    const [simple] = motcua.catalogue.procedures.get('2.000815')?.cases ?? [];
    restore = await publish(motcua, PROCEDURE, {
      legalLimit: { unit: 'working-day', value: 10 },
      extension: { unit: 'working-day', value: 5 },
      cases: simple === undefined ? [] : [simple],
      route: consultingRoute(motcua.catalogue.procedures.get('2.000815')?.route),
    });
  }, 60_000);
  afterAll(async () => {
    await restore();
    await motcua.stop();
  }, 30_000);

  const receive = (filed = false): Promise<Way> =>
    ways.receive({
      procedure: PROCEDURE,
      body: {
        case: 'standard',
        components: [{ component: 'original', originals: 1 }],
        ...(filed ? { channel: 'postal', reception: { outcome: 'filed' } } : {}),
      },
    });
  const saysWhy = ({ body, headers }: Answer): void => {
    const { vi, en } = body['messages'] as {
      vi: { title: string; detail: string };
      en: { title: string; detail: string };
    };
    expect([body['title'], body['detail'], headers.get('content-language')]).toEqual([vi.title, vi.detail, 'vi']);
    for (const text of [vi.title, vi.detail, en.title, en.detail]) expect(text).toMatch(/\p{L}{2}/u);
    expect(vi.detail).not.toBe(en.detail);
    // Every blank of the texts is filled.
    expect(vi.detail + en.detail).not.toMatch(/[{}]|undefined|–\)|“–”/);
  };

  test('has its scene here', () => {
    expect([...Object.keys(SCENES), 'replan', 'migrate'].toSorted()).toEqual([...ACT_NAMES].toSorted());
  });

  test.each(ACTS)(
    '%s: has one effect and one answer under one key, and another body is refused and leaves nothing',
    async (act, { who, filed, before, body = {}, text = 'note', other = { [text]: 'Một lời khác hẳn' } }) => {
      const way = await receive(filed);
      await before?.(way);
      const { task } = way;
      // A sealing names one and the same file each time.
      const file = act === 'seal' ? { document: await way.result() } : {};
      const seen = act === 'reopen' ? {} : { task };
      const key = randomUUID();
      const send = (more: Json = {}) => way.try(who, act, { ...body, ...file, ...seen, ...more }, { key });
      const at = await traces(motcua.db, way.code);
      const answers = await Promise.all([send(), send(), send()]);
      for (const { status, body: answered } of answers) expect([status, answered['code']]).toEqual([200, way.code]);
      answers.push(await send());
      expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
      expect(answers[0]?.body).toMatchObject({ act, headHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      const done = await traces(motcua.db, way.code);
      expect(done['commands']).toBe((at['commands'] ?? 0) + 1);
      const another = await send(other);
      expect(refused(another)).toEqual([422, 'key-reused']);
      saysWhy(another);
      expect(await traces(motcua.db, way.code)).toEqual(done);
      expect(await count(motcua.db, `dossier_note where dossier = $1 and text = 'Một lời khác hẳn'`, way.code)).toBe(0);
      expect(await count(motcua.db, `verification where dossier = $1 and content = 'Một lời khác hẳn'`, way.code)).toBe(
        0,
      );
    },
  );

  test.each(
    ACTS.filter(([act]) => !['reopen', 'accept', 'refuse-reception', 'approve', 'seal', 'return'].includes(act)),
  )(
    '%s: on a step that is no longer open says where the dossier stands and who changed it last, and leaves no note',
    async (act, { who, body = {}, text = 'note', other = { [text]: 'Muộn' } }) => {
      const way = await receive();
      const stale = { task: way.task };
      const moved = await way.do(AT.appraiser, 'appraise');
      const before = await traces(motcua.db, way.code);
      // A leader of the ward saw the same task; sending back is done by whoever held it.
      const answer = await way.try(act === 'send-back' ? AT.appraiser : who, act, { ...body, ...stale, ...other });
      expect(refused(answer)).toEqual([409, 'act-stale']);
      expect(answer.body['state']).toMatchObject({
        status: 'in-process',
        seq: moved.seq,
        step: { task: moved.step?.task, stage: 'approval', agency: WARD },
        waitsFor: null,
        last: { type: 'step-opened', person: AT.appraiser, agency: WARD, at: moved.at },
      });
      saysWhy(answer);
      expect(await traces(motcua.db, way.code)).toEqual(before);
    },
  );

  test('on a dossier that has ended says so, who ended it and when', async () => {
    const way = await receive();
    await way.upTo('return');
    const end = await way.do(AT.handover, 'return');
    const before = await traces(motcua.db, way.code);
    for (const [act, { who, body = {}, text = 'note', other = { [text]: 'Muộn' } }] of ACTS.filter(
      ([name]) => name !== 'reopen',
    )) {
      const document = act === 'seal' ? { document: randomUUID() } : {};
      const answer = await way.try(who, act, { ...body, ...document, ...other });
      expect([act, ...refused(answer)]).toEqual([act, 409, 'dossier-ended']);
      expect(answer.body['state']).toMatchObject({
        status: 'returned',
        seq: end.seq,
        step: null,
        last: { type: 'dossier-returned', person: AT.handover, at: end.at },
      });
      saysWhy(answer);
    }
    expect(await traces(motcua.db, way.code)).toEqual(before);
  });

  test.each(ACTS)('%s: takes what is its own and nothing else', async (act, { who, body = {} }) => {
    const way = await receive();
    const before = await traces(motcua.db, way.code);
    const wrong: Json[] = [{ moon: 1 }, { place: 'Sân nhà bà Tư' }, { medium: 'smoke' }, { note: '' }];
    if (act !== 'reopen') wrong.push({ task: undefined }, { task: 'a b' }, { document: 'not-a-uuid' });
    if (act !== 'return') wrong.push({ handover: { method: 'online' } });
    for (const change of wrong) {
      const answer = await way.try(who, act, {
        ...body,
        ...(act === 'seal' ? { document: randomUUID() } : {}),
        ...change,
      });
      expect([change, ...refused(answer)]).toEqual([change, 422, 'body-invalid']);
      const [field = ''] = Object.keys(change);
      expect(answer.body['errors']).toEqual([
        expect.objectContaining({
          path: `body.${field}`,
          messages: { vi: expect.stringMatching(/\p{L}/u), en: expect.stringMatching(/\p{L}/u) },
        }),
      ]);
    }
    expect(await traces(motcua.db, way.code)).toEqual(before);
  });

  test('that must say why is refused without a reason, and that nobody knows names those that there are', async () => {
    const way = await receive();
    const reasoned = ACTS.filter(([act]) =>
      /refus|send-back|request-supplement|confirm-closing|waive|refund|suspend|extend|draft|request-withdrawal|decline|reopen/.test(
        act,
      ),
    );
    expect(reasoned).toHaveLength(13);
    for (const [act, { who, body = {} }] of reasoned) {
      const { errors } = (await way.try(who, act, { ...body, note: undefined })).body;
      expect([act, errors]).toEqual([act, [expect.objectContaining({ path: 'body.note', code: 'required' })]]);
    }
    const unknown = await way.try(AT.appraiser, 'celebrate' as ActName);
    expect(unknown.body['errors']).toEqual([
      expect.objectContaining({
        path: 'body.act',
        code: 'not-allowed',
        params: { values: expect.stringContaining('appraise, approve') },
      }),
    ]);
  });

  test('speaks English to whoever prefers it', async () => {
    const way = await receive();
    const { task } = way;
    await way.do(AT.appraiser, 'appraise');
    const answer = await way.try(AT.appraiser, 'appraise', { task }, { headers: { 'Accept-Language': 'en' } });
    expect(answer.headers.get('content-language')).toBe('en');
    expect(answer.body).toMatchObject({ code: 'act-stale', title: 'The dossier has moved on' });
  });

  test('of two different ones sent together on one step exactly one is done', async () => {
    for (let round = 0; round < 5; round += 1) {
      const way = await receive();
      const { task } = way;
      const note = { note: 'Cùng lúc' };
      const answers = await Promise.all([
        way.try(AT.appraiser, 'appraise', { task, ...note }),
        way.try(AT.appraiser, 'request-supplement', { task, ...note }),
      ]);
      expect(statusesOf(answers)).toEqual([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      expect(['act-stale', 'dossier-waits']).toContain(lost?.body['code']);
      expect(lost?.body['state']).toMatchObject({ last: { person: AT.appraiser } });
      expect(await traces(motcua.db, way.code)).toMatchObject({ commands: 1, notes: 1 });
    }
  });

  test('with If-Match is void once anything has happened, though its step is still open', async () => {
    const way = await receive();
    const etag = async () => (await motcua.as(AT.appraiser).get(`/dossiers/${way.code}`)).headers.get('etag') ?? '';
    const seen = await etag();
    await way.do(AT.leader, 'assign', { lead: AT.appraiser });
    const before = await traces(motcua.db, way.code);
    const stale = { headers: { 'If-Match': seen } };
    for (const [who, act] of [
      [AT.appraiser, 'request-supplement'],
      [AT.leader, 'suspend'],
      [AT.counter, 'request-withdrawal'],
    ] as const) {
      const answer = await way.try(who, act, {}, stale);
      expect([act, ...refused(answer), answer.headers.get('etag')]).toEqual([act, 412, 'precondition-failed', '"3.0"']);
      expect(answer.body['state']).toMatchObject({ seq: 3, last: { type: 'officers-assigned', person: AT.leader } });
      saysWhy(answer);
    }
    expect(await traces(motcua.db, way.code)).toEqual(before);
    await way.do(AT.leader, 'suspend', {}, { headers: { 'If-Match': await etag() } });
  });
});
