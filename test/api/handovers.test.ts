import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DossierHandovers, type HandoverPage, type HandoverReceipt } from '../../contracts/handover.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { CHECKOUT } from '../../infra/config/settings.ts';
import { verifyReceipt } from '../../infra/receipts/verify-receipt.ts';
import { aClient, clientFor, clientToken, type TestClient } from '../support/clients.ts';
import { BUILDER, BUILDING, createConsulting, POLICE, POLICEMAN } from '../support/consulting.ts';
import type { Caller, Json } from '../support/desks.ts';
import {
  createHandingOver,
  INSURANCE,
  LEADER,
  POLICE_CLIENT,
  SEAT,
  WAITING,
  type HandingOver,
} from '../support/handing-over.ts';
import { createLinking } from '../support/linking.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, CENTRE, refused, WARD, type Way, type Ways } from '../support/ways.ts';

const run = promisify(execFile);

describe('Hand-overs between agencies', () => {
  let motcua: Motcua;
  let handing: HandingOver;
  let ways: Ways;
  let client: TestClient;
  let insurance: Caller;
  let reader: Caller;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    handing = await createHandingOver(motcua);
    ({ ways, client, insurance, reader } = handing);
  }, 60_000);
  afterAll(async () => {
    await handing.stop();
    await motcua.stop();
  }, 30_000);

  const receive = (): Promise<Way> => handing.receive();
  const handedOver = (): Promise<Way> => handing.handedOver();
  const receipt = (id: string, who?: Caller): Promise<HandoverReceipt> => handing.receipt(id, who);
  const page = (query: string): Promise<HandoverPage> => handing.page(query);
  const idsIn = (query: string, who?: Caller): Promise<string[]> => handing.idsIn(query, who);

  test('an agency’s system learns what is new, fetches it, acknowledges it, and acts for an officer', async () => {
    const way = await handedOver();
    const { task } = way;
    await until(async () => (await idsIn(WAITING)).includes(task));
    const sent = await receipt(task);
    expect(sent).toMatchObject({
      dossier: way.code,
      kind: 'step',
      state: 'sent',
      from: { code: WARD },
      to: { code: INSURANCE },
      sender: { person: { id: AT.appraiser }, via: null },
      delivered: null,
      accepted: null,
    });
    const head = sent.ledger.find(({ event }) => event.seq === sent.what.seq);
    expect(canonicalHash({ ...head?.event, prevHash: head?.prevHash })).toBe(sent.what.hash);
    expect((await reader.get(`/dossiers/${way.code}`)).body['applicant']).toMatchObject({ name: 'Demo Applicant' });

    const arrived = await way.do(insurance, 'acknowledge-handover', { place: SEAT, hash: sent.what.hash });
    await until(async () => (await idsIn(`agency=${INSURANCE}&state=delivered`)).includes(task));
    expect(await idsIn(WAITING)).not.toContain(task);
    expect(await receipt(task)).toMatchObject({
      state: 'delivered',
      delivered: { at: arrived.at, by: 'acknowledged' },
      acknowledged: { actor: { person: { id: LEADER }, role: 'agency-leader', via: { code: client.id } } },
    });

    const done = await way.do(insurance, 'approve', { place: SEAT });
    const accepted = await receipt(task);
    expect(accepted).toMatchObject({
      state: 'accepted',
      accepted: { at: done.at, by: 'acted', actor: { via: { code: client.id } } },
    });
    expect(verifyReceipt(accepted)).toMatchObject({ faults: [], unproven: [] });
    expect(await idsIn(`agency=${INSURANCE}&state=accepted`)).toContain(task);
    const timeline = await way.timeline(AT.appraiser);
    const approved = timeline.events.find(({ data }) => data['act'] === 'approve');
    expect(approved?.actor).toMatchObject({
      person: { id: LEADER, displayName: expect.stringContaining('Leader') },
      via: { code: client.id, name: { en: 'Test system' } },
    });
    expect(timeline.events[0]?.actor).toMatchObject({ via: null });
    expect(timeline.ledger.verified).toBe(true);
  });

  test('what a receiver says arrived must be what was sent; nothing is written otherwise', async () => {
    const way = await handedOver();
    const before = await way.story();
    const forged = { place: SEAT, hash: 'f'.repeat(64) };
    expect(refused(await way.try(insurance, 'acknowledge-handover', forged))).toEqual([409, 'receipt-hash-mismatch']);
    expect(refused(await way.try(insurance, 'accept-handover', forged))).toEqual([409, 'receipt-hash-mismatch']);
    const malformed = { place: SEAT, hash: 'abc' };
    expect(refused(await way.try(insurance, 'acknowledge-handover', malformed))).toEqual([422, 'body-invalid']);
    expect(await way.story()).toEqual(before);
  });

  test('is acknowledged and accepted once: a repeat has one effect, another key is told so', async () => {
    const way = await handedOver();
    const [first, again] = [
      await way.try(insurance, 'acknowledge-handover', { place: SEAT }, { key: 'once' }),
      await way.try(insurance, 'acknowledge-handover', { place: SEAT }, { key: 'once' }),
    ];
    expect([first.status, again.text]).toEqual([200, first.text]);
    const repeated = await way.try(insurance, 'acknowledge-handover', { place: SEAT });
    expect(refused(repeated)).toEqual([409, 'already-delivered']);
    // Arrived, it can still be taken back by its sender; accepted, it cannot.
    await way.do(insurance, 'accept-handover', { place: SEAT, note: 'Thiếu một bản chính' });
    expect(refused(await way.try(insurance, 'accept-handover', { place: SEAT }))).toEqual([409, 'already-accepted']);
    expect(refused(await way.try(AT.appraiser, 'undo'))).toEqual([409, 'nothing-to-undo']);
    const { events } = await way.timeline();
    expect(events.find(({ type }) => type === 'handover-accepted')?.note).toBe('Thiếu một bản chính');
    expect(JSON.stringify(await receipt(way.task))).not.toContain('Thiếu một bản chính');
  });

  test('taken back by its sender it leaves the list of what waits, and its receipt says so', async () => {
    const way = await handedOver();
    const { task } = way;
    await until(async () => (await idsIn(WAITING)).includes(task));
    await way.do(insurance, 'acknowledge-handover', { place: SEAT });
    const undone = await way.do(AT.appraiser, 'undo');
    expect(await receipt(task)).toMatchObject({ state: 'taken-back', accepted: null, takenBack: { at: undone.at } });
    expect(verifyReceipt(await receipt(task)).faults).toEqual([]);
    expect(await idsIn(`agency=${INSURANCE}&state=delivered`)).not.toContain(task);
    expect(refused(await way.try(insurance, 'accept-handover', { place: SEAT, task }))).toEqual([409, 'act-stale']);
  });

  test('to an agency that works in this system has arrived when it was written, and is told from both sides', async () => {
    const way = await receive();
    const ward = motcua.as(AT.appraiser);
    expect(await receipt(way.task, ward)).toMatchObject({
      from: { code: CENTRE },
      to: { code: WARD },
      state: 'delivered',
      delivered: { by: 'routed' },
    });
    await until(async () =>
      (await idsIn(`agency=${CENTRE}&direction=out&state=delivered`, motcua.as(AT.counter))).includes(way.task),
    );
    expect(await idsIn(`agency=${WARD}&state=sent`, ward)).not.toContain(way.task);
  });

  test('the list goes on from where one has read, also once nothing is left, and misses nothing', async () => {
    const start = (await page(`${WAITING}&limit=200`)).resume;
    const expected = (await Promise.all([handedOver(), handedOver(), handedOver()])).map(({ task }) => task).toSorted();
    const found: string[] = [];
    let cursor = start;
    await until(async () => {
      const next = await page(`agency=${INSURANCE}&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      found.push(...next.items.map(({ id }) => id));
      cursor = next.resume;
      return found.filter((id) => expected.includes(id)).length === expected.length;
    });
    expect(found.filter((id) => expected.includes(id)).toSorted()).toEqual(expected);
    expect(new Set(found).size).toBe(found.length);
    const last = await page(`agency=${INSURANCE}&cursor=${cursor}`);
    expect([last.items, last.next, last.resume]).toEqual([[], null, cursor]);
    expect(refused(await reader.get(`/handovers?agency=${INSURANCE}&cursor=abc`))).toEqual([400, 'cursor-invalid']);
  });

  test('is read by both sides, by the office that received the dossier and by those who oversee; by nobody else', async () => {
    const way = await handedOver();
    const { task } = way;
    const police = clientFor(motcua, await clientToken(POLICE_CLIENT), null);
    for (const who of [
      insurance,
      reader,
      ...[AT.appraiser, AT.counter, AT.handover, 'auditor'].map((id) => motcua.as(id)),
    ])
      expect((await who.get(`/handovers/${task}`)).status).toBe(200);
    for (const who of [police, motcua.as('appraiser-bai-chay'), motcua.as('return-clerk-provincial-centre')]) {
      expect(refused(await who.get(`/handovers/${task}`))).toEqual([404, 'handover-unknown']);
      // Any counter may look the dossier up, so that it is told why it may not see more.
      const isCounter = (await who.get(`/dossiers/${way.code}`)).status === 200;
      expect(refused(await who.get(`/dossiers/${way.code}/handovers`))).toEqual(
        isCounter ? [403, 'not-taking-part'] : [404, 'dossier-unknown'],
      );
      expect(refused(await who.get(`/handovers?agency=${INSURANCE}`))).toEqual([403, 'not-taking-part']);
    }
    expect(refused(await motcua.as('citizen').get(`/handovers/${task}`))).toEqual([403, 'role-not-allowed']);
    expect(refused(await motcua.as('auditor').get(`/handovers/${way.code}.99`))).toEqual([404, 'handover-unknown']);
    expect(refused(await motcua.as('auditor').get(`/handovers/%00`))[0]).toBe(400);
    // A side sees those of which it is one; the office that received it, all.
    const of = async (who: Caller) =>
      DossierHandovers.parse((await who.get(`/dossiers/${way.code}/handovers`)).body).handovers.map(({ id }) => id);
    expect(await of(reader)).toEqual([task]);
    expect(await of(motcua.as(AT.counter))).toEqual([`${way.code}.1`, task]);
  });

  test('within an agency there is none', async () => {
    const way = await handedOver();
    await way.do(insurance, 'approve', { place: SEAT });
    const answer = await way.try(insurance, 'acknowledge-handover', { place: SEAT });
    expect(refused(answer)).toEqual([409, 'not-a-handover']);
    expect(refused(await reader.get(`/handovers/${way.task}`))).toEqual([404, 'handover-unknown']);
  });

  test('its receipt is verified offline; one that was tampered with is refused with the place', async () => {
    const way = await handedOver();
    await way.do(insurance, 'approve', { place: SEAT });
    const [{ id }] = DossierHandovers.parse(
      (await motcua.as(AT.counter).get(`/dossiers/${way.code}/handovers`)).body,
    ).handovers.slice(1) as [HandoverReceipt];
    const saved = await receipt(id);
    const folder = await mkdtemp(join(tmpdir(), 'motcua-receipt-'));
    try {
      const verify = async (name: string, content: unknown) => {
        const file = join(folder, name);
        await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
        return run(process.execPath, [join(CHECKOUT, 'infra/cli/main.ts'), 'receipt', 'verify', file], {
          env: {},
        }).then(
          ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
          (error: { code: number; stdout: string; stderr: string }) => error,
        );
      };
      const right = await verify('right.json', saved);
      expect([right.code, right.stderr]).toEqual([0, '']);
      expect(right.stdout).toContain(`${WARD} → ${INSURANCE}`);
      const wrong = await verify('wrong.json', { ...saved, to: { ...saved.to, code: 'H49.73' } });
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('wrong.json: to: ')]);
      expect((await verify('none.json', 'not json')).code).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 20_000);

  test('are what agencies are asked, and their opinions: the system of the police learns of it and answers', async () => {
    const consulting = createConsulting(motcua, ways);
    const way = await consulting.dossier();
    const code = await consulting.ask(way, { agency: POLICE });
    const connected = await aClient(motcua.db, POLICE);
    const police = clientFor(motcua, connected.token, POLICEMAN);
    const id = `${code}.1`;
    await until(async () => (await idsIn(`agency=${POLICE}&state=sent`, police)).includes(id));
    expect(await idsIn(`agency=${WARD}&direction=out&state=sent`, motcua.as(AT.appraiser))).toContain(id);
    const { contentHash } = (await police.get(`/consultations/${code}`)).body;
    const post = async (body: Json) => {
      const { status, text } = await police.post(`/consultations/${code}/acts`, {
        place: 'seat-cong-an-tinh',
        ...body,
      });
      if (status !== 200) throw new Error(text);
    };
    await post({ act: 'acknowledge', contentHash });
    expect(await receipt(id, police)).toMatchObject({
      kind: 'consultation',
      dossier: way.code,
      from: { code: WARD },
      to: { code: POLICE },
      state: 'delivered',
      delivered: { by: 'acknowledged' },
      acknowledged: { actor: { person: { id: POLICEMAN }, via: { code: connected.id } } },
    });
    expect(await idsIn(`agency=${POLICE}&state=delivered`, police)).toContain(id);
    await post({ act: 'answer', opinion: 'agreed', note: 'Đồng ý' });
    expect(await idsIn(`agency=${POLICE}&state=accepted`, police)).toContain(id);
    const all = DossierHandovers.parse(
      (await motcua.as(AT.counter).get(`/dossiers/${way.code}/handovers`)).body,
    ).handovers;
    expect(all.map(({ kind, to }) => [kind, to.code])).toEqual([
      ['step', WARD],
      ['consultation', POLICE],
      ['opinion', WARD],
    ]);
    for (const one of all) expect([one.id, verifyReceipt(one).faults]).toEqual([one.id, []]);
    expect(refused(await reader.get(`/handovers/${id}`))).toEqual([404, 'handover-unknown']);
  });

  test('of what is asked and passed on are read by whoever asked, who finds them in his list', async () => {
    const consulting = createConsulting(motcua, ways);
    const way = await consulting.dossier();
    const code = await consulting.ask(way);
    const { seq } = await consulting.do(BUILDER, code, 'pass-on', { agency: POLICE });
    const id = `${code}.${seq}`;
    await until(async () =>
      (await idsIn(`agency=${WARD}&direction=out&state=sent`, motcua.as(AT.appraiser))).includes(id),
    );
    const seen = await receipt(id, motcua.as(AT.appraiser));
    expect(seen).toMatchObject({ from: { code: BUILDING }, to: { code: POLICE }, state: 'sent' });
  });

  test('are what a part of an interlinked dossier asks too, with a file of the whole, in the receipts of the citizen’s dossier', async () => {
    const linking = createLinking(motcua, ways);
    const consulting = createConsulting(motcua, ways);
    const way = await linking.receive();
    const birth = linking.sub(way, 1);
    const file = await way.attachment(AT.appraiser);
    const { task } = await linking.stepOf(birth);
    const place = 'centre-phuong-hong-gai';
    const asks = [{ rule: 'agency-opinion', agency: BUILDING, question: 'Tàng thư?' }];
    const asking = await motcua.as(AT.appraiser).post(`/dossiers/${birth}/acts`, { act: 'consult', task, place, asks });
    expect(asking.status).toBe(200);
    const code = `${birth}.C1`;
    await consulting.do(BUILDER, code, 'ask-back');
    await consulting.do(AT.appraiser, code, 'reply', { documents: [file] });
    const read = await motcua.as(BUILDER).download(`/dossiers/${way.code}/documents/${file}`);
    expect(read.status).toBe(200);
    expect((await motcua.as(BUILDER).download(`/dossiers/${birth}/documents/${file}`)).status).toBe(200);
    await consulting.do(BUILDER, code, 'answer');
    const appraised = async (): Promise<boolean> =>
      (await linking.ledgerOf(birth)).consultations.every(({ status }) => status === 'answered');
    await until(appraised);
    await motcua.act(birth, await linking.stepOf(birth));
    const all = DossierHandovers.parse(
      (await motcua.as('auditor').get(`/dossiers/${way.code}/handovers`)).body,
    ).handovers;
    const asked = all.filter(({ stream }) => stream === code);
    expect(asked.map(({ kind, state, dossier }) => [kind, state, dossier])).toEqual([
      ['consultation', 'accepted', way.code],
      ['opinion', 'accepted', way.code],
    ]);
    for (const one of asked) {
      const alone = await receipt(one.id, motcua.as(BUILDER));
      expect([alone.dossier, alone.state, verifyReceipt(alone).faults]).toEqual([way.code, 'accepted', []]);
    }
  }, 20_000);

  test('are the parts of an interlinked dossier: who holds the whole hands them over, also when no person began them', async () => {
    const linking = createLinking(motcua, ways);
    const way = await linking.begun();
    const all = DossierHandovers.parse(
      (await motcua.as('auditor').get(`/dossiers/${way.code}/handovers`)).body,
    ).handovers;
    const begun = all.filter(({ sender }) => 'system' in sender);
    expect(begun.map(({ from, to }) => `${from.code} ${to.code}`).toSorted()).toEqual([
      `${WARD} H49.71.143`,
      `${WARD} ${INSURANCE}`,
    ]);
    for (const one of all) expect([one.id, one.dossier, verifyReceipt(one).faults]).toEqual([one.id, way.code, []]);
    const ofInsurance = begun.find(({ to }) => to.code === INSURANCE);
    if (ofInsurance === undefined) throw new Error('nothing was handed over to social insurance');
    expect(ofInsurance).toMatchObject({ state: 'sent', stream: expect.stringMatching(/[.]S[0-9]$/) });
    await until(async () => (await idsIn(WAITING)).includes(ofInsurance.id));
    const appraiser = clientFor(motcua, client.token, 'appraiser-bao-hiem-xa-hoi');
    const body = { act: 'acknowledge-handover', task: ofInsurance.id, place: SEAT, hash: ofInsurance.what.hash };
    const acknowledged = await appraiser.post(`/dossiers/${ofInsurance.stream}/acts`, body);
    expect([acknowledged.status, acknowledged.text.slice(0, 300)]).toEqual([200, expect.any(String)]);
    expect(await receipt(ofInsurance.id)).toMatchObject({ state: 'delivered', delivered: { by: 'acknowledged' } });
    expect(verifyReceipt(await receipt(ofInsurance.id)).faults).toEqual([]);
  }, 20_000);
});
