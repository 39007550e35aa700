import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BatchPage } from '../../contracts/batch.ts';
import { createBatching, namedIn, type Batching } from '../support/batching.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { startOwnStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { AT, createWays, PLACE, refused, WARD, type Way, type Ways } from '../support/ways.ts';
import type { Stack } from '../../infra/stack/start-stack.ts';

const NOTE = 'Đã kiểm tra, đồng ý cả loạt';

describe('One act on many dossiers', () => {
  let stack: Stack;
  let motcua: Motcua;
  let ways: Ways;
  let appraiser: Batching;
  let leader: Batching;
  /** While it stands, no item is begun. */
  let gate: Promise<void> | null = null;
  let begun = 0;

  beforeAll(async () => {
    stack = await startOwnStack('batches');
    motcua = await startMotcua(stack.config, {
      ports: (real) => ({
        ...real,
        batches: {
          ...real.batches,
          async visit(batch, position) {
            begun += 1;
            await gate;
            return real.batches.visit(batch, position);
          },
        },
      }),
    });
    ways = createWays(motcua);
    appraiser = createBatching(ways.caller(AT.appraiser));
    leader = createBatching(ways.caller(AT.leader));
  }, 180_000);
  afterAll(async () => {
    await motcua?.stop();
    await stack?.stop();
  }, 60_000);
  beforeEach(() => {
    gate = null;
    begun = 0;
  });

  const received = (n: number): Promise<Way[]> => Promise.all(Array.from({ length: n }, () => ways.receive()));
  const appraised = async (n: number): Promise<Way[]> => {
    const some = await received(n);
    for (const way of some) await way.do(AT.appraiser, 'appraise');
    return some;
  };
  const itemsOf = (some: readonly Way[]) => ({ items: some.map(namedIn) });
  /** Holds every item back. @returns what lets them go on */
  const holdBack = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    return () => {
      open();
      gate = null;
    };
  };
  const traces = async (): Promise<unknown[]> => [
    await count(motcua.db, 'batch'),
    await count(motcua.db, 'batch_item'),
    await count(motcua.db, `outbox where kind = 'batch'`),
  ];
  const openTask = async ({ code }: Way): Promise<string | null | undefined> =>
    (await rows<{ open_task: string | null }>(motcua.db, 'select open_task from dossier where code = $1', code))[0]
      ?.open_task;

  describe('is done', () => {
    test('on each as if by itself, under the batch’s own keys, and its note lies with each dossier and no longer with the batch', async () => {
      const some = await appraised(12);
      const batch = await leader.carryOut('approve', { ...itemsOf(some), note: NOTE });
      expect(batch).toMatchObject({ act: 'approve', agency: WARD, outcomes: { done: 12, waiting: 0, refused: 0 } });
      const items = await leader.items(batch.id);
      for (const [index, way] of some.entries()) {
        expect(items[index]).toMatchObject({ position: index + 1, dossier: way.code, outcome: 'done', refusal: null });
        const story = await way.story();
        expect(story.filter((type) => type === 'step-acted')).toHaveLength(2);
        expect(items[index]?.seq).toBe(story.length);
        const key = `${batch.id}:${index + 1}`;
        expect(await count(motcua.db, 'command where scope = $1 and key = $2', way.code, key)).toBe(1);
        expect(await count(motcua.db, 'dossier_note where dossier = $1 and text = $2', way.code, NOTE)).toBe(1);
      }
      expect(await count(motcua.db, 'batch where note is not null')).toBe(0);
    }, 120_000);

    test('once for a key, which answers the same again, and not for another request', async () => {
      const some = await received(2);
      const key = randomUUID();
      const first = await appraiser.try('appraise', itemsOf(some), { key });
      await appraiser.reached(String(first.body['id']), 'done');
      expect(await appraiser.try('appraise', itemsOf(some), { key })).toMatchObject({ status: 202, text: first.text });
      const before = await traces();
      expect(refused(await appraiser.try('appraise', itemsOf(some.slice(1)), { key }))).toEqual([422, 'key-reused']);
      expect(await traces()).toEqual(before);
    }, 60_000);

    test('with what is said of each dossier: how its result is handed over', async () => {
      const some = await received(2);
      for (const way of some) await way.upTo('return');
      const items = some.map((way, n) => ({ ...namedIn(way), handover: { method: 'post', tracking: `VN-${n}` } }));
      const batch = await createBatching(ways.caller(AT.handover)).carryOut('return', { items });
      expect(batch.outcomes.done).toBe(2);
      for (const [n, way] of some.entries()) {
        const [ended] = await rows<{ data: unknown }>(
          motcua.db,
          `select data from dossier_event where stream = $1 and type = 'dossier-returned'`,
          way.code,
        );
        expect(ended?.data).toMatchObject({ handover: { method: 'post', tracking: `VN-${n}` } });
      }
    }, 60_000);
  });

  describe('is refused whole, and nothing of it written,', () => {
    test.each<[string, (way: Way) => object, unknown[]]>([
      [
        'for a dossier that does not exist',
        () => ({ items: [{ dossier: 'H49.143-261124-9999', task: 'x' }] }),
        [404, 'dossier-unknown'],
      ],
      [
        'for a code that is none',
        () => ({ items: [{ dossier: 'no code', task: 'x' }] }),
        [400, 'dossier-code-invalid'],
      ],
      [
        'for a task of another dossier',
        ({ code }) => ({ items: [{ dossier: code, task: 'other.1' }] }),
        [404, 'task-unknown'],
      ],
      ['for a dossier that is named twice', (way) => ({ items: [namedIn(way), namedIn(way)] }), [422, 'body-invalid']],
      [
        'for a place where nothing is done',
        (way) => ({ items: [namedIn(way)], place: 'at-home' }),
        [422, 'place-unknown'],
      ],
    ])('%s', async (_, body, expected) => {
      const [way] = await received(1);
      if (way === undefined) throw new Error('nothing was received');
      const before = await traces();
      const answer = await appraiser.try('appraise', { items: [], ...body(way) });
      expect(refused(answer)).toEqual(expected);
      expect(await traces()).toEqual(before);
      expect(await way.story()).not.toContain('step-acted');
    });

    test('for an officer who holds nothing at the agency, or a sender who may not do the act on any of its dossiers', async () => {
      const some = await received(1);
      const before = await traces();
      const stranger = await leader.try('assign', { ...itemsOf(some), lead: 'appraiser-bai-chay' });
      expect(refused(stranger)).toEqual([422, 'officer-unknown']);
      const elsewhere = createBatching(ways.caller('leader-bai-chay'));
      expect(refused(await elsewhere.try('assign', { ...itemsOf(some), lead: 'appraiser-bai-chay' }))).toEqual([
        404,
        'dossier-unknown',
      ]);
      expect(refused(await appraiser.try('approve', itemsOf(some)))).toEqual([403, 'role-not-allowed']);
      // One among them of which the sender may not know is as one that is not there.
      const { code: dossier, step } = await motcua.receive({ office: 'phuong-bai-chay' });
      const items = [...some.map(namedIn), { dossier, task: step?.task }];
      expect(refused(await appraiser.try('appraise', { items }))).toEqual([404, 'dossier-unknown']);
      expect(await traces()).toEqual(before);
    });
  });

  describe('is judged for each dossier by itself', () => {
    test('when its turn comes: what is refused says why as it would by hand, and leaves the others alone', async () => {
      const [fine, stale, waiting, apart] = await received(4);
      if (!fine || !stale || !waiting || !apart) throw new Error('nothing was received');
      const seen = [fine, stale, waiting, apart].map(namedIn);
      await stale.do(AT.appraiser, 'appraise');
      await waiting.do(AT.appraiser, 'request-supplement');
      await apart.do(AT.leader, 'assign', { lead: (await ways.someone({ agency: WARD, role: 'appraiser' })).id });
      const batch = await appraiser.carryOut('appraise', { items: seen });
      expect(await appraiser.fates(batch.id)).toEqual(['done', 'act-stale', 'dossier-waits', 'assigned-to-another']);
      expect(batch.outcomes).toMatchObject({ done: 1, refused: 3 });
      const byHand = await waiting.try(AT.appraiser, 'appraise');
      const item = (await appraiser.items(batch.id))[2];
      expect(byHand.body['code']).toBe(item?.refusal?.code);
      expect(byHand.body['messages']).toEqual(item?.refusal?.messages);
    }, 60_000);

    test('with the rights that its sender has by then: who loses them is refused the rest', async () => {
      const some = await received(12);
      const own = await ways.someone({ agency: WARD, role: 'appraiser' });
      const mine = createBatching(own);
      const letGo = holdBack();
      const { id } = await mine.start('appraise', itemsOf(some));
      await until(() => begun > 0);
      await motcua.db.execute(
        { name: '', text: `update appointment set effective_to = effective_from where person = $1` },
        [own.id],
      );
      letGo();
      await until(async () => (await count(motcua.db, `batch where id = $1 and status = 'done'`, id)) === 1, 60_000);
      const fates = await rows<{ code: string | null }>(
        motcua.db,
        'select distinct code from batch_item where batch = $1',
        id,
      );
      expect(fates).toEqual([{ code: 'appointment-unknown' }]);
      for (const way of some) expect(await way.story()).not.toContain('step-acted');
    }, 90_000);
  });

  describe('is steered', () => {
    test('by pausing: what was begun is finished, nothing else begins until it is resumed', async () => {
      const some = await received(40);
      const { id } = await appraiser.start('appraise', itemsOf(some));
      await until(async () => (await appraiser.read(id)).outcomes.done >= 2);
      expect((await appraiser.steer(id, 'pause')).body).toMatchObject({ id, status: 'paused' });
      const progress = () => motcua.engine.client.workflow.getHandle(`batch:${id}`).query('progress');
      await until(async () => ((await progress()) as { status?: string } | null)?.status === 'paused');
      expect(await count(motcua.db, `batch_item where batch = $1 and begun and outcome = 'waiting'`, id)).toBe(0);
      const { outcomes } = await appraiser.read(id);
      expect(outcomes.waiting).toBeGreaterThan(0);
      expect(await progress()).toMatchObject({ open: 0, outcomes: { done: outcomes.done, waiting: outcomes.waiting } });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect((await appraiser.read(id)).outcomes).toEqual(outcomes);
      await appraiser.steer(id, 'resume');
      expect((await appraiser.reached(id, 'done')).outcomes.done).toBe(40);
      expect(refused(await appraiser.steer(id, 'pause'))).toEqual([409, 'batch-settled']);
    }, 120_000);

    test('by cancelling: what has not begun is left alone', async () => {
      const some = await received(25);
      const { id } = await appraiser.start('appraise', itemsOf(some));
      await until(async () => (await appraiser.read(id)).outcomes.done >= 2);
      const key = randomUUID();
      const first = await appraiser.steer(id, 'cancel', { key });
      expect(first.body).toMatchObject({ status: 'cancelled' });
      expect((await appraiser.steer(id, 'cancel', { key })).text).toBe(first.text);
      await until(async () => (await appraiser.read(id)).finishedAt !== null, 60_000);
      const fates = await appraiser.fates(id);
      expect(fates.filter((fate) => fate === 'cancelled').length).toBeGreaterThan(0);
      expect(new Set(fates)).toEqual(new Set(['done', 'cancelled']));
      for (const [n, way] of some.entries())
        expect((await way.story()).includes('step-acted')).toBe(fates[n] === 'done');
    }, 90_000);

    test('not once its last item is settled, at that very moment either', async () => {
      const letGo = holdBack();
      const { id } = await appraiser.start('appraise', itemsOf(await received(1)));
      await until(() => Promise.resolve(begun > 0));
      const end = { name: 'test-end', text: `update batch set status = 'done', finished_at = now() where id = $1` };
      const paused = await motcua.db.transaction(async (execute) => {
        await execute(end, [id]);
        const steered = appraiser.steer(id, 'pause');
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return { steered };
      });
      expect(refused(await paused.steered)).toEqual([409, 'batch-settled']);
      expect((await appraiser.read(id)).status).toBe('done');
      letGo();
    }, 60_000);

    test('by whoever began it or leads the agency, and seen by nobody else', async () => {
      const some = await received(1);
      const { id } = await appraiser.carryOut('appraise', itemsOf(some));
      const other = await ways.someone({ agency: WARD, role: 'appraiser' });
      for (const path of [`/batches/${id}`, `/batches/${id}/items`])
        expect(refused(await other.get(path))).toEqual([404, 'batch-unknown']);
      expect(refused(await createBatching(other).steer(id, 'cancel'))).toEqual([404, 'batch-unknown']);
      expect((await leader.read(id)).id).toBe(id);
      expect(refused(await leader.steer(id, 'pause'))).toEqual([409, 'batch-settled']);
      expect(refused(await leader.steer(id, 'undo'))).toEqual([403, 'batch-not-yours']);
      const unknown = randomUUID();
      expect(refused(await appraiser.steer(unknown, 'pause'))).toEqual([404, 'batch-unknown']);
    }, 60_000);

    test('and listed: one’s own, or those of an agency that one leads, the latest first', async () => {
      const own = await ways.someone({ agency: WARD, role: 'appraiser' });
      const mine = createBatching(own);
      const ids: string[] = [];
      for (const way of await received(3)) ids.unshift((await mine.start('appraise', itemsOf([way]))).id);
      const listed = async (path: string): Promise<string[]> => {
        const first = BatchPage.parse((await own.get(path)).body);
        const second = BatchPage.parse((await own.get(`${path}&cursor=${first.next}`)).body);
        return [...first.items, ...second.items].map(({ id }) => id);
      };
      expect(await listed('/batches?limit=2')).toEqual(ids);
      const ofAgency = BatchPage.parse((await ways.caller(AT.leader).get(`/batches?agency=${WARD}&limit=3`)).body);
      expect(ofAgency.items.map(({ id }) => id)).toEqual(ids);
      expect(refused(await own.get(`/batches?agency=${WARD}`))).toEqual([403, 'batch-not-yours']);
    }, 60_000);
  });

  describe('is taken back', () => {
    test('dossier by dossier, by whoever did it, where nobody has acted on it since', async () => {
      const some = await received(4);
      const tasks = some.map(({ task }) => task);
      const { id } = await appraiser.carryOut('appraise', itemsOf(some));
      const [acted] = some;
      if (acted === undefined) throw new Error('nothing was received');
      await ways.caller(AT.leader).post(`/dossiers/${acted.code}/acts`, {
        act: 'approve',
        task: await openTask(acted),
        place: PLACE,
      });
      expect((await appraiser.steer(id, 'undo')).body).toMatchObject({ status: 'undoing' });
      const undone = await appraiser.reached(id, 'undone');
      expect(undone.outcomes).toMatchObject({ undone: 3, 'undo-refused': 1, done: 0 });
      expect(await appraiser.fates(id)).toEqual(['nothing-to-undo', 'undone', 'undone', 'undone']);
      expect(await Promise.all(some.slice(1).map(openTask))).toEqual(tasks.slice(1));
      expect(refused(await appraiser.steer(id, 'undo'))).toEqual([409, 'batch-settled']);
    }, 60_000);

    test('and never takes back what was done after it', async () => {
      const [way] = await received(1);
      if (way === undefined) throw new Error('nothing was received');
      const { id } = await appraiser.carryOut('appraise', itemsOf([way]));
      await ways
        .caller(AT.appraiser)
        .post(`/dossiers/${way.code}/acts`, { act: 'undo', task: await openTask(way), place: PLACE });
      await ways
        .caller(AT.appraiser)
        .post(`/dossiers/${way.code}/acts`, { act: 'appraise', task: way.task, place: PLACE });
      const story = await way.story();
      await appraiser.steer(id, 'undo');
      await appraiser.reached(id, 'undone');
      expect(await appraiser.fates(id)).toEqual(['nothing-to-undo']);
      expect(await way.story()).toEqual(story);
    }, 60_000);

    test('only for a time, and only where the act may be', async () => {
      const [way] = await received(1);
      if (way === undefined) throw new Error('nothing was received');
      const { id, finishedAt, undoUntil } = await appraiser.carryOut('appraise', itemsOf([way]));
      expect(Date.parse(undoUntil ?? '') - Date.parse(finishedAt ?? '')).toBe(30 * 60_000);
      await motcua.db.execute({ name: '', text: 'update batch set undo_until = now() where id = $1' }, [id]);
      expect(refused(await appraiser.steer(id, 'undo'))).toEqual([409, 'batch-undo-over']);
    }, 60_000);

    test('as little as one act that cannot be: a result that was handed over', async () => {
      const [way] = await received(1);
      if (way === undefined) throw new Error('nothing was received');
      await way.upTo('return');
      const desk = createBatching(ways.caller(AT.handover));
      const batch = await desk.carryOut('return', { items: [{ ...namedIn(way), handover: { method: 'online' } }] });
      expect(batch.undoUntil).toBeNull();
      expect(refused(await desk.steer(batch.id, 'undo'))).toEqual([409, 'batch-not-undoable']);
    }, 60_000);
  });

  describe('gives on what an officer leads who is away', () => {
    test('every open task of the agency, which its new officer leads from then on; and back again', async () => {
      const away = await ways.someone({ agency: WARD, role: 'appraiser' }, { agency: 'H49.139', role: 'appraiser' });
      const some = await received(3);
      expect((await leader.carryOut('assign', { ...itemsOf(some), lead: away.id })).outcomes.done).toBe(3);
      const elsewhere = await motcua.receive({ office: 'phuong-bai-chay' });
      await createBatching(ways.caller('leader-bai-chay')).carryOut('assign', {
        items: [{ dossier: elsewhere.code, task: elsewhere.step?.task }],
        lead: away.id,
      });
      const leads = async (): Promise<string[]> => {
        const found = await rows<{ lead: string }>(
          motcua.db,
          `select distinct lead from task where dossier = any ($1) and left_at is null`,
          some.map(({ code }) => code),
        );
        return found.map(({ lead }) => lead);
      };
      const batch = await leader.carryOut('assign', { from: away.id, lead: AT.appraiser });
      expect((await leader.items(batch.id)).map(({ dossier }) => dossier).toSorted()).toEqual(
        some.map(({ code }) => code).toSorted(),
      );
      expect(await leads()).toEqual([AT.appraiser]);
      await leader.steer(batch.id, 'undo');
      expect((await leader.reached(batch.id, 'undone')).outcomes.undone).toBe(3);
      expect(await leads()).toEqual([away.id]);
    }, 90_000);

    test('and is refused for one who leads nothing', async () => {
      const idle = await ways.someone({ agency: WARD, role: 'appraiser' });
      expect(refused(await leader.try('assign', { from: idle.id, lead: AT.appraiser }))).toEqual([422, 'batch-empty']);
    });
  });
});
