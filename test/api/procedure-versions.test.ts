import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import { procedureCommand } from '../../infra/cli/procedure.ts';
import { count, rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { TEST_PASSWORD, testStack } from '../support/stack.ts';
import {
  APPROVER,
  createVersioning,
  installFormer,
  PROPOSER,
  withSecondLook,
  type Versioning,
} from '../support/versioning.ts';
import { AT, createWays, refused, type Way, type Ways } from '../support/ways.ts';

const PROCEDURE = '1.014199';

describe('A version of a procedure', () => {
  let motcua: Motcua;
  let ways: Ways;
  let versions: Versioning;
  let former: CatalogueProcedure;
  let restore: () => Promise<unknown>;

  beforeAll(async () => {
    // Few events, so that runs continue as new on the way.
    motcua = await startMotcua(testStack().config, { continueAfterEvents: 15 });
    ways = createWays(motcua);
    versions = createVersioning(motcua, PROCEDURE);
    ({ former, restore } = await installFormer(motcua, PROCEDURE));
  }, 120_000);
  afterAll(async () => {
    await restore?.();
    await motcua?.stop();
  }, 60_000);

  const components = [{ component: 'original', originals: 1 }];
  const receive = (): Promise<Way> => ways.receive({ procedure: PROCEDURE, body: { case: 'standard', components } });
  const versionOf = async ({ code }: Way): Promise<number> => {
    const [row] = await rows<{ v: number }>(
      motcua.db,
      'select procedure_version as v from dossier where code = $1',
      code,
    );
    return row?.v ?? 0;
  };
  const stagesOf = async (way: Way): Promise<string[]> => (await way.timeline()).steps.map(({ stage }) => stage);
  /** A changed version that nobody has proposed yet. */
  let number = 0;
  const another = (): CatalogueProcedure => {
    number += 1;
    return { ...withSecondLook(former), decision: `QĐ-${number}` };
  };

  test('is proposed whole by whoever keeps the catalogue, and says what the self-check finds in it', async () => {
    const [appraisal, ...rest] = former.route?.stages ?? [];
    if (appraisal === undefined) throw new Error('no stages');
    const nowhere = { ...appraisal, agency: { kind: 'fixed', agency: 'H49.999' }, role: 'seal-clerk' } as const;
    const faulty = { ...another(), route: { stages: [nowhere, ...rest] } };
    const key = randomUUID();
    const first = await versions.tryPropose(faulty, { key });
    expect([first.status, first.body['errors'], first.body['basedOn']]).toEqual([201, 2, expect.any(Number)]);
    expect((await versions.tryPropose(faulty, { key })).text).toBe(first.text);
    expect(refused(await versions.tryPropose(another(), { key }))).toEqual([422, 'key-reused']);
    expect(refused(await versions.tryPropose(faulty))).toEqual([422, 'version-unchanged']);
    expect(refused(await versions.tryPropose({ ...faulty, code: '2.000815' }))).toEqual([422, 'version-code-mismatch']);
    expect(refused(await versions.tryPropose({ ...faulty, route: { stages: [] } }))).toEqual([422, 'body-invalid']);
    for (const as of [APPROVER, AT.leader])
      expect(refused(await versions.tryPropose(another(), { as }))).toEqual([403, 'role-not-allowed']);

    const version = Number(first.body['version']);
    const { status, findings } = await versions.read(version);
    expect(status).toBe('draft');
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, at }) => [code, at?.id])).toEqual([
      ['agency-unknown', 'appraisal'],
      ['role-may-not-act', 'appraisal'],
    ]);
    expect(errors[0]?.text.vi).toContain('H49.999');
    await versions.fold(version);
    const { body, ...refusal } = await versions.tryPublish(version);
    expect([refusal.status, body['code']]).toEqual([409, 'self-check-failed']);
  }, 60_000);

  test('is published by another person, once recorded dossiers of the version in force were folded over it; running ones stay', async () => {
    const [running, done] = [await receive(), await receive()];
    await done.toEnd();
    const before = await versionOf(running);
    const { version, errors } = await versions.propose(another());
    expect(errors).toBe(0);
    expect(refused(await versions.tryPublish(version))).toEqual([409, 'version-not-folded']);
    const folding = await versions.fold(version);
    expect(folding).toMatchObject({ from: before, to: version, newest: 50, failed: 0 });
    expect(folding.lookedAt).toBe(folding.dossiers);
    expect(folding.differences).toEqual(
      expect.arrayContaining([
        { kind: 'stage-added', of: 'second-look', dossiers: folding.different, open: expect.any(Number) },
        { kind: 'appointment-changed', of: null, dossiers: folding.different, open: expect.any(Number) },
      ]),
    );
    const items = new Map((await versions.folded(version)).map((item) => [item.dossier, item]));
    expect(items.get(done.code)).toMatchObject({ ended: true, code: null });
    expect(items.get(running.code)?.differences.map(({ kind, of }) => [kind, of])).toEqual([
      ['stage-added', 'second-look'],
      ['limit-changed', null],
      ['appointment-changed', null],
    ]);
    expect(await versions.folded(version, 'kind=agency-changed&')).toEqual([]);

    expect(refused(await versions.tryPublish(version, PROPOSER))).toEqual([403, 'role-not-allowed']);
    const key = randomUUID();
    const published = await versions.tryPublish(version, APPROVER, key);
    expect([published.status, published.body['version']]).toEqual([200, version]);
    expect((await versions.tryPublish(version, APPROVER, key)).text).toBe(published.text);
    expect(refused(await versions.tryPublish(version))).toEqual([409, 'version-settled']);

    const fresh = await receive();
    expect([await versionOf(fresh), await versionOf(running)]).toEqual([version, before]);
    expect(await fresh.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'second-look' } });
    expect(await running.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'approval' } });
  }, 120_000);

  test('that was folded over another version than the one in force is not published', async () => {
    const { version } = await versions.propose(another());
    await versions.fold(version);
    await versions.issue(another());
    expect(refused(await versions.tryPublish(version))).toEqual([409, 'version-outdated']);
  }, 120_000);

  test('in effect from a later day on is published before, and until then the former one is received by', async () => {
    const before = await versionOf(await receive());
    const later = await versions.issue({ ...another(), effectiveFrom: '2099-01-01' });
    expect(await versionOf(await receive())).toBe(before);
    const again = await versions.issue(another());
    expect(await versionOf(await receive())).toBe(again);
    expect(again).toBeGreaterThan(later);
  }, 120_000);

  test('is checked, proposed, folded and published from the command line, each by whom it is for', async () => {
    const from = await versions.issue({ ...former, decision: 'QĐ-0' });
    const way = await receive();
    const folder = await mkdtemp(join(tmpdir(), 'versions-'));
    try {
      await writeFile(join(folder, 'version.json'), JSON.stringify(another()));
      await writeFile(join(folder, 'dossiers.txt'), `${way.code}\n`);
      const run = async (account: string, ...words: string[]) => {
        const io = { out: '', err: '' };
        const code = await procedureCommand([...words, '--api', motcua.url, '--as', account], {
          stdout: (text) => void (io.out += text),
          stderr: (text) => void (io.err += text),
          directory: folder,
          token: undefined,
          password: TEST_PASSWORD,
        });
        return { code, ...io };
      };
      expect(await run(PROPOSER, 'check', 'version.json')).toMatchObject({ code: 0, err: '' });
      const proposed = await run(PROPOSER, 'propose', 'version.json', '--reason', 'QĐ 1');
      const version = /^1\.014199 (\d+):/.exec(proposed.out)?.[1] ?? '';
      expect(proposed).toMatchObject({ code: 0, err: '' });
      const refusal = await run(APPROVER, 'publish', PROCEDURE, version);
      expect([refusal.code, refusal.err]).toEqual([1, expect.stringContaining('have not been folded')]);
      const folded = await run(PROPOSER, 'fold', PROCEDURE, version, '--newest', '5', '--wait');
      expect(folded.out.split('\n').filter((line) => line.includes(way.code))).toHaveLength(1);
      expect(await run(APPROVER, 'publish', PROCEDURE, version)).toMatchObject({ code: 0 });
      const listed = await run(PROPOSER, 'versions', PROCEDURE);
      expect(listed.out.split('\n')[0]).toMatch(new RegExp(`^${version}  .*published \\(proposal\\)`));
      expect(JSON.parse((await run(PROPOSER, 'show', PROCEDURE, version)).out)).toMatchObject({ code: PROCEDURE });

      const moving = ['migrate', PROCEDURE, String(from), version, 'dossiers.txt', '--reason', 'QĐ 2', '--wait'];
      const migrated = await run(PROPOSER, ...moving);
      const id = migrated.out.slice(0, 36);
      expect(migrated.out).toContain('movable 1;');
      expect(await run(APPROVER, 'migration', 'approve', PROCEDURE, id)).toMatchObject({ code: 0 });
      const done = await run(PROPOSER, 'migration', 'status', PROCEDURE, id, '--wait');
      expect(done.out).toContain('done 1');
      expect(await versionOf(way)).toBe(Number(version));
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 120_000);

  describe('takes running dossiers over', () => {
    test('that were chosen, after a preview and by another person; each goes on by its route, whatever becomes of its run', async () => {
      const back = await versions.issue({ ...former, decision: `QĐ-${randomUUID().slice(0, 8)}` });
      const [moving, past, waiting] = [await receive(), await receive(), await receive()];
      await past.do(AT.appraiser, 'appraise');
      await waiting.do(AT.appraiser, 'request-supplement');
      const { dueAt } = await moving.view();
      const next = await versions.issue(another());
      const codes = [moving, past, waiting].map(({ code }) => code);

      expect(refused(await versions.tryMigrate(back, next, [...codes, 'H49.01.143-990101-0001']))).toEqual([
        422,
        'migration-dossiers-unknown',
      ]);
      expect(refused(await versions.tryMigrate(back, next, codes, APPROVER))).toEqual([403, 'role-not-allowed']);
      const id = await versions.migrate(back, next, codes);
      const preview = await versions.moved(id);
      expect(codes.map((code) => preview.get(code)?.code)).toEqual([null, 'stage-passed-over', 'dossier-waits']);
      expect(preview.get(moving.code)?.differences?.map(({ kind }) => kind)).toContain('stage-added');
      expect(await versions.migration(id)).toMatchObject({ status: 'proposed', movable: 1 });
      expect(await versionOf(moving)).toBe(back);
      expect(refused(await versions.tryApprove(id, PROPOSER))).toEqual([403, 'role-not-allowed']);

      expect((await versions.apply(id)).outcomes).toEqual({ pending: 0, done: 1, unchanged: 0, refused: 2 });
      const items = await versions.moved(id);
      const { dueAt: appointment } = await moving.view();
      expect(items.get(moving.code)).toMatchObject({ outcome: 'done', dueAt: { former: dueAt, applied: appointment } });
      expect(items.get(moving.code)?.dueAt.proposed).toBe(appointment);
      expect(Date.parse(appointment ?? '')).toBeGreaterThan(Date.parse(dueAt ?? ''));
      expect(await Promise.all([moving, past, waiting].map(versionOf))).toEqual([next, back, back]);
      const [event] = await rows<{ data: unknown }>(
        motcua.db,
        `select data from dossier_event where stream = $1 and type = 'version-migrated'`,
        moving.code,
      );
      expect(event?.data).toMatchObject({ migration: id, from: back, to: next, formerDueAt: dueAt });

      expect(await moving.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'second-look' } });
      // Its run is lost, and the next act has one made again from the ledger.
      await motcua.engine.client.workflow.getHandle(moving.code).terminate('test');
      expect(await moving.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'approval' } });
      expect(await moving.toEnd()).toMatchObject({ status: 'returned' });
      expect(await stagesOf(moving)).toEqual(['appraisal', 'second-look', 'approval', 'sealing', 'return']);
      expect((await moving.timeline()).ledger.verified).toBe(true);
      const [{ runs } = { runs: 0 }] = await rows<{ runs: number }>(
        motcua.db,
        'select cardinality(run_ids) as runs from dossier where code = $1',
        moving.code,
      );
      expect(runs).toBeGreaterThan(2);

      // As after a worker that died before it could say what it had done.
      await rows(
        motcua.db,
        `update procedure_migration_item set outcome = 'pending', applied_at = null where migration = $1 and dossier = $2`,
        id,
        moving.code,
      );
      await waiting.do(AT.counter, 'receive-supplement');
      expect((await versions.apply(id)).outcomes).toEqual({ pending: 0, done: 2, unchanged: 0, refused: 1 });
      expect(await count(motcua.db, `dossier_event where type = 'version-migrated' and stream = $1`, moving.code)).toBe(
        1,
      );
      expect(await waiting.do(AT.appraiser, 'appraise')).toMatchObject({ step: { stage: 'second-look' } });
      expect(await past.toEnd()).toMatchObject({ status: 'returned' });
    }, 240_000);

    test('only to a version that is published', async () => {
      const here = await receive();
      const { version } = await versions.propose(another());
      const answer = await versions.tryMigrate(await versionOf(here), version, [here.code]);
      expect(refused(answer)).toEqual([422, 'version-not-published']);
    }, 60_000);
  });
});
