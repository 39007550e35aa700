import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../contracts/identity.ts';
import type { AccessSubject, Permission } from '../../domain/access/access.ts';
import { ROLES } from '../../domain/access/roles.ts';
import { DomainError } from '../../domain/errors.ts';
import { agenciesAbove, findSubject } from '../../infra/db/dossier-subject.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rowScopeOf, withRowScope } from '../../infra/db/row-scope.ts';
import { findIdentity } from '../../infra/identity/find-identity.ts';
import { actorFor } from '../../infra/identity/powers.ts';
import { BUILDER, BUILDING, createConsulting, type Consulting } from '../support/consulting.ts';
import type { Caller, Json } from '../support/desks.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, PLACE, WARD, type Way, type Ways } from '../support/ways.ts';

/** An agency with one above it that has nothing to do with the dossier otherwise. */
const LAND = 'H49.06.01';
const ABOVE_LAND = 'H49.06';
const PROVINCE = 'H49';
const ELSEWHERE = 'H49.04';
const QUESTION = 'Thửa đất có tranh chấp không?';
const WHY = { headers: { 'X-Motcua-Reason': encodeURIComponent('Kiểm tra việc cho ý kiến') } };

interface Someone {
  readonly what: string;
  readonly caller: Caller;
  readonly identity: Identity;
}

/** One consultation in a state, and who had it. */
interface Asked {
  readonly state: string;
  readonly code: string;
  readonly dossier: string;
  readonly consultation: Required<AccessSubject>['consultation'];
}

/** Consultations in every state, held against people of every role and relation: the API, the table of rights and SQL say the same. */
describe('Who reads a consultation', () => {
  let motcua: Motcua;
  let ways: Ways;
  let consulting: Consulting;
  let api: Database;
  let people: readonly Someone[];
  let asked: readonly Asked[];

  beforeAll(async () => {
    const { config } = testStack();
    motcua = await startMotcua(config);
    ways = createWays(motcua);
    consulting = createConsulting(motcua, ways);
    api = await connectDatabase(config.database.apiUrl ?? '', 2, { scoped: true });
    const at = [WARD, LAND, BUILDING, ABOVE_LAND, PROVINCE, ELSEWHERE];
    people = await Promise.all(
      ROLES.filter((role) => role !== 'citizen').flatMap((role) =>
        at.map(async (agency) => {
          const caller = await ways.someone({ agency, role });
          const identity = await findIdentity(motcua.db, caller.id);
          if (identity === null) throw new Error('nobody');
          return { what: `${role} of ${agency}`, caller, identity };
        }),
      ),
    );
    const officer = await ways.someone({ agency: LAND, role: 'appraiser' });
    const answered = async (by: Caller, code: string, act: string, body: Json): Promise<void> => {
      const { status, text } = await by.post(`/consultations/${code}/acts`, { act, place: PLACE, ...body });
      if (status !== 200) throw new Error(`expected 200 for ${act}, got ${status}: ${text}`);
    };
    const ask = async (
      state: string,
      go: (code: string, way: Way) => Promise<void>,
      passedOn = false,
    ): Promise<Asked> => {
      const way = await consulting.dossier();
      const code = await consulting.ask(way, { agency: LAND, question: QUESTION });
      await go(code, way);
      const [of, passedBy] = passedOn ? [BUILDING, [LAND]] : [LAND, []];
      const consultation = { asker: WARD, asked: of, passedBy, askedBy: [AT.appraiser] };
      return { state, code, dossier: way.code, consultation };
    };
    asked = [
      await ask('open', async () => {}),
      await ask('asked back', (code) => answered(officer, code, 'ask-back', { note: 'Đề nghị gửi trích lục' })),
      await ask('answered', (code) =>
        answered(officer, code, 'answer', { opinion: 'agreed', note: 'Không tranh chấp' }),
      ),
      await ask('recalled', (code) => answered(motcua.as(AT.appraiser), code, 'recall', { note: 'Không còn cần' })),
      await ask('passed on', (code) => answered(officer, code, 'pass-on', { agency: BUILDING, note: 'Của Sở' }), true),
    ];
  }, 120_000);
  afterAll(async () => {
    await api?.close();
    await motcua?.stop();
  }, 30_000);

  const may = (identity: Identity, permission: Permission, subject: AccessSubject): boolean => {
    try {
      actorFor(identity, permission, subject);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  };
  const subjectOf = async ({ consultation }: Asked): Promise<AccessSubject> => {
    const { asker, asked: of, passedBy = [] } = consultation;
    return { consultation, above: await agenciesAbove(motcua.db, [asker, of, ...passedBy]), workers: [] };
  };
  const isShown = async (identity: Identity, table: string, column: string, value: string): Promise<boolean> => {
    const found = await withRowScope(rowScopeOf(identity), () =>
      api.execute({ name: '', text: `select from ${table} where ${column} = $1 limit 1` }, [value]),
    );
    return found.length > 0;
  };

  test('is whom the table of rights lets, by the API as by PostgreSQL, whatever has become of it', async () => {
    const seen = new Set<string>();
    for (const one of asked) {
      const [subject, dossier] = [await subjectOf(one), await findSubject(motcua.db, one.dossier)];
      for (const { what, caller, identity } of people) {
        const { status } = await caller.get(`/consultations/${one.code}`);
        const mayRead = may(identity, 'consult.read', subject);
        // Whoever reads the dossier sees there that it was asked; nobody else learns of it.
        const isRead = mayRead || may(identity, 'dossier.read', dossier ?? {});
        expect([one.state, what, status]).toEqual([one.state, what, mayRead ? 200 : isRead ? 403 : 404]);
        expect([one.state, what, await isShown(identity, 'consultation', 'code', one.code)]).toEqual([
          one.state,
          what,
          isRead,
        ]);
        expect([one.state, what, await isShown(identity, 'dossier_event', 'stream', one.code)]).toEqual([
          one.state,
          what,
          isRead,
        ]);
        if (mayRead) seen.add(what);
      }
    }
    expect(seen).toContain(`auditor of ${ABOVE_LAND}`);
    expect(seen).not.toContain(`agency-leader of ${ABOVE_LAND}`);
    expect([...seen].filter((what) => what.endsWith(ELSEWHERE))).toEqual([
      `indicator-officer of ${ELSEWHERE}`,
      `system-administrator of ${ELSEWHERE}`,
    ]);
  }, 120_000);

  test('is an auditor above the agency that was asked: its words where he says why, and nothing else of the dossier', async () => {
    const auditor = await ways.someone({ agency: ABOVE_LAND, role: 'auditor' });
    for (const { code, dossier } of asked) {
      const without = await auditor.get(`/consultations/${code}`);
      expect([without.status, without.body['verified'], without.text.includes(QUESTION)]).toEqual([200, true, false]);
      expect((await auditor.get(`/consultations/${code}`, WHY)).text).toContain(QUESTION);
      expect((await auditor.get(`/dossiers/${dossier}`)).status).toBe(404);
      const identity = await findIdentity(motcua.db, auditor.id);
      if (identity === null) throw new Error('nobody');
      for (const table of ['applicant', 'dossier_personal', 'document'])
        expect([table, await isShown(identity, table, 'dossier', dossier)]).toEqual([table, false]);
    }
    const listed = await auditor.get(`/consultations?agency=${LAND}&direction=asked&state=open`);
    expect(listed.body['items']).toEqual(expect.arrayContaining([expect.objectContaining({ code: asked[0]?.code })]));
    expect((await motcua.as(BUILDER).get(`/consultations/${asked[0]?.code}`)).status).toBe(404);
  });

  test('leaves what the consulted dossier says to whoever takes part: no note of another act is shown with it', async () => {
    const way = await consulting.dossier();
    await consulting.ask(way, { agency: LAND, question: QUESTION });
    await way.do(AT.leader, 'suspend', { note: 'Ghi chú của bước khác' });
    const auditor = await ways.someone({ agency: ABOVE_LAND, role: 'auditor' });
    const identity = await findIdentity(motcua.db, auditor.id);
    if (identity === null) throw new Error('nobody');
    const notes = await rows<{ id: string; text: string }>(
      motcua.db,
      'select id, text from dossier_note where dossier = $1',
      way.code,
    );
    expect(notes).toHaveLength(2);
    for (const { id, text } of notes)
      expect([text, await isShown(identity, 'dossier_note', 'id', id)]).toEqual([text, text === QUESTION]);
  });
});
