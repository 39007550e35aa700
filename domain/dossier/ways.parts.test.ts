import { describe, expect, test } from '@jest/globals';
import { A_RESULT, aStage, CENTRE, COMMUNE } from '../../test/support/builders.ts';
import { sums } from '../../test/support/in-hand.ts';
import {
  anInterlinked,
  aPart,
  BIRTH_AND_MORE,
  INSURANCE,
  interlinked,
  LINKED,
  POLICE,
} from '../../test/support/interlinked.ts';
import { canonicalHash, verifyChain } from '../ledger/hash-chain.ts';
import { eventHash } from '../ledger/hash-chain.ts';
import { nationalStatus } from './national-status.ts';
import { participantsOf } from './state.ts';

const FIRST = { parts: { birth: 'open', residence: 'waiting', insurance: 'waiting' } };

describe('An interlinked dossier', () => {
  test('begins with the parts that need no other: each a sub-dossier at its agency, with a code and a due date of its own (art. 19.6)', () => {
    const dossier = anInterlinked();
    expect(dossier.types()).toEqual(['dossier-received', 'step-opened', 'parts-begun']);
    expect(dossier).toMatchObject(FIRST);
    expect(dossier.types('birth')).toEqual(['part-begun', 'step-opened']);
    expect(dossier.of('birth')).toMatchObject({
      code: `${dossier.state.code}.S1`,
      status: 'in-process',
      dueAt: dossier.hour(10),
      partOf: { of: dossier.state.code, part: 'birth', number: 1, agency: COMMUNE },
      step: { task: `${dossier.state.code}.S1.1`, stage: 'birth-appraisal', agency: COMMUNE, dueAt: dossier.hour(2) },
    });
  });

  test('begins them likewise when it is accepted after a filing, or comes to that stage from another', () => {
    const filed = anInterlinked(LINKED, true);
    expect(filed.state.parts).toEqual([]);
    expect(filed.do('accept')).toMatchObject(FIRST);
    const later = anInterlinked({ stages: [aStage('appraisal'), ...LINKED.stages] });
    expect(later.state.parts).toEqual([]);
    expect(later.do('appraise')).toMatchObject(FIRST);
  });

  test('lets the others begin at once when what they need is done, beside each other, the first without waiting for the last', () => {
    const dossier = anInterlinked().at(3).finish('birth');
    expect(dossier.parts).toEqual({ birth: 'done', residence: 'open', insurance: 'open' });
    expect(dossier.of('residence')).toMatchObject({
      code: `${dossier.state.code}.S2`,
      dueAt: dossier.hour(13),
      step: { agency: POLICE, from: COMMUNE },
    });
    expect(dossier.of('insurance')).toMatchObject({ code: `${dossier.state.code}.S3`, step: { agency: INSURANCE } });
    dossier.at(5).finish('insurance');
    expect(dossier.parts).toEqual({ birth: 'done', insurance: 'done', residence: 'open' });
    expect(dossier.state.step?.stage).toBe('parts');
    dossier.at(6).finish('residence');
    expect(dossier.types().slice(-3)).toEqual(['part-ended', 'parts-joined', 'step-opened']);
    expect(dossier.state).toMatchObject({
      step: { kind: 'return', agency: CENTRE, from: COMMUNE },
      processedAt: dossier.hour(6),
    });
  });

  test('begins all parts of one level at the same time where none needs another (art. 19.6: electronic, in parallel)', () => {
    const parts = [aPart('birth', COMMUNE), aPart('residence', POLICE), aPart('insurance', INSURANCE)];
    expect(anInterlinked({ stages: [interlinked(parts), aStage('return')] }).parts).toEqual({
      birth: 'open',
      residence: 'open',
      insurance: 'open',
    });
  });

  test('waits for all that a part needs, not for one of them', () => {
    const parts = [
      aPart('birth', COMMUNE),
      aPart('residence', POLICE),
      aPart('insurance', INSURANCE, ['birth', 'residence']),
    ];
    const dossier = anInterlinked({ stages: [interlinked(parts), aStage('return')] }).finish('residence');
    expect(dossier.parts).toMatchObject({ birth: 'open', insurance: 'waiting' });
    expect(dossier.finish('birth').parts).toMatchObject({ insurance: 'open' });
  });

  test('does not begin a part of which no stage is on its way, and lets nobody wait for it', () => {
    const never = { fact: 'case', equals: 'another' } as const;
    const parts = [aPart('birth', COMMUNE, [], never), aPart('residence', POLICE, ['birth'])];
    const dossier = anInterlinked({ stages: [interlinked(parts), aStage('return')] });
    expect(dossier.parts).toEqual({ residence: 'open' });
    expect(dossier.finish('residence').state.step?.kind).toBe('return');
    const none = [aStage('appraisal'), interlinked([aPart('birth', COMMUNE, [], never)]), aStage('return')];
    expect(anInterlinked({ stages: none }).do('appraise').state.step?.kind).toBe('return');
  });

  test('says for each part in its ledger what came of it, with results and the head of its stream', () => {
    const dossier = anInterlinked().at(1).finish('birth');
    const [ended] = dossier.all('part-ended');
    const stream = dossier.streams()[1] ?? [];
    expect(ended).toMatchObject({
      part: 'birth',
      outcome: 'done',
      results: [A_RESULT],
      places: ['seat'],
      seq: stream.length,
    });
    expect(ended?.headHash).toBe(dossier.snapshotOf('birth').headHash);
    expect(dossier.types('birth').at(-1)).toBe('part-finished');
    expect(dossier.of('birth')).toMatchObject({ status: 'returned', step: null, processedAt: dossier.hour(1) });
  });

  test('enters what a part reports once, however often it is told', () => {
    const dossier = anInterlinked().finish('birth');
    const reports = dossier.messages.filter(({ signal }) => signal === 'reported');
    expect(reports).toHaveLength(1);
    for (const report of reports) expect(dossier.again(report)).toBeNull();
  });
});

describe('One agency’s refusal', () => {
  test('ends only what depends on it: the others go on (Decree 61/2018 art. 19.6-8)', () => {
    const parts = [
      aPart('birth', COMMUNE),
      aPart('residence', POLICE),
      aPart('insurance', INSURANCE, ['birth']),
      aPart('card', INSURANCE, ['insurance']),
    ];
    const dossier = anInterlinked({ stages: [interlinked(parts), aStage('return')] }).refuse('birth');
    expect(dossier.parts).toEqual({ birth: 'refused', residence: 'open', insurance: 'dropped', card: 'dropped' });
    expect(dossier.all('part-dropped')).toEqual([
      { part: 'insurance', because: 'birth' },
      { part: 'card', because: 'insurance' },
    ]);
    dossier.finish('residence').do('return');
    const [returned] = dossier.all('dossier-returned');
    expect(returned).not.toHaveProperty('refused');
    expect(returned?.parts).toEqual([
      { part: 'birth', outcome: 'refused' },
      { part: 'residence', outcome: 'done' },
      { part: 'insurance', outcome: 'dropped' },
      { part: 'card', outcome: 'dropped' },
    ]);
  });

  test('of the part that all others need ends the whole: refused, the slip is returned', () => {
    const dossier = anInterlinked().refuse('birth');
    expect(dossier.parts).toEqual({ birth: 'refused', residence: 'dropped', insurance: 'dropped' });
    expect(dossier.state.step?.kind).toBe('return');
    expect(dossier.do('return').all('dossier-returned')[0]).toMatchObject({ refused: true });
    expect(sums(dossier.counts())).toMatchObject({ finished: 1, 'finished-refused': 1, 'finished-digitised': 1 });
  });

  test('of some parts and not of others is not one of the dossier; of all of them it is', () => {
    const some = anInterlinked().finish('birth').refuse('residence').finish('insurance').do('return');
    expect(some.all('dossier-returned')[0]).not.toHaveProperty('refused');
    const parts = [aPart('birth', COMMUNE), aPart('residence', POLICE)];
    const all = anInterlinked({ stages: [interlinked(parts), aStage('return')] })
      .refuse('birth')
      .refuse('residence');
    expect(all.do('return').all('dossier-returned')[0]).toMatchObject({ refused: true });
  });

  test('before the interlinked stage keeps the parts from beginning at all', () => {
    const stages = [aStage('appraisal'), ...LINKED.stages];
    const dossier = anInterlinked({ stages }).do('propose-refusal');
    expect(dossier.state).toMatchObject({ parts: [], step: { kind: 'return' } });
  });
});

describe('The dossier owns what is between the office and the applicant', () => {
  const WHOLE = [
    'request-supplement',
    'request-payment',
    'suspend',
    'extend',
    'draft-apology',
    'request-withdrawal',
    'reopen',
    'migrate',
  ] as const;

  test.each(WHOLE)('%s is refused on a sub-dossier, and its dossier named', (act) => {
    expect(anInterlinked().refusal(act, 'birth')).toBe('act-on-parent');
  });

  test('what is to be asked of the applicant is asked on it by who appraises a part that is open, and by nobody of another', () => {
    const dossier = anInterlinked().finish('birth');
    for (const agency of [POLICE, INSURANCE, COMMUNE])
      expect([agency, dossier.refusal('request-supplement', null, {}, { agency })]).toEqual([agency, 'allowed']);
    expect(dossier.refusal('request-supplement', null, {}, { agency: 'H49.73' })).toBe('step-not-yours');
    expect(dossier.refusal('request-supplement', null, {}, { agency: POLICE, role: 'receptionist' })).toBe(
      'step-not-yours',
    );
    expect(dossier.refusal('request-payment', null, {}, { agency: POLICE })).toBe('allowed');
    expect(dossier.refusal('suspend', null, {}, { agency: POLICE })).toBe('step-not-yours');
    dossier.finish('residence');
    expect(dossier.refusal('request-supplement', null, {}, { agency: POLICE })).toBe('step-not-yours');
  });

  test('an officer to whom the lead agency gave the stage does not keep a part’s agency from asking', () => {
    const dossier = anInterlinked().finish('birth').do('assign');
    expect(dossier.refusal('request-supplement', null, {}, { agency: POLICE })).toBe('allowed');
    expect(dossier.refusal('request-supplement')).toBe('assigned-to-another');
  });

  test.each([
    ['request-supplement', 'receive-supplement', 'supplement'],
    ['request-payment', 'record-payment', 'payment'],
    ['suspend', 'resume', 'suspension'],
  ] as const)('while it waits after %s its parts stand still, and go on with it', (asks, ends, kind) => {
    const dossier = anInterlinked().finish('birth').at(1).do(asks);
    for (const part of ['residence', 'insurance']) {
      expect(dossier.of(part)).toMatchObject({ wait: { kind }, dueAt: null, step: { dueAt: null } });
      expect(dossier.refusal('appraise', part)).toBe('dossier-waits');
      expect(dossier.alarm(part)).toBeNull();
    }
    dossier.at(101).do(ends);
    const restarted = kind === 'supplement';
    for (const part of ['residence', 'insurance']) {
      const step = { dueAt: dossier.hour(restarted ? 103 : 102) };
      expect(dossier.of(part)).toMatchObject({ wait: null, dueAt: dossier.hour(restarted ? 111 : 110), step });
      expect(dossier.types(part).slice(-2)).toEqual(['part-paused', 'part-resumed']);
      expect(dossier.refusal('appraise', part)).toBe('allowed');
    }
  });

  test('a part that begins while it waits begins by waiting', () => {
    const dossier = anInterlinked();
    // Its agency had sealed before it heard of the wait.
    const before = dossier.snapshotOf('birth');
    dossier.do('appraise', 'birth').do('approve', 'birth').do('seal', 'birth');
    const report = dossier.messages.find(({ signal }) => signal === 'reported');
    expect(before.state.status).toBe('in-process');
    const waiting = anInterlinked().do('suspend');
    if (report === undefined) throw new Error('no report');
    const command = waiting.again({ ...report, to: waiting.state.code });
    expect(command?.drafts.map(({ type }) => type)).toEqual(['part-ended', 'parts-begun']);
    expect(waiting.enter(command).types('residence')).toEqual(['part-begun', 'step-opened', 'part-paused']);
    expect(waiting.of('residence')).toMatchObject({ wait: { kind: 'suspension' }, dueAt: null });
    expect(waiting.at(5).do('resume').of('residence')).toMatchObject({ wait: null, dueAt: waiting.hour(15) });
  });

  test('a withdrawal that is to be decided keeps its parts from going on, with their clocks, until it is', () => {
    const dossier = anInterlinked().finish('birth').do('request-withdrawal');
    for (const part of ['residence', 'insurance']) {
      expect(dossier.refusal('appraise', part)).toBe('withdrawal-pending');
      expect(dossier.of(part)).toMatchObject({ wait: null, dueAt: dossier.hour(10) });
    }
    dossier.do('decline-withdrawal');
    for (const part of ['residence', 'insurance']) {
      expect(dossier.types(part).slice(-2)).toEqual(['part-held', 'part-released']);
      expect(dossier.refusal('appraise', part)).toBe('allowed');
    }
  });

  test('its withdrawal recalls every part that is open, and none begins any more', () => {
    const dossier = anInterlinked().finish('birth').do('request-withdrawal').do('confirm-withdrawal');
    expect(dossier.state).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    expect(dossier.parts).toEqual({ birth: 'done', residence: 'recalled', insurance: 'recalled' });
    for (const part of ['residence', 'insurance']) {
      expect(dossier.all('part-recalled', part)).toEqual([{ because: 'closed' }]);
      expect(dossier.of(part)).toMatchObject({ status: 'closed', step: null });
      expect(dossier.refusal('appraise', part)).toBe('dossier-ended');
      expect(dossier.alarm(part)).toBeNull();
    }
    expect(dossier.types('birth')).not.toContain('part-recalled');
    const early = anInterlinked().do('request-withdrawal').do('confirm-withdrawal');
    expect(early.parts).toEqual({ birth: 'recalled', residence: 'recalled', insurance: 'recalled' });
  });

  test('a part is due by its own budget and its agency is warned; the appointment is the dossier’s', () => {
    const dossier = anInterlinked();
    expect([dossier.state.dueAt, dossier.of('birth').dueAt]).toEqual([dossier.hour(60), dossier.hour(10)]);
    expect(dossier.of('birth').clocks).toMatchObject({ apologyBy: null, supplementBy: null, legalDueAt: null });
    dossier.do('appraise', 'birth').at(8).ring('birth');
    expect(dossier.types('birth').slice(-2)).toEqual(['step-overdue', 'dossier-due-soon']);
    expect(dossier.at(10).ring('birth')).toEqual(['dossier-overdue']);
    expect(dossier.state.overdue).toBe(false);
    dossier.at(11).do('approve', 'birth').do('seal', 'birth');
    expect(dossier.all('part-finished', 'birth')).toEqual([{ refused: false, late: true }]);
  });

  test('has for the national portal one status, that of the whole: in process until all parts are through', () => {
    const dossier = anInterlinked();
    expect([nationalStatus(dossier.state), nationalStatus(dossier.of('birth'))]).toEqual([4, 4]);
    dossier.finish('birth').finish('residence');
    expect([nationalStatus(dossier.state), nationalStatus(dossier.of('residence'))]).toEqual([4, 9]);
    expect(nationalStatus(dossier.finish('insurance').state)).toBe(9);
    expect(nationalStatus(anInterlinked().do('request-supplement').state)).toBe(5);
  });

  test('takes part in all its parts, and their agencies in it', () => {
    const { snapshotOf } = anInterlinked();
    expect(participantsOf(snapshotOf('birth'))).toContain(CENTRE);
    expect(participantsOf(anInterlinked().whole)).toEqual(['phuong-mau', CENTRE, COMMUNE, POLICE, INSURANCE]);
  });
});

describe('What has begun in other agencies', () => {
  test('is not undone with the act that began it', () => {
    const dossier = anInterlinked({ stages: [aStage('appraisal'), ...LINKED.stages] }).do('appraise');
    expect(dossier.refusal('undo', null, {}, { role: 'appraiser', person: `appraiser-${COMMUNE}` })).toBe(
      'nothing-to-undo',
    );
  });

  test('is not gone back over, neither while it is open nor once it is joined', () => {
    const dossier = anInterlinked({ stages: [aStage('appraisal'), ...LINKED.stages] }).do('appraise');
    const back = (role: 'appraiser' | 'return-clerk', agency: string) =>
      dossier.refusal('send-back', null, { stage: 'appraisal' }, { role, agency });
    expect(back('appraiser', COMMUNE)).toBe('stage-joined');
    dossier.finish('birth').finish('residence').finish('insurance');
    expect(back('return-clerk', CENTRE)).toBe('stage-joined');
    expect(dossier.refusal('send-back', null, { stage: 'parts' }, { role: 'return-clerk', agency: CENTRE })).toBe(
      'stage-joined',
    );
  });

  test('goes back and is undone within its part as in any dossier', () => {
    const dossier = anInterlinked().do('appraise', 'birth');
    expect(dossier.refusal('undo', 'birth', {}, { role: 'appraiser', person: `appraiser-${COMMUNE}` })).toBe('allowed');
    expect(dossier.do('send-back', 'birth').of('birth').step?.stage).toBe('birth-appraisal');
  });

  test('keeps duties apart within the part: who appraised does not approve', () => {
    const dossier = anInterlinked().do('appraise', 'birth', {}, { person: 'same' });
    expect(dossier.refusal('approve', 'birth', {}, { person: 'same' })).toBe('duties-not-separate');
  });

  test('is done anew, part by part, when the dossier is taken up again: a new sub-dossier, and the results of the others stand', () => {
    const dossier = anInterlinked().finish('birth').finish('residence').finish('insurance').do('return');
    expect(dossier.refusal('reopen')).toBe('part-unknown');
    expect(dossier.refusal('reopen', null, { parts: ['nothing'] })).toBe('part-unknown');
    dossier.do('reopen', null, { parts: ['residence'] });
    expect(dossier.parts).toEqual({ birth: 'done', insurance: 'done', residence: 'open' });
    expect(dossier.of('residence').code).toBe(`${dossier.state.code}.S4`);
    dossier.finish('residence');
    expect(dossier.state.step?.kind).toBe('return');
  });

  test('is done anew in its order: what needs another waits for it, and not for one that stands', () => {
    const dossier = anInterlinked().finish('birth').finish('residence').finish('insurance').do('return');
    dossier.do('reopen', null, { parts: ['insurance', 'birth'] });
    expect(dossier.parts).toEqual({ residence: 'done', birth: 'open', insurance: 'waiting' });
    expect(dossier.finish('birth').parts).toMatchObject({ insurance: 'open' });
    const refused = anInterlinked().refuse('birth').do('return');
    expect(refused.refusal('reopen', null, { parts: ['residence'] })).toBe('part-blocked');
    expect(refused.refusal('reopen', null, { parts: ['residence', 'birth'] })).toBe('allowed');
  });
});

describe('The figures of an interlinked dossier', () => {
  test('count it once, whatever its parts; their steps and hand-overs are counted where they are done', () => {
    const dossier = anInterlinked().at(1).finish('birth').at(2).finish('residence').finish('insurance').do('return');
    const counts = dossier.counts();
    expect(sums(counts)).toEqual({
      received: 1,
      // To the birth; from each of three agencies two within it, and one back to the dossier.
      handover: 1 + 3 * 3,
      'handover-electronic': 10,
      'step-minutes': 3 * 3 + 1,
      finished: 1,
      'finished-digitised': 1,
      'finished-on-time': 1,
    });
    const agencies = counts.filter(({ metric }) => metric === 'step-minutes').map(({ agency }) => agency);
    expect([...new Set(agencies)]).toEqual([COMMUNE, POLICE, INSURANCE, CENTRE]);
    expect(counts.find(({ metric }) => metric === 'finished')?.agency).toBe(COMMUNE);
  });

  test('are on site only where all its parts were', () => {
    const place = { place: 'centre-mau' };
    const steps = (part: string, dossier: ReturnType<typeof anInterlinked>, details = place) =>
      dossier.do('appraise', part, details).do('approve', part, details).do('seal', part, details);
    const parts = [aPart('birth', COMMUNE), aPart('residence', POLICE)];
    const route = { stages: [interlinked(parts), aStage('return')] };
    const here = steps('residence', steps('birth', anInterlinked(route))).do('return', null, place);
    expect(sums(here.counts())).toMatchObject({ 'finished-on-site': 1 });
    const elsewhere = steps('residence', steps('birth', anInterlinked(route)), { place: 'seat' }).do(
      'return',
      null,
      place,
    );
    expect(sums(elsewhere.counts())).not.toHaveProperty('finished-on-site');
  });
});

test('Every stream of an interlinked dossier is a chain of its own', () => {
  const dossier = anInterlinked({ stages: [interlinked(BIRTH_AND_MORE), aStage('return')] });
  dossier.finish('birth').do('suspend').do('resume').finish('residence').refuse('insurance').do('return');
  expect(dossier.streams()).toHaveLength(4);
  for (const events of dossier.streams()) {
    let head = '0'.repeat(64);
    const rows = events.map((event) => {
      const row = { event, prevHash: head, hash: eventHash(event, head) };
      head = row.hash;
      return row;
    });
    expect(verifyChain(rows)).toBe(head);
    expect(canonicalHash(events)).toHaveLength(64);
  }
});
