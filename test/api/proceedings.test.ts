import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierView } from '../../contracts/dossier.ts';
import { Timeline } from '../../contracts/timeline.ts';
import { identityHasherOf } from '../../infra/personal/identity-hash.ts';
import { BUILDER, BUILDING, createConsulting, PERMIT, type Consulting } from '../support/consulting.ts';
import type { Caller } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, type Way, type Ways } from '../support/ways.ts';

const NUMBER = '022190008642';
const ELSEWHERE = 'receptionist-bai-chay';

describe('Of how a dossier is worked on', () => {
  let motcua: Motcua;
  let ways: Ways;
  let consulting: Consulting;
  let citizen: Caller;
  /** Appraised after a consultation in which the asked agency asked back and was not in favour. */
  let way: Way;
  let code: string;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    consulting = createConsulting(motcua, ways);
    const { id, token } = await aPerson(motcua.db, []);
    const hash = identityHasherOf(motcua.config.keys.identity)(NUMBER);
    await rows(motcua.db, 'update person set identity_hash = $2 where id = $1', id, hash);
    citizen = motcua.withToken(token);
    const applicant = { kind: 'citizen', name: 'Nguyễn Thị Thử', identityNumber: NUMBER };
    way = await ways.receive({ procedure: PERMIT, body: { applicant } });
    await way.attachment(AT.appraiser);
    await way.do(AT.leader, 'assign', { lead: AT.appraiser });
    code = await consulting.ask(way);
    await consulting.do(BUILDER, code, 'ask-back');
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const seenBy = async (who: Caller): Promise<DossierView> =>
    DossierView.parse((await who.get(`/dossiers/${way.code}`)).body);
  const toldTo = async (who: Caller): Promise<Timeline['events']> =>
    Timeline.parse((await who.get(`/dossiers/${way.code}/timeline`)).body).events;
  const inStream = (events: Timeline['events']): string[] =>
    events.filter(({ stream }) => stream === code).map(({ type }) => type);

  test('the applicant learns that an agency was asked, and neither he nor a counter that looks it up who works on it', async () => {
    // That it asked back is between the agencies.
    expect((await seenBy(citizen)).consultations).toEqual([
      expect.objectContaining({ agency: expect.objectContaining({ code: BUILDING }), status: 'open', opinion: null }),
    ]);
    for (const who of [citizen, motcua.as(ELSEWHERE)])
      expect((await seenBy(who)).openStep).toMatchObject({ lead: null, supporting: [], following: [] });
    const { consultations, openStep } = await seenBy(motcua.as(AT.appraiser));
    expect([consultations[0]?.status, openStep?.lead]).toEqual(['asked-back', AT.appraiser]);
  });

  test('and that it has answered, not what: neither in the dossier nor in the timeline', async () => {
    await consulting.do(AT.appraiser, code, 'reply');
    await consulting.do(BUILDER, code, 'answer', { opinion: 'not-agreed', note: 'Không phù hợp quy hoạch' });
    expect((await seenBy(citizen)).consultations).toMatchObject([{ status: 'answered', opinion: null }]);
    for (const who of [citizen, motcua.as(ELSEWHERE)]) {
      const answer = await who.get(`/dossiers/${way.code}`);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toMatch(/not-agreed|quy hoạch|appraiser-|Demo/);
    }
    const events = await toldTo(citizen);
    expect(inStream(events)).toEqual(['consultation-sent', 'consultation-answered']);
    expect(events.map(({ type }) => type)).not.toContain('consultation-reported');
    expect(JSON.stringify(events)).not.toMatch(/not-agreed|quy hoạch|appraiser-|Demo|asked-back/);

    const officer = motcua.as(AT.appraiser);
    expect((await seenBy(officer)).consultations).toMatchObject([{ opinion: 'not-agreed' }]);
    expect(inStream(await toldTo(officer))).toEqual(
      expect.arrayContaining(['consultation-asked-back', 'consultation-replied', 'consultation-answered']),
    );
    expect((await motcua.as(ELSEWHERE).get(`/dossiers/${way.code}/timeline`)).status).toBe(403);
  });

  test('the officers’ own papers are listed to officers; to a counter that looks it up, none is', async () => {
    const kinds = async (who: Caller) => (await seenBy(who)).documents.map(({ kind }) => kind);
    expect(await kinds(motcua.as(AT.leader))).toContain('attachment');
    expect(await kinds(citizen)).not.toContain('attachment');
    expect(await kinds(motcua.as(ELSEWHERE))).toEqual([]);
  });

  test('where a result is stored is told to who audits and who runs the system; to others that it is, by its hash', async () => {
    const done = await ways.receive({ body: { applicant: { kind: 'citizen', name: 'Thử', identityNumber: NUMBER } } });
    await done.toEnd();
    const [stored] = await rows<{ bucket: string; key: string; version: string; sha256: string; document: string }>(
      motcua.db,
      `select document, bucket, object_key as key, version_id as version, cipher_sha256 as sha256 from result where dossier = $1`,
      done.code,
    );
    if (stored === undefined) throw new Error('no result was stored');
    const { document, bucket, key, version: versionId, sha256 } = stored;
    const answers = async (who: Caller) =>
      Promise.all(['', '/timeline'].map((path) => who.get(`/dossiers/${done.code}${path}`)));
    for (const who of ['auditor', 'system-administrator']) {
      const [view, timeline] = await answers(motcua.as(who));
      expect(view?.body['results']).toMatchObject([{ document, stored: { bucket, key, versionId }, sha256 }]);
      expect(timeline?.text).toContain(versionId);
    }
    for (const who of [AT.counter, AT.leader, AT.seal, 'indicator-officer'].map(motcua.as).concat(citizen)) {
      const [view, timeline] = await answers(who);
      expect(view?.body['results']).toMatchObject([{ document, stored: null, sha256 }]);
      for (const answer of [view, timeline]) {
        expect(answer?.status).toBe(200);
        expect(answer?.text).not.toContain(versionId);
        expect(answer?.text).not.toContain(key);
      }
    }
    const lookedUp = await motcua.as(ELSEWHERE).get(`/dossiers/${done.code}`);
    expect(lookedUp.body['results']).toMatchObject([{ document, stored: null }]);
    const { events } = await done.timeline(AT.leader);
    expect(events.find(({ data }) => data['result'])?.data['result']).toMatchObject({ document, sha256 });
  });
});
