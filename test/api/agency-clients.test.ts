import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aClient, clientFor, clientToken, type TestClient } from '../support/clients.ts';
import { aPdf, type Caller } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import {
  createHandingOver,
  INSURANCE,
  LEADER,
  POLICE_CLIENT,
  SEAT,
  type HandingOver,
} from '../support/handing-over.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, CENTRE, refused, type Way, type Ways } from '../support/ways.ts';

describe('The system of an agency', () => {
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

  test('names the officer for whom it writes, who is of that agency and holds an appointment in force', async () => {
    const way = await handedOver();
    const gone = await ways.someone({ agency: INSURANCE, role: 'agency-leader' });
    await rows(motcua.db, `update appointment set effective_to = date '2026-01-01' where person = $1`, gone.id);
    const act = (officer: string | null) =>
      way.try(clientFor(motcua, client.token, officer), 'accept-handover', { place: SEAT });
    expect(refused(await act(null))).toEqual([400, 'officer-missing']);
    for (const officer of ['nobody', gone.id, AT.appraiser, 'leader-cong-an-tinh', '', 'leader\u00e9'])
      expect([officer, ...refused(await act(officer))]).toEqual([officer, 403, 'officer-not-yours']);
    const text = (await act('nobody')).text;
    expect(text).not.toContain('nobody');
    expect((await act(LEADER)).status).toBe(200);
  });

  test('acts for its own agency only, whatever it names', async () => {
    const way = await receive();
    const police = clientFor(motcua, await clientToken(POLICE_CLIENT), 'leader-cong-an-tinh');
    const other = await handedOver();
    expect(refused(await way.try(insurance, 'assign', { lead: AT.appraiser, place: SEAT }))).toEqual([
      403,
      'step-not-yours',
    ]);
    expect(refused(await other.try(police, 'accept-handover', { place: SEAT }))).toEqual([404, 'dossier-unknown']);
    expect(refused(await other.try(police, 'approve', { place: SEAT }))).toEqual([404, 'dossier-unknown']);
    expect(refused(await police.get(`/dossiers/${other.code}`))).toEqual([404, 'dossier-unknown']);
    expect(refused(await police.get(`/agencies/${INSURANCE}/tasks`))).toEqual([403, 'not-your-agency']);
  });

  test('keeps duties apart as its officers do, and leaves an officer what was given to him', async () => {
    const way = await handedOver();
    await way.do(insurance, 'approve', { place: SEAT });
    const both = await ways.someone(
      { agency: INSURANCE, role: 'agency-leader' },
      { agency: INSURANCE, role: 'seal-clerk' },
    );
    const forBoth = clientFor(motcua, client.token, both.id);
    const second = await handedOver();
    await second.do(forBoth, 'approve', { place: SEAT });
    const document = await second.result(forBoth);
    expect(refused(await second.try(forBoth, 'seal', { place: SEAT, document }))).toEqual([403, 'duties-not-separate']);
    await way.do(insurance, 'assign', { lead: 'seal-clerk-bao-hiem-xa-hoi', place: SEAT });
    const file = await way.result(forBoth);
    expect(refused(await way.try(forBoth, 'seal', { place: SEAT, document: file }))).toEqual([
      403,
      'assigned-to-another',
    ]);
    const clerk = clientFor(motcua, client.token, 'seal-clerk-bao-hiem-xa-hoi');
    expect((await way.do(clerk, 'seal', { place: SEAT, document: file })).step?.agency).toBe(CENTRE);
  });

  test('uses no delegation, and grants none', async () => {
    const way = await handedOver();
    const [principal, deputy] = [
      await ways.someone({ agency: INSURANCE, role: 'agency-leader' }),
      await ways.someone({ agency: INSURANCE, role: 'seal-clerk' }),
    ];
    const body = {
      appointment: `${principal.id}-1`,
      deputy: deputy.id,
      to: new Date(Date.now() + 600_000).toISOString(),
      reason: 'Đi công tác',
    };
    const forPrincipal = clientFor(motcua, client.token, principal.id);
    expect(refused(await forPrincipal.post('/delegations', body))).toEqual([403, 'scope-missing']);
    expect((await principal.post('/delegations', body)).status).toBe(201);
    expect(refused(await way.try(clientFor(motcua, client.token, deputy.id), 'approve', { place: SEAT }))[0]).toBe(403);
    expect((await way.try(deputy, 'approve', { place: SEAT })).status).toBe(200);
  });

  test('writes nothing without an officer, and reads as an appraiser of its agency', async () => {
    const way = await handedOver();
    const upload = await reader.upload(`/dossiers/${way.code}/documents`, aPdf(), 'application/pdf');
    expect(refused(upload)).toEqual([400, 'officer-missing']);
    expect(refused(await reader.post(`/tasks/${way.task}/opening`, undefined))).toEqual([400, 'officer-missing']);
    expect((await reader.get(`/dossiers/${way.code}/timeline`)).status).toBe(200);
    expect((await reader.get(`/agencies/${INSURANCE}/tasks`)).status).toBe(200);
    expect((await reader.get('/delegations')).body).toMatchObject({ items: [] });
  });

  test('that is disconnected does nothing any more, not even what it had begun', async () => {
    const way = await handedOver();
    const short = await aClient(motcua.db, INSURANCE);
    const person = await ways.someone({ agency: INSURANCE, role: 'agency-leader' });
    const versionOf = async () =>
      (await rows<{ v: number }>(motcua.db, 'select rights_version as v from person where id = $1', person.id))[0]?.v ??
      0;
    const before = await versionOf();
    const via = clientFor(motcua, short.token, person.id);
    expect((await via.get(`/handovers?agency=${INSURANCE}`)).status).toBe(200);
    await rows(motcua.db, `update api_client set effective_to = date '2026-01-01' where id = $1`, short.id);
    expect(refused(await way.try(via, 'approve', { place: SEAT }))).toEqual([401, 'unauthenticated']);
    expect(await versionOf()).toBe(before + 1);
    await rows(motcua.db, `update api_client set name_en = 'Another name' where id = $1`, short.id);
    expect(await versionOf()).toBe(before + 1);
  });

  test('asks for what concerns its own agency where it names none', async () => {
    const way = await handedOver();
    await until(async () => (await handing.idsIn('state=sent')).includes(way.task));
    expect((await handing.page('limit=200')).items.every(({ to }) => to.code === INSURANCE)).toBe(true);
  });

  test('is no person: its token signs nobody in, and an officer’s header changes nobody’s own request', async () => {
    const way = await handedOver();
    const own = await way.try(AT.appraiser, 'undo', {}, { headers: { 'X-Motcua-Officer': LEADER } });
    expect(own.status).toBe(200);
    const [event] = (await way.timeline()).events.slice(-1);
    expect(event?.actor).toMatchObject({ person: { id: AT.appraiser }, via: null });
    expect(
      refused(await clientFor(motcua, 'demo-client-nobody', LEADER).get(`/handovers?agency=${INSURANCE}`)),
    ).toEqual([401, 'unauthenticated']);
  });
});
