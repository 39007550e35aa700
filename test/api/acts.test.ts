import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusesOf, type Receipt, type Step } from '../support/desks.ts';
import { count, rows, traces } from '../support/facts.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { aPerson, changeRights } from '../support/people.ts';
import { testStack } from '../support/stack.ts';

const APPRAISER = { agency: 'H49.143', role: 'appraiser' } as const;

describe('An act on a dossier', () => {
  let motcua: Motcua;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  const received = async (): Promise<Receipt & { step: Step }> => {
    const receipt = await motcua.receive();
    if (receipt.step === null) throw new Error('a reception opens a step');
    return { ...receipt, step: receipt.step };
  };
  const next = async (code: string, step: Step): Promise<Step> => {
    const answer = await motcua.act(code, step);
    if (answer.step === null) throw new Error('no step is open');
    return answer.step;
  };

  describe('with an Idempotency-Key', () => {
    test('sent twice has one effect and one answer', async () => {
      const { code, step } = await received();
      const key = randomUUID();
      const body = { note: 'Đủ thành phần' };
      const first = await motcua.tryAct(code, step, { key, body });
      const second = await motcua.tryAct(code, step, { key, body });
      expect(first.status).toBe(200);
      expect([second.status, second.text]).toEqual([200, first.text]);
      expect(await traces(motcua.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 1 });
    });

    test('sent many times at once has one effect and one answer', async () => {
      const { code, step } = await received();
      const key = randomUUID();
      const body = { note: 'Đủ thành phần' };
      const answers = await Promise.all(Array.from({ length: 8 }, () => motcua.tryAct(code, step, { key, body })));
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await traces(motcua.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 1 });
    });

    test('answers the same after the dossier closed, while a new key is told that it has ended', async () => {
      const { code, step } = await received();
      const key = randomUUID();
      const first = await motcua.tryAct(code, step, { key });
      await motcua.takeToEnd(code, (first.body as { step: Step }).step);
      const again = await motcua.tryAct(code, step, { key });
      expect([again.status, again.text]).toEqual([200, first.text]);
      const late = await motcua.tryAct(code, step);
      expect([late.status, late.body['code']]).toEqual([409, 'dossier-ended']);
    });

    test('and another body is refused, and nothing of it is kept', async () => {
      const { code, step } = await received();
      const key = randomUUID();
      await motcua.act(code, step, { key, body: { note: 'Lời thứ nhất' } });
      const other = await motcua.tryAct(code, step, { key, body: { note: 'Lời thứ hai' } });
      expect([other.status, other.body['code']]).toEqual([422, 'key-reused']);
      expect(await rows(motcua.db, 'select text from dossier_note where dossier = $1', code)).toEqual([
        { text: 'Lời thứ nhất' },
      ]);
    });

    test('and two bodies at once takes exactly one of them, with its own note', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { code, step } = await received();
        const key = randomUUID();
        const notes = ['một', 'hai', 'ba', 'bốn'];
        const answers = await Promise.all(notes.map((note) => motcua.tryAct(code, step, { key, body: { note } })));
        expect(statusesOf(answers)).toEqual([200, 422, 422, 422]);
        const winner = notes[answers.findIndex(({ status }) => status === 200)];
        expect(await rows(motcua.db, 'select text from dossier_note where dossier = $1', code)).toEqual([
          { text: winner },
        ]);
      }
    });

    test('of another person is refused', async () => {
      const { code, step } = await received();
      const other = await aPerson(motcua.db, [APPRAISER]);
      const key = randomUUID();
      await motcua.act(code, step, { key });
      const answer = await motcua.withToken(other.token).post(`/dossiers/${code}/acts`, motcua.actBody(step), { key });
      expect([answer.status, answer.body['code']]).toEqual([422, 'key-reused']);
    });
  });

  describe('beside another one', () => {
    test('of two sent together exactly one wins, and the other gets 409 with the present state', async () => {
      const colleague = motcua.withToken((await aPerson(motcua.db, [APPRAISER])).token);
      for (let round = 0; round < 5; round += 1) {
        const { code, step } = await received();
        const body = { ...motcua.actBody(step), note: 'Của người kia' };
        const answers = await Promise.all([
          motcua.tryAct(code, step, { body: { note: 'Của tôi' } }),
          colleague.post(`/dossiers/${code}/acts`, body),
        ]);
        expect(statusesOf(answers)).toEqual([200, 409]);
        const lost = answers.find(({ status }) => status === 409)?.body;
        expect(lost).toMatchObject({
          code: 'act-stale',
          state: { status: 'in-process', seq: 4, step: { stage: 'approval' } },
        });
        expect(await traces(motcua.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 1 });
      }
    });

    test('of many that are refused at once none leaves its note', async () => {
      const { code, step } = await received();
      const approval = await next(code, step);
      const key = randomUUID();
      const refused = Array.from({ length: 12 }, (_, index) =>
        motcua.tryAct(code, step, { body: { note: `Muộn ${index % 4}` }, ...(index < 6 ? { key } : {}) }),
      );
      const answers = await Promise.all([...refused, motcua.tryAct(code, approval, { body: { note: 'Duyệt' } })]);
      expect(statusesOf(answers)).toEqual([200, ...Array(12).fill(409)]);
      expect(await rows(motcua.db, 'select text from dossier_note where dossier = $1', code)).toEqual([
        { text: 'Duyệt' },
      ]);
    });

    test('of two returns sent together one wins, the other learns that the dossier has ended, and nothing runs on', async () => {
      for (let round = 0; round < 5; round += 1) {
        const receipt = await received();
        const { code } = receipt;
        const last = await next(code, await next(code, await next(code, receipt.step)));
        const answers = await Promise.all([motcua.tryAct(code, last), motcua.tryAct(code, last)]);
        expect(statusesOf(answers)).toEqual([200, 409]);
        const lost = answers.find(({ status }) => status === 409)?.body;
        expect(['dossier-ended', 'act-stale']).toContain(lost?.['code']);
        const [{ run_ids: runs } = { run_ids: [] }] = await rows<{ run_ids: string[] }>(
          motcua.db,
          'select run_ids from dossier where code = $1',
          code,
        );
        const { runId, status } = await motcua.engine.client.workflow.getHandle(code).describe();
        expect([runs, status.name]).toEqual([[runId], 'COMPLETED']);
      }
    });
  });

  describe('is refused', () => {
    test('to whoever does not hold the step, with the reason', async () => {
      const { code, step } = await received();
      const refusals: [string, number, string][] = [
        ['leader-hong-gai', 403, 'role-not-allowed'],
        ['receptionist-hong-gai', 403, 'role-not-allowed'],
        // Who takes no part is not told that there is such a dossier.
        ['appraiser-bai-chay', 404, 'dossier-unknown'],
      ];
      for (const [account, status, reason] of refusals) {
        const answer = await motcua.tryAct(code, step, { as: account });
        expect([account, answer.status, answer.body['code']]).toEqual([account, status, reason]);
      }
      expect((await motcua.withToken(null).post(`/dossiers/${code}/acts`, motcua.actBody(step))).status).toBe(401);
      expect(await traces(motcua.db, code)).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
    });

    test('to the person who appraised, when he would approve too', async () => {
      const both = await aPerson(motcua.db, [APPRAISER, { agency: 'H49.143', role: 'agency-leader' }]);
      const caller = motcua.withToken(both.token);
      const { code, step } = await received();
      const appraised = await caller.post(`/dossiers/${code}/acts`, motcua.actBody(step));
      expect(appraised.status).toBe(200);
      const approval = (appraised.body as { step: Step }).step;
      const answer = await caller.post(`/dossiers/${code}/acts`, { ...motcua.actBody(approval), note: 'Duyệt' });
      expect([answer.status, answer.body['code']]).toEqual([403, 'duties-not-separate']);
      expect(await traces(motcua.db, code)).toEqual({ events: 4, commands: 1, tasks: 2, notes: 0 });
    });

    test('when the person’s rights changed since they were read', async () => {
      const person = await aPerson(motcua.db, [APPRAISER]);
      const caller = motcua.withToken(person.token);
      const first = await received();
      const second = await received();
      expect((await caller.post(`/dossiers/${first.code}/acts`, motcua.actBody(first.step))).status).toBe(200);
      const body = { ...motcua.actBody(second.step), note: 'Không còn quyền' };
      const answer = await meanwhile(
        'command',
        () => caller.post(`/dossiers/${second.code}/acts`, body),
        () => changeRights(motcua.db, person),
      );
      expect([answer.status, answer.body['code']]).toEqual([409, 'rights-changed']);
      expect(await traces(motcua.db, second.code)).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
      await expect(motcua.act(second.code, second.step)).resolves.toMatchObject({ act: 'appraise' });
    });

    test('when it does not fit the dossier, with a code for each reason', async () => {
      const { code, step } = await received();
      const approval = await next(code, step);
      const stale = await motcua.tryAct(code, step);
      expect([stale.status, stale.body['code']]).toEqual([409, 'act-stale']);
      expect(stale.body['state']).toMatchObject({ seq: 4, step: { stage: 'approval' } });
      const unknown = await motcua.tryAct(code, approval, { body: { task: `${code}.99` } });
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'task-unknown']);
      const invalid = await motcua.tryAct(code, approval, { body: { act: 'celebrate' } });
      expect([invalid.status, invalid.body['code']]).toEqual([422, 'body-invalid']);
      const foreign = await received();
      const crossed = await motcua.tryAct(code, approval, { body: { task: foreign.step.task } });
      expect([crossed.status, crossed.body['code']]).toEqual([404, 'task-unknown']);

      const sealing = await next(code, approval);
      const clerk = motcua.as(motcua.holderOf(sealing));
      const bare = await clerk.post(`/dossiers/${code}/acts`, motcua.actBody(sealing));
      expect([bare.status, bare.body['code']]).toEqual([422, 'result-missing']);
      const nothing = await motcua.tryAct(code, sealing, { body: { document: randomUUID() } });
      expect([nothing.status, nothing.body['code']]).toEqual([404, 'document-unknown']);
      const elsewhere = await motcua.uploadResult(foreign.code, { ...sealing });
      const borrowed = await motcua.tryAct(code, sealing, { body: { document: elsewhere.id } });
      expect([borrowed.status, borrowed.body['code']]).toEqual([404, 'document-unknown']);
      expect(await count(motcua.db, 'result where dossier = $1', code)).toBe(0);
    });

    test('where nobody of this step works: only at a one-stop office or the seat of the agency that holds the step', async () => {
      const { code, step } = await received();
      const refused = ['0987612345', 'nowhere', 'seat-phuong-bai-chay', 'centre-thanh-pho-ha-long', step.agency];
      for (const place of refused) {
        const answer = await motcua.tryAct(code, step, { body: { place, note: 'Ở đâu?' } });
        expect([place, answer.status, answer.body['code']]).toEqual([place, 422, 'place-unknown']);
        expect(answer.text).not.toContain(place);
      }
      expect(await traces(motcua.db, code)).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
      const approval = (await motcua.act(code, step, { body: { place: 'seat-phuong-hong-gai' } })).step;
      if (approval === null) throw new Error('no approval is open');
      await motcua.act(code, approval, { body: { place: 'centre-tinh-quang-ninh' } });
      const left = 'select place from task where dossier = $1 and left_at is not null order by number';
      const places = await rows(motcua.db, left, code);
      expect(places).toEqual([{ place: 'seat-phuong-hong-gai' }, { place: 'centre-tinh-quang-ninh' }]);
    });

    test('when its key or its note is none, before anything is kept', async () => {
      const { code, step } = await received();
      const keys = ['', 'clock:2', 'a b', 'khóa', 'k'.repeat(129), '"', 'a,b'];
      for (const key of keys) {
        const headers = {
          'Idempotency-Key': encodeURIComponent(key) === key ? key : Buffer.from(key).toString('latin1'),
        };
        const answer = await motcua
          .as('appraiser-hong-gai')
          .post(`/dossiers/${code}/acts`, { ...motcua.actBody(step), note: 'Ghi chú' }, { key: null, headers });
        expect([key, answer.status, answer.body['code']]).toEqual([key, 400, 'idempotency-key-missing']);
      }
      const notes: [unknown, number, string][] = [
        ['n'.repeat(4001), 422, 'body-invalid'],
        ['n'.repeat(1_000_001), 413, 'too-large'],
        ['a\u0000b', 422, 'body-invalid'],
        ['a\ud800b', 422, 'body-invalid'],
        ['   ', 422, 'body-invalid'],
        [7, 422, 'body-invalid'],
      ];
      for (const [note, status, reason] of notes) {
        const answer = await motcua.tryAct(code, step, { body: { note } });
        expect([answer.status, answer.body['code']]).toEqual([status, reason]);
      }
      expect(await traces(motcua.db, code)).toEqual({ events: 2, commands: 0, tasks: 1, notes: 0 });
      expect((await motcua.tryAct(code, step, { body: { note: 'n'.repeat(4000) } })).status).toBe(200);
    });

    test('for a dossier that is not there', async () => {
      const { step } = await received();
      const cases: [string, number, string][] = [
        ['H49.01.143-990101-0001', 404, 'dossier-unknown'],
        ['nonsense', 400, 'dossier-code-invalid'],
      ];
      for (const [code, status, reason] of cases) {
        const answer = await motcua.tryAct(code, step);
        expect([code, answer.status, answer.body['code']]).toEqual([code, status, reason]);
      }
    });
  });
});
