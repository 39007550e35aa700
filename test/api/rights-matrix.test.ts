import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../contracts/identity.ts';
import { ROLES, type Role } from '../../domain/access/roles.ts';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import { possibleActs } from '../../domain/dossier/decide.ts';
import { findSubject } from '../../infra/db/dossier-subject.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { rowScopeOf, withRowScope } from '../../infra/db/row-scope.ts';
import { findIdentity } from '../../infra/identity/find-identity.ts';
import { mayKnow, powersOf } from '../../infra/identity/powers.ts';
import type { Caller } from '../support/desks.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, CENTRE, createWays, OFFICE, WARD, type Way, type Ways } from '../support/ways.ts';

/** By no request of its own. */
const ASKED_FOR = ACT_NAMES.filter((act) => act !== 'replan' && act !== 'migrate');

interface Someone {
  readonly what: string;
  readonly caller: Caller;
  readonly identity: Identity;
}

/** Dossiers in every state, held against people of every role and relation: the API, the validator's rules and SQL say the same. */
describe('Who may do what', () => {
  let motcua: Motcua;
  let ways: Ways;
  let api: Database;
  let people: readonly Someone[];
  let states: readonly (readonly [string, Way])[];

  const aPersonOf = async (what: string, ...held: Parameters<Ways['someone']>): Promise<Someone> => {
    const caller = await ways.someone(...held);
    const identity = await findIdentity(motcua.db, caller.id);
    if (identity === null) throw new Error('nobody');
    return { what, caller, identity };
  };

  beforeAll(async () => {
    const { config } = testStack();
    motcua = await startMotcua(config);
    ways = createWays(motcua);
    api = await connectDatabase(config.database.apiUrl ?? '', 2, { scoped: true });
    const atCentre = (role: Role): boolean => ['receptionist', 'return-clerk', 'one-stop-head'].includes(role);
    const officers = ROLES.filter((role) => role !== 'citizen');
    people = await Promise.all([
      ...officers.map((role) =>
        aPersonOf(`${role} of it`, atCentre(role) ? { agency: CENTRE, role, office: OFFICE } : { agency: WARD, role }),
      ),
      ...officers.map((role) => aPersonOf(`${role} elsewhere`, { agency: 'H49.04', role })),
      ...(['auditor', 'agency-leader'] as const).map((role) => aPersonOf(`${role} above`, { agency: 'H49', role })),
      aPersonOf('citizen'),
    ]);

    const at = async (...acts: readonly (readonly [string, ActName])[]): Promise<Way> => {
      const way = await ways.receive();
      for (const [who, act] of acts) await way.do(who, act);
      return way;
    };
    states = [
      ['at its appraisal', await at()],
      ['at its approval', await at([AT.appraiser, 'appraise'])],
      ['at its sealing', await at([AT.appraiser, 'appraise'], [AT.leader, 'approve'])],
      ['waiting for a supplement', await at([AT.appraiser, 'request-supplement'])],
      ['suspended', await at([AT.leader, 'suspend'])],
      ['to be withdrawn', await at([AT.counter, 'request-withdrawal'])],
    ];
    const ended = await ways.receive();
    await ended.toEnd();
    states = [...states, ['ended', ended]];
  }, 90_000);
  afterAll(async () => {
    await api?.close();
    await motcua?.stop();
  }, 30_000);

  const mayOn = async ({ caller }: Someone, { code }: Way): Promise<readonly string[] | number> => {
    const { status, body } = await caller.get(`/dossiers/${code}/acts`);
    return status === 200 ? (body['may'] as string[]) : status;
  };

  test('the API lists what the validator would let pass, and to nobody who may not know of the dossier', async () => {
    const seen = new Set<string>();
    for (const [state, way] of states) {
      const snapshot = await loadSnapshot(motcua.db, motcua.procedures, way.code);
      const subject = await findSubject(motcua.db, way.code);
      for (const someone of people) {
        const listed = await mayOn(someone, way);
        const allowed = powersOf(someone.identity).flatMap((power) => possibleActs(snapshot, power));
        // A citizen has no acts, whether it is his own or not: he is refused by his role, before anything is looked for.
        const isOfficer = someone.what !== 'citizen';
        const unless = isOfficer ? 404 : 403;
        const isKnown = isOfficer && subject !== null && mayKnow(someone.identity, subject);
        const expected = isKnown ? ASKED_FOR.filter((act) => allowed.includes(act)) : unless;
        expect([state, someone.what, listed]).toEqual([state, someone.what, expected]);
        for (const act of typeof listed === 'number' ? [] : listed) seen.add(act);
      }
    }
    // The states are such that most acts are somebody's.
    expect(seen.size).toBeGreaterThan(22);
  }, 60_000);

  test('whatever is not listed is refused, and leaves nothing', async () => {
    for (const [state, way] of states) {
      const before = (await loadSnapshot(motcua.db, motcua.procedures, way.code)).state.seq;
      for (const someone of people) {
        const listed = await mayOn(someone, way);
        const others = ASKED_FOR.filter((act) => typeof listed === 'number' || !listed.includes(act));
        const answers = await Promise.all(
          others.map((act) => way.try(someone.caller, act, act === 'seal' ? { document: null } : {})),
        );
        const wrong = answers.flatMap(({ status, body }, index) => {
          const isRefused = status >= 400 && status < 500;
          const isSilent = ['dossier-unknown', 'role-not-allowed', 'body-invalid'].includes(String(body['code']));
          return isRefused && (listed !== 404 || isSilent) ? [] : [[others[index], status, body['code']]];
        });
        expect([state, someone.what, wrong]).toEqual([state, someone.what, []]);
      }
      expect((await loadSnapshot(motcua.db, motcua.procedures, way.code)).state.seq).toBe(before);
    }
  }, 240_000);

  test('SQL shows a dossier to whom the API shows it, and what is personal to nobody else than the API', async () => {
    const shows = async (identity: Identity, table: string, column: string, code: string): Promise<boolean> => {
      const found = await withRowScope(rowScopeOf(identity), () =>
        api.execute({ name: '', text: `select 1 from ${table} where ${column} = $1 limit 1` }, [code]),
      );
      return found.length > 0;
    };
    for (const [state, way] of states)
      for (const { what, caller, identity } of people) {
        const { status, body } = await caller.get(`/dossiers/${way.code}`);
        expect([state, what, await shows(identity, 'dossier', 'code', way.code)]).toEqual([
          state,
          what,
          status === 200,
        ]);
        const isShown = status === 200 && body['applicant'] !== null;
        const isThere = await shows(identity, 'applicant', 'dossier', way.code);
        // Between them lie those who take part and whose task takes nothing of the applicant: the table masks, SQL does not.
        const expected = isShown ? [true] : status === 200 ? [true, false] : [false];
        expect([state, what, expected]).toEqual([state, what, expect.arrayContaining([isThere])]);
      }
  }, 60_000);
});
