import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DelegationPage, DelegationReceipt, type Delegation } from '../../contracts/delegation.ts';
import { forgetPastReasons } from '../../infra/personal/past-reasons.ts';
import {
  AGENCY,
  appointmentOf,
  bodyOf,
  createDelegating,
  HOUR,
  inMs,
  LEADER,
  REASON,
  refusalOf,
  type Delegating,
} from '../support/delegating.ts';
import { statusesOf, type Caller, type Json } from '../support/desks.ts';
import { count, rows } from '../support/facts.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson, changeRights } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

describe('A delegation', () => {
  let motcua: Motcua;
  let delegating: Delegating;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    delegating = createDelegating(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  describe('is refused', () => {
    test('for what is wrong with it, with a code for each reason', async () => {
      const [principal, deputy] = await delegating.pair();
      const [stranger, citizen] = [
        await aPerson(motcua.db, [{ agency: 'H49.139', role: 'appraiser' }]),
        await delegating.someone(),
      ];
      const auditor = await delegating.someone('auditor');
      const cases: [Json, number, string][] = [
        [{ deputy: principal.id }, 422, 'delegation-to-self'],
        [{ deputy: stranger.id }, 422, 'deputy-elsewhere'],
        [{ deputy: citizen.id }, 422, 'deputy-elsewhere'],
        [{ deputy: 'nobody' }, 422, 'deputy-elsewhere'],
        [{ from: inMs(-HOUR) }, 422, 'delegation-past'],
        [{ from: inMs(-2 * HOUR), to: inMs(-HOUR) }, 422, 'delegation-past'],
        [{ to: inMs(-HOUR) }, 422, 'delegation-empty'],
        [{ from: inMs(2 * HOUR), to: inMs(HOUR) }, 422, 'delegation-empty'],
        [{ to: inMs(366.5 * 24 * HOUR) }, 422, 'delegation-too-long'],
        [{ appointment: 'nobody-1' }, 404, 'principal-unknown'],
        [{ appointment: appointmentOf(auditor) }, 422, 'delegation-role'],
        [{ appointment: appointmentOf(stranger) }, 403, 'not-your-agency'],
        [{ reason: ' ' }, 422, 'body-invalid'],
        [{ to: '2026-13-01T00:00:00Z' }, 422, 'body-invalid'],
        [{ to: '9999-12-31T23:59:59-12:00' }, 422, 'body-invalid'],
        [{ to: '0000-01-01T00:00:00Z' }, 422, 'delegation-empty'],
        [{ endedAt: inMs(0) }, 422, 'body-invalid'],
      ];
      for (const [changes, status, code] of cases) {
        const answer = await motcua.as(LEADER).post('/delegations', bodyOf(principal, deputy, changes));
        expect([changes, ...refusalOf(answer)]).toEqual([changes, status, code]);
        expect(answer.text).not.toContain(REASON);
      }
      expect(await count(motcua.db, 'delegation where principal = $1', principal.id)).toBe(0);
    });

    test('to everyone but the principal and the leaders of his agency', async () => {
      const [principal, deputy] = await delegating.pair();
      const cases: [Caller, string][] = [
        [delegating.as(deputy), 'delegation-not-yours'],
        [delegating.as(await delegating.someone('appraiser')), 'delegation-not-yours'],
        [motcua.as('leader-bai-chay'), 'not-your-agency'],
        [motcua.as('auditor'), 'role-not-allowed'],
        [motcua.as('citizen'), 'role-not-allowed'],
      ];
      for (const [caller, code] of cases)
        expect(refusalOf(await caller.post('/delegations', bodyOf(principal, deputy)))).toEqual([403, code]);
      expect((await delegating.grant(bodyOf(principal, deputy), delegating.as(principal))).grantedBy).toBe(
        principal.id,
      );
    });

    test('to a deputy, who cannot pass on what was given to him', async () => {
      const [leader, deputy, third] = [
        await delegating.someone('agency-leader'),
        await delegating.someone('seal-clerk'),
        await delegating.someone('appraiser'),
      ];
      await delegating.grant(bodyOf(leader, deputy));
      const later = { from: inMs(2 * HOUR), to: inMs(3 * HOUR) };
      expect(refusalOf(await delegating.as(deputy).post('/delegations', bodyOf(leader, third, later)))).toEqual([
        403,
        'delegation-chain',
      ]);
      const forAnother = await delegating
        .as(deputy)
        .post('/delegations', bodyOf(third, await delegating.someone('appraiser'), later));
      expect(refusalOf(forAnother)).toEqual([403, 'delegation-chain']);
      expect((await delegating.grant(bodyOf(deputy, third), delegating.as(deputy))).principal).toBe(deputy.id);
    });

    test('while another of the same appointment overlaps; several at once let one through', async () => {
      const [principal, deputy] = await delegating.pair();
      const term = { from: inMs(2 * HOUR), to: inMs(4 * HOUR) };
      const sent = Array.from({ length: 5 }, () =>
        motcua.as(LEADER).post('/delegations', bodyOf(principal, deputy, term)),
      );
      const answers = await Promise.all(sent);
      expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409]);
      const refused = answers.find(({ status }) => status === 409)?.body;
      expect(refused).toMatchObject({ code: 'delegation-overlap', params: term });
      await delegating.grant(bodyOf(principal, deputy, { from: inMs(HOUR), to: term.from }));
      const again = bodyOf(principal, await delegating.someone('return-clerk'), term);
      expect(refusalOf(await motcua.as(LEADER).post('/delegations', again))).toEqual([409, 'delegation-overlap']);
      const granted = answers.find(({ status }) => status === 201)?.body;
      await delegating.end(DelegationReceipt.parse(granted), motcua.as(LEADER));
      await delegating.grant(again);
    });

    test('when the granter’s rights changed since they were read', async () => {
      const [leader, principal, deputy] = [
        await delegating.someone('one-stop-head'),
        await delegating.someone('appraiser'),
        await delegating.someone('seal-clerk'),
      ];
      expect((await delegating.as(leader).get('/delegations')).status).toBe(200);
      const answer = await meanwhile(
        'command',
        () => delegating.as(leader).post('/delegations', bodyOf(principal, deputy)),
        () => changeRights(motcua.db, leader),
      );
      expect(refusalOf(answer)).toEqual([409, 'rights-changed']);
      expect(await count(motcua.db, 'delegation where principal = $1', principal.id)).toBe(0);
    });
  });

  describe('with an Idempotency-Key', () => {
    test('is granted once and answers the same, also after it has ended and all at once', async () => {
      const [principal, deputy] = await delegating.pair();
      const [key, body] = [randomUUID(), bodyOf(principal, deputy)];
      const send = (changes: Json = {}) => motcua.as(LEADER).post('/delegations', { ...body, ...changes }, { key });
      const answers = await Promise.all(Array.from({ length: 6 }, () => send()));
      expect(statusesOf(answers)).toEqual(Array(6).fill(201));
      const [text, ...others] = new Set(answers.map((answer) => answer.text));
      expect(others).toEqual([]);
      expect(await count(motcua.db, 'delegation where principal = $1', principal.id)).toBe(1);
      await delegating.end(DelegationReceipt.parse(answers[0]?.body), motcua.as(LEADER));
      const again = await send();
      expect([again.status, again.text]).toEqual([201, text]);
      expect(refusalOf(await send({ reason: 'Lý do khác' }))).toEqual([422, 'key-reused']);
      const kept = await rows(motcua.db, `select outcome::text from command where scope = $1`, `delegation:${LEADER}`);
      expect(JSON.stringify(kept)).not.toContain(REASON);
    });

    test('is ended once: who ends it again learns who has, under the same key or another', async () => {
      const [principal, deputy] = await delegating.pair();
      const receipt = await delegating.grant(bodyOf(principal, deputy));
      const key = randomUUID();
      const first = await delegating.end(receipt, motcua.as(LEADER), key);
      expect(first.body).toMatchObject({ id: receipt.id, endedBy: LEADER });
      const again = await Promise.all([
        delegating.end(receipt, motcua.as(LEADER), key),
        delegating.end(receipt, motcua.as(LEADER)),
        delegating.end(receipt, delegating.as(principal)),
        delegating.end({ id: receipt.id.toUpperCase() }, delegating.as(principal)),
      ]);
      expect(again.map(({ status, text }) => [status, text])).toEqual(
        Array.from({ length: 4 }, () => [200, first.text]),
      );
      const other = await delegating.grant(bodyOf(principal, deputy));
      expect(refusalOf(await delegating.end(other, motcua.as(LEADER), key))).toEqual([422, 'key-reused']);
      expect(refusalOf(await delegating.end({ id: randomUUID() }, motcua.as(LEADER)))).toEqual([
        404,
        'delegation-unknown',
      ]);
      expect(refusalOf(await delegating.end({ id: 'none' }, motcua.as(LEADER)))).toEqual([400, 'request-invalid']);
    });

    test('has nothing left to end once it is over', async () => {
      const [principal, deputy] = await delegating.pair();
      const receipt = await delegating.grant(bodyOf(principal, deputy, { to: inMs(300) }));
      await delay(400);
      expect(refusalOf(await delegating.end(receipt, motcua.as(LEADER)))).toEqual([409, 'delegation-over']);
    });
  });

  describe('is listed', () => {
    const list = async (caller: Caller, limit = 200): Promise<Delegation[]> => {
      const found: Delegation[] = [];
      for (let next: string | null = ''; next !== null;) {
        const { status, body } = await caller.get(`/delegations?limit=${limit}${next && `&cursor=${next}`}`);
        expect(status).toBe(200);
        const page = DelegationPage.parse(body);
        found.push(...page.items);
        next = page.next;
      }
      return found;
    };

    test('for those it concerns, the leaders of the agency and auditors, latest beginning first, page by page', async () => {
      const [principal, deputy] = await delegating.pair();
      const terms = [5, 1, 3, 2, 4].map((hours) => ({ from: inMs(hours * HOUR), to: inMs((hours + 1) * HOUR - 1000) }));
      const receipts = [];
      for (const term of terms) receipts.push(await delegating.grant(bodyOf(principal, deputy, term)));
      const expected = receipts.toSorted((a, b) => (a.from < b.from ? 1 : -1)).map(({ id }) => id);
      const theirs = (items: readonly Delegation[]) =>
        items.filter((one) => one.principal.id === principal.id).map(({ id }) => id);
      for (const limit of [1, 2, 5, 200]) {
        expect((await list(delegating.as(principal), limit)).map(({ id }) => id)).toEqual(expected);
        expect((await list(delegating.as(deputy), limit)).map(({ id }) => id)).toEqual(expected);
      }
      for (const account of [LEADER, 'auditor']) expect(theirs(await list(motcua.as(account), 7))).toEqual(expected);
      for (const account of ['leader-bai-chay', 'appraiser-hong-gai'])
        expect(theirs(await list(motcua.as(account)))).toEqual([]);
      expect(refusalOf(await motcua.as('citizen').get('/delegations'))).toEqual([403, 'role-not-allowed']);
      expect(refusalOf(await motcua.as('auditor').get('/delegations?cursor=e30'))).toEqual([400, 'cursor-invalid']);
    });

    test('with who, for how long, why and where it stands', async () => {
      const [principal, deputy] = await delegating.pair();
      const coming = await delegating.grant(bodyOf(principal, deputy, { from: inMs(3 * HOUR), to: inMs(4 * HOUR) }));
      const ended = await delegating.grant(bodyOf(principal, deputy, { from: inMs(HOUR + 9000), to: inMs(2 * HOUR) }));
      const over = await delegating.grant(bodyOf(principal, deputy, { to: inMs(300) }));
      await delegating.end(ended, motcua.as(LEADER));
      await until(() => Date.now() > Date.parse(over.to));
      const present = await delegating.grant(bodyOf(principal, deputy));
      const items = await list(delegating.as(principal));
      expect(items.map(({ id, state }) => [id, state])).toEqual([
        [coming.id, 'coming'],
        [ended.id, 'ended'],
        [present.id, 'in-force'],
        [over.id, 'over'],
      ]);
      expect(items[1]).toEqual({
        id: ended.id,
        appointment: {
          id: appointmentOf(principal),
          agency: { code: AGENCY, name: motcua.catalogue.agencies.get(AGENCY)?.name },
          office: null,
          role: 'appraiser',
        },
        principal: { id: principal.id, displayName: 'Test' },
        deputy: { id: deputy.id, displayName: 'Test' },
        from: ended.from,
        to: ended.to,
        state: 'ended',
        reason: REASON,
        grantedBy: { id: LEADER, displayName: expect.any(String) },
        grantedAt: ended.grantedAt,
        endedAt: expect.any(String),
        endedBy: { id: LEADER, displayName: expect.any(String) },
      });
      expect(items[0]).toMatchObject({ endedAt: null, endedBy: null });
      // Why he was away is nobody's business a year later; that he was stays.
      const reasonLater = async (days: number) => {
        await forgetPastReasons(motcua.db, new Date(Date.now() + days * 24 * HOUR));
        return (await list(delegating.as(deputy)))[1];
      };
      expect(await reasonLater(364)).toMatchObject({ id: ended.id, reason: REASON });
      expect(await reasonLater(366)).toMatchObject({ id: ended.id, reason: null });
      expect(motcua.logs.join('\n')).not.toContain(REASON);
    });
  });
});
