import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CalendarChange } from '../../contracts/calendar-change.ts';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { createCalendarChanging } from '../support/calendar-changing.ts';
import { aClient, clientFor } from '../support/clients.ts';
import type { Caller } from '../support/desks.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import {
  APPROVER,
  createVersioning,
  installFormer,
  PROPOSER,
  withSecondLook,
  type Versioning,
} from '../support/versioning.ts';
import { AT, createWays, refused, WARD, type Way, type Ways } from '../support/ways.ts';

const PROCEDURE = '1.014199';
const components = [{ component: 'original', originals: 1 }];

describe('The dossiers that a change of a calendar or of a procedure comes to', () => {
  let motcua: Motcua;
  let ways: Ways;
  let versions: Versioning;
  let former: CatalogueProcedure;
  let restore: () => Promise<unknown>;
  let change: string;
  /** Of one ward, and of another. */
  let here: Way;
  let there: Way;
  /** Where they are listed: of a change of a calendar, a migration and a folding. */
  let paths: readonly string[];

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
    versions = createVersioning(motcua, PROCEDURE);
    ({ former, restore } = await installFormer(motcua, PROCEDURE));
    const from = await versions.issue({ ...former, decision: 'QĐ-1' });
    const receive = (office?: string) =>
      ways.receive({ procedure: PROCEDURE, body: { case: 'standard', components }, ...(office && { office }) });
    [here, there] = [await receive(), await receive('phuong-bai-chay')];
    const to = await versions.issue({ ...withSecondLook(former), decision: 'QĐ-2' });
    const migration = await versions.migrate(from, to, [here.code, there.code]);

    const calendars = createCalendarChanging(motcua);
    const content = await calendars.inForce();
    const dayOff = calendars.withDayOff(content, calendars.workingDate(2, content));
    ({ id: change } = await calendars.propose(dayOff));
    paths = [
      `/calendar-changes/${change}/dossiers`,
      `${versions.path}/migrations/${migration}/dossiers`,
      `${versions.path}/versions/${to}/folding/dossiers`,
    ];
  }, 120_000);
  afterAll(async () => {
    await motcua?.as(PROPOSER).post(`/calendar-changes/${change}/drop`, undefined);
    await restore?.();
    await motcua?.stop();
  }, 60_000);

  /** Which of the two somebody finds in a list, page by page. */
  const found = async (who: Caller, path: string): Promise<string[]> => {
    const codes: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body, text } = await who.get(`${path}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
      const page = body as { items: { dossier: string }[]; next: string | null };
      codes.push(...page.items.map(({ dossier }) => dossier));
      cursor = page.next;
    }
    return codes.filter((code) => code === here.code || code === there.code).toSorted();
  };
  const listed = (who: Caller): Promise<string[][]> => Promise.all(paths.map((path) => found(who, path)));
  const inEach = (...codes: string[]): string[][] => paths.map(() => codes.toSorted());

  test('are all shown to who decides on it at the province’s centre, keeps the catalogue, or oversees the province', async () => {
    for (const who of [APPROVER, PROPOSER, 'indicator-officer', 'system-administrator'])
      expect([who, await listed(motcua.as(who))]).toEqual([who, inEach(here.code, there.code)]);
  });

  test('are shown to other leaders as far as their agency takes part, or stands above', async () => {
    expect(await listed(motcua.as(AT.leader))).toEqual(inEach(here.code));
    expect(await listed(motcua.as('leader-bai-chay'))).toEqual(inEach(there.code));
    expect(await listed(await ways.someone({ agency: 'H49', role: 'agency-leader' }))).toEqual(
      inEach(here.code, there.code),
    );
    expect(await listed(await ways.someone({ agency: 'H49.04', role: 'agency-leader' }))).toEqual(inEach());
  });

  test('are shown to an auditor within his reach', async () => {
    expect(await listed(motcua.as('auditor'))).toEqual(inEach(here.code, there.code));
    expect(await listed(await ways.someone({ agency: WARD, role: 'auditor' }))).toEqual(inEach(here.code));
    expect(await listed(await ways.someone({ agency: 'H49.04', role: 'auditor' }))).toEqual(inEach());
  });

  test('are shown by the appointment that is named, whatever else its holder may', async () => {
    const both = await ways.someone(
      { agency: 'H49.01', role: 'one-stop-head' },
      { agency: WARD, role: 'agency-leader' },
    );
    const [path = ''] = paths;
    expect(await found(both, path)).toEqual([here.code, there.code].toSorted());
    const as = (n: number) => ({ headers: { 'X-Motcua-Appointment': `${both.id}-${n}` } });
    const asLeader = { ...both, get: (url: string) => both.get(url, as(2)) };
    expect(await found(asLeader, path)).toEqual([here.code]);
  });

  test('are counted for every leader alike, since what was decided is no secret', async () => {
    const readBy = async (who: string) =>
      CalendarChange.parse((await motcua.as(who).get(`/calendar-changes/${change}`)).body);
    const all = await readBy(APPROVER);
    expect(await readBy(AT.leader)).toEqual(all);
    expect(all.preview.later).toBeGreaterThanOrEqual(2);
  });

  test('are shown to nobody who works at a desk, and to no system, whatever its token is made out for', async () => {
    const { token } = await aClient(motcua.db, WARD);
    const { token: catalogue } = await aClient(motcua.db, WARD, ['catalogue']);
    for (const path of paths) {
      for (const who of [AT.counter, AT.appraiser, AT.seal])
        expect([path, who, ...refused(await motcua.as(who).get(path))]).toEqual([path, who, 403, 'role-not-allowed']);
      for (const bearer of [token, catalogue])
        expect(refused(await clientFor(motcua, bearer, AT.leader).get(path))).toEqual([403, 'scope-missing']);
    }
    // What the scope is for, it still opens.
    const read = await clientFor(motcua, catalogue, AT.leader).get(`/calendar-changes/${change}`);
    expect(read.status).toBe(200);
  });
});
