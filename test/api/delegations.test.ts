import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TaskPage } from '../../contracts/task.ts';
import { Timeline } from '../../contracts/timeline.ts';
import {
  AGENCY,
  appointmentOf,
  bodyOf,
  createDelegating,
  inMs,
  LEADER,
  REASON,
  refusalOf,
  type Delegating,
} from '../support/delegating.ts';
import type { Caller, Receipt, Step } from '../support/desks.ts';
import { count, rows, traces } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { changeRights, type TestPerson } from '../support/people.ts';
import { testStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

describe('A delegation in force', () => {
  let motcua: Motcua;
  /** What happens once between an act’s decision and its commit. */
  let beforeCommit: (() => Promise<unknown>) | null = null;
  let delegating: Delegating;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config, {
      ports: (real) => ({
        ...real,
        async write(write) {
          await beforeCommit?.();
          beforeCommit = null;
          return real.write(write);
        },
      }),
    });
    delegating = createDelegating(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);
  beforeEach(() => {
    beforeCommit = null;
  });

  const received = async (): Promise<Receipt & { step: Step }> => {
    const receipt = await motcua.receive();
    if (receipt.step === null) throw new Error('a reception opens a step');
    return { ...receipt, step: receipt.step };
  };
  const open = ({ task }: Step, by: TestPerson) => delegating.as(by).post(`/tasks/${task}/opening`, undefined);
  const act = (code: string, step: Step, by: TestPerson) =>
    delegating.as(by).post(`/dossiers/${code}/acts`, motcua.actBody(step));

  describe('of an officer', () => {
    test('gives his tasks to the deputy from its first instant until its last, and back by itself', async () => {
      const [principal, deputy] = await delegating.pair();
      const [first, second] = [await received(), await received()];
      const { from, to } = await delegating.grant(bodyOf(principal, deputy, { from: inMs(1500), to: inMs(8000) }));
      expect(refusalOf(await open(first.step, deputy))).toEqual([403, 'step-not-yours']);
      expect(refusalOf(await act(first.code, first.step, deputy))).toEqual([403, 'role-not-allowed']);

      await delay(Date.parse(from) - Date.now() + 5);
      expect((await open(first.step, deputy)).status).toBe(200);
      expect((await act(first.code, first.step, deputy)).body).toMatchObject({ act: 'appraise', seq: 4 });

      await until(() => Date.now() > Date.parse(to));
      expect(refusalOf(await open(second.step, deputy))).toEqual([403, 'step-not-yours']);
      expect(refusalOf(await act(second.code, second.step, deputy))).toEqual([403, 'role-not-allowed']);
      expect((await open(second.step, principal)).status).toBe(200);
      expect((await act(second.code, second.step, principal)).body).toMatchObject({ act: 'appraise' });
    });

    test('shows in the list of tasks whose power the deputy would use, and in the timeline for whom he acted', async () => {
      const [principal, deputy] = await delegating.pair();
      await rows(motcua.db, `update person set display_name = 'Người đi vắng' where id = $1`, principal.id);
      const { code, step } = await received();
      await delegating.grant(bodyOf(principal, deputy));
      const named = { id: principal.id, displayName: 'Người đi vắng' };

      const { body } = await delegating.as(deputy).get(`/agencies/${AGENCY}/tasks?role=appraiser&limit=200`);
      const listed = TaskPage.parse(body).items.find(({ task }) => task === step.task);
      expect(listed?.actAs).toEqual({ appointment: appointmentOf(principal), onBehalfOf: named });

      await open(step, deputy);
      await act(code, step, deputy);
      const timeline = Timeline.parse((await motcua.as('auditor').get(`/dossiers/${code}/timeline`)).body);
      const acted = timeline.events.find(({ type }) => type === 'step-acted');
      expect(acted?.actor).toMatchObject({
        person: { id: deputy.id },
        onBehalfOf: named,
        appointment: appointmentOf(principal),
        role: 'appraiser',
      });
      expect(timeline.steps[0]).toMatchObject({ person: { id: deputy.id }, onBehalfOf: named });
      expect(timeline.steps[0]?.openedBy).toMatchObject([{ person: { id: deputy.id }, onBehalfOf: named }]);
      expect(timeline.events[0]?.actor).toMatchObject({ onBehalfOf: null });
      expect(timeline.ledger.verified).toBe(true);
      expect(JSON.stringify(timeline)).not.toContain(REASON);
    });

    test('is over as soon as it is ended, by the principal, its granter or a leader, and by nobody else', async () => {
      const colleague = await delegating.someone('appraiser');
      const leader = await delegating.someone('one-stop-head');
      const principal = await delegating.someone('appraiser');
      const enders: [Caller, Caller][] = [
        [motcua.as(LEADER), delegating.as(principal)],
        [delegating.as(leader), delegating.as(leader)],
        [delegating.as(leader), motcua.as(LEADER)],
      ];
      for (const [granter, ender] of enders) {
        // A deputy each: found without a delegation, an identity is kept for a moment.
        const deputy = await delegating.someone('seal-clerk');
        const { code, step } = await received();
        const receipt = await delegating.grant(bodyOf(principal, deputy), granter);
        expect((await open(step, deputy)).status).toBe(200);
        expect(refusalOf(await delegating.end(receipt, delegating.as(colleague)))).toEqual([
          403,
          'delegation-not-yours',
        ]);
        expect(refusalOf(await delegating.end(receipt, delegating.as(deputy)))).toEqual([403, 'delegation-chain']);
        expect(refusalOf(await delegating.end(receipt, motcua.as('leader-bai-chay')))).toEqual([
          404,
          'delegation-unknown',
        ]);
        expect(refusalOf(await delegating.end(receipt, motcua.as('auditor')))).toEqual([403, 'role-not-allowed']);
        expect((await delegating.end(receipt, ender)).status).toBe(200);
        expect(refusalOf(await act(code, step, deputy))).toEqual([403, 'role-not-allowed']);
        expect(refusalOf(await open((await received()).step, deputy))).toEqual([403, 'step-not-yours']);
      }
    });

    test('counts only while the principal has his appointment and the deputy one at the agency', async () => {
      const { code, step } = await received();
      const [deputy, other] = [await delegating.someone('seal-clerk'), await delegating.someone('seal-clerk')];
      const ends: [(ended: TestPerson) => string, TestPerson][] = [
        [({ id }) => `update appointment set effective_to = date '2026-01-01' where person = '${id}'`, deputy],
        [({ id }) => `update appointment set agency = 'H49.139' where person = '${id}'`, other],
      ];
      for (const [statement, stays] of ends) {
        const principal = await delegating.someone('appraiser');
        await delegating.grant(bodyOf(principal, stays));
        expect((await open(step, stays)).status).toBe(200);
        await rows(motcua.db, statement(principal));
        expect(refusalOf(await act(code, step, stays))).toEqual([403, 'role-not-allowed']);
      }
      const principal = await delegating.someone('appraiser');
      const leaver = await delegating.someone('seal-clerk');
      await delegating.grant(bodyOf(principal, leaver));
      expect((await open(step, leaver)).status).toBe(200);
      await rows(motcua.db, `update appointment set agency = 'H49.139' where person = $1`, leaver.id);
      // He takes no part any more, so that he is not told that there is such a dossier.
      expect(refusalOf(await act(code, step, leaver))).toEqual([404, 'dossier-unknown']);
    });
  });

  describe('of a leader', () => {
    const atApproval = async (by: TestPerson | null): Promise<{ code: string; approval: Step }> => {
      const { code, step } = await received();
      const { body } = await (by === null ? motcua.tryAct(code, step) : act(code, step, by));
      const { step: approval } = body as { step: Step | null };
      if (approval === null) throw new Error('no approval is open');
      return { code, approval };
    };

    test('lets the deputy approve, unless he or the leader has appraised', async () => {
      const [leader, deputy] = [
        await delegating.someone('agency-leader', 'appraiser'),
        await delegating.someone('appraiser'),
      ];
      const bySomebody = await atApproval(null);
      const byDeputy = await atApproval(deputy);
      const byLeader = await atApproval(leader);
      await delegating.grant(bodyOf(leader, deputy), delegating.as(leader));
      // Found without a delegation, an identity is kept for a moment.
      await delay(2000);
      for (const { code, approval } of [byDeputy, byLeader]) {
        expect(refusalOf(await act(code, approval, deputy))).toEqual([403, 'duties-not-separate']);
        expect(await count(motcua.db, 'command where scope = $1', code)).toBe(1);
      }
      expect((await act(bySomebody.code, bySomebody.approval, deputy)).body).toMatchObject({ act: 'approve' });
    });

    test('keeps the leader from approving what his deputy appraised for him', async () => {
      const [leader, deputy] = [
        await delegating.someone('agency-leader', 'appraiser'),
        await delegating.someone('seal-clerk'),
      ];
      await delegating.grant(bodyOf(leader, deputy, { appointment: `${leader.id}-2` }));
      const { code, approval } = await atApproval(deputy);
      expect(refusalOf(await act(code, approval, leader))).toEqual([403, 'duties-not-separate']);
      expect((await motcua.tryAct(code, approval)).status).toBe(200);
    });

    test('is the leader’s to grant, not the head of the one-stop office’s', async () => {
      const [leader, deputy, head] = [
        await delegating.someone('agency-leader'),
        await delegating.someone('appraiser'),
        await delegating.someone('one-stop-head'),
      ];
      const refused = await delegating.as(head).post('/delegations', bodyOf(leader, deputy));
      expect(refusalOf(refused)).toEqual([403, 'delegation-not-yours']);
      expect((await delegating.grant(bodyOf(leader, deputy))).grantedBy).toBe(LEADER);
    });
  });

  describe('and acts under way', () => {
    test('that its end overtakes are refused, and leave nothing', async () => {
      const [principal, deputy] = await delegating.pair();
      const { code, step } = await received();
      const receipt = await delegating.grant(bodyOf(principal, deputy));
      beforeCommit = async () => delegating.end(receipt, motcua.as(LEADER));
      expect(refusalOf(await act(code, step, deputy))).toEqual([409, 'rights-changed']);
      expect(await traces(motcua.db, code)).toMatchObject({ events: 2, commands: 0, tasks: 1 });
    });

    test('that a change of the principal’s own rights overtakes are refused', async () => {
      const [principal, deputy] = await delegating.pair();
      const { code, step } = await received();
      await delegating.grant(bodyOf(principal, deputy));
      beforeCommit = () => changeRights(motcua.db, principal);
      expect(refusalOf(await act(code, step, deputy))).toEqual([409, 'rights-changed']);
    });

    test('of the principal, sent before it was granted, are refused', async () => {
      const [principal, deputy] = await delegating.pair();
      const { code, step } = await received();
      beforeCommit = () => delegating.grant(bodyOf(principal, deputy));
      expect(refusalOf(await act(code, step, principal))).toEqual([409, 'rights-changed']);
    });

    test('that are repeated after it has ended get their answer', async () => {
      const [principal, deputy] = await delegating.pair();
      const { code, step } = await received();
      const receipt = await delegating.grant(bodyOf(principal, deputy));
      const key = randomUUID();
      const send = () => delegating.as(deputy).post(`/dossiers/${code}/acts`, motcua.actBody(step), { key });
      const first = await send();
      await delegating.end(receipt, motcua.as(LEADER));
      expect([first.status, (await send()).text]).toEqual([200, first.text]);
    });
  });
});
