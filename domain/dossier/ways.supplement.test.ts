import { describe, expect, test } from '@jest/globals';
import { COMMUNE, FIVE_STEPS } from '../../test/support/builders.ts';
import { A_REASON, aDossier } from '../../test/support/in-hand.ts';

const PROOF = [{ component: 'proof', originals: 1, copies: 0 }];
const BROUGHT = [{ component: 'proof', originals: 1, copies: 0, documents: [] }];
/** Decree 61/2018 lets the limit start from zero; the law of some procedures lets it go on. */
const RESUME = { rules: { afterSupplement: 'resume' } } as const;

describe('A supplement', () => {
  test('is asked for in one list, with a reason; the clocks stand still and the applicant has his days (art. 15.3, 19.4)', () => {
    const dossier = aDossier().at(1).do('request-supplement');
    expect(dossier.story).toEqual(['supplement-requested']);
    expect(dossier.last('supplement-requested')).toEqual({
      number: 1,
      task: dossier.step.task,
      components: PROOF,
      respondBy: dossier.hour(241),
      note: A_REASON,
    });
    expect(dossier.state).toMatchObject({
      dueAt: null,
      clocks: null,
      supplements: 1,
      pauses: [{ kind: 'supplement', from: dossier.hour(1), to: null }],
      wait: { kind: 'supplement', from: dossier.hour(1), respondBy: dossier.hour(241), overdue: false },
      step: { dueAt: null, dueSoonAt: null, escalateAt: null },
    });
    expect(dossier.status).toBe(5);
  });

  test('names what is missing, and why', () => {
    expect(aDossier().refusal('request-supplement', { components: [] })).toBe('supplement-empty');
    expect(aDossier().refusal('request-supplement', { note: null })).toBe('reason-missing');
  });

  test('is asked for by who receives or appraises, while it is received or appraised, and by nobody after that', () => {
    expect(aDossier().refusal('request-supplement', {}, { role: 'agency-leader' })).toBe('role-not-allowed');
    expect(aDossier().refusal('request-supplement', {}, { agency: 'H49.999' })).toBe('step-not-yours');
    expect(aDossier().do('appraise').refusal('request-supplement')).toBe('step-not-yours');
    // Where the one who appraises also has the stage after it, it is too late all the same.
    const stages = FIVE_STEPS.stages.map((stage) => ({
      ...stage,
      agency: { kind: 'competent' as const },
      kind: stage.kind as 'appraisal',
      role: stage.kind === 'approval' ? ('appraiser' as const) : stage.role,
    }));
    expect(aDossier({ route: { stages } }).do('appraise').refusal('request-supplement')).toBe('act-not-now');
  });

  test('after its legal days is refused (art. 19.4: 03 working days from reception)', () => {
    expect(aDossier().at(72).refusal('request-supplement')).toBe('allowed');
    expect(aDossier().at(72.001).refusal('request-supplement')).toBe('supplement-too-late');
    const sectorLaw = { content: { supplementWithinWorkingDays: 5 } };
    expect(aDossier(sectorLaw).at(120).refusal('request-supplement')).toBe('allowed');
    expect(aDossier(sectorLaw).at(120.001).refusal('request-supplement')).toBe('supplement-too-late');
  });

  test('is brought to any counter of the province, and to no desk that is not a counter (art. 5.1e)', () => {
    const dossier = aDossier().do('request-supplement');
    expect(dossier.refusal('receive-supplement', {}, { agency: 'H49.999' })).toBe('allowed');
    expect(dossier.refusal('receive-supplement', {}, { agency: COMMUNE, role: 'appraiser' })).toBe('role-not-allowed');
  });

  test('that nobody asked for is not received', () => {
    expect(aDossier().refusal('receive-supplement')).toBe('not-waiting');
    expect(aDossier().do('suspend').refusal('receive-supplement')).toBe('dossier-waits');
  });

  test('being complete, the limit starts from zero (art. 19.4), and so does the budget of the open stage', () => {
    const dossier = aDossier().at(1).do('request-supplement').at(50).do('receive-supplement');
    expect(dossier.story).toEqual(['supplement-received']);
    expect(dossier.last('supplement-received')).toMatchObject({
      number: 1,
      components: BROUGHT,
      clocks: { dueAt: dossier.hour(90), supplementBy: dossier.hour(122), apologyBy: dossier.hour(66) },
      step: { dueAt: dossier.hour(52) },
    });
    expect(dossier.state).toMatchObject({
      wait: null,
      dueAt: dossier.hour(90),
      pauses: [{ kind: 'supplement', from: dossier.hour(1), to: dossier.hour(50) }],
      step: { dueAt: dossier.hour(52) },
    });
    expect(dossier.status).toBe(2);
  });

  test('being complete, the limit goes on where the law of the procedure has it so', () => {
    const dossier = aDossier(RESUME).at(1).do('request-supplement').at(50).do('receive-supplement');
    expect(dossier.state).toMatchObject({ dueAt: dossier.hour(89), step: { dueAt: dossier.hour(51) } });
  });

  test('is asked for again within the days that begin when the limit does; each time is counted (QĐ 766, 2.1)', () => {
    const dossier = aDossier().do('request-supplement').at(50).do('receive-supplement');
    expect(dossier.at(122).refusal('request-supplement')).toBe('allowed');
    expect(dossier.at(122.001).refusal('request-supplement')).toBe('supplement-too-late');
    dossier.at(60).do('request-supplement');
    expect(dossier.last('supplement-requested').number).toBe(2);
    expect(dossier.state.supplements).toBe(2);
    const goesOn = aDossier(RESUME).do('request-supplement').at(50).do('receive-supplement');
    expect(goesOn.at(72.001).refusal('request-supplement')).toBe('supplement-too-late');
  });

  test('stops everything else that would carry the dossier on', () => {
    const dossier = aDossier({ content: { extension: { unit: 'working-hour', value: 1 } } }).do('request-supplement');
    const barred = [
      'appraise',
      'propose-refusal',
      'request-supplement',
      'request-payment',
      'suspend',
      'extend',
    ] as const;
    for (const act of barred) expect([act, dossier.refusal(act)]).toEqual([act, 'dossier-waits']);
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(99) })).toBe('dossier-waits');
    expect(dossier.refusal('resume')).toBe('dossier-waits');
  });

  test('that is late is late, and still taken as long as nobody has closed the dossier', () => {
    const dossier = aDossier().do('request-supplement').ringUntil(240);
    expect(dossier.story).toEqual(['response-overdue']);
    expect(dossier.last('response-overdue')).toEqual({ wait: 'supplement', respondBy: dossier.hour(240) });
    expect(dossier.state.wait?.overdue).toBe(true);
    expect(dossier.status).toBe(5);
    expect(dossier.at(999).do('receive-supplement').state).toMatchObject({ wait: null, dueAt: dossier.hour(1039) });
  });

  test('that never comes ends the dossier when the leader confirms it, with a reason and not before its time', () => {
    const dossier = aDossier().do('request-supplement').ringUntil(239);
    expect(dossier.refusal('confirm-closing')).toBe('closing-not-proposed');
    dossier.ringUntil(240);
    expect(dossier.refusal('confirm-closing', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('confirm-closing', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    dossier.do('confirm-closing');
    expect(dossier.story).toEqual(['dossier-closed']);
    expect(dossier.last('dossier-closed')).toEqual({ outcome: 'supplement-lapsed', note: A_REASON });
    expect(dossier.state).toMatchObject({
      status: 'closed',
      wait: null,
      pauses: [{ from: dossier.hour(0), to: dossier.hour(240) }],
    });
    expect(dossier.status).toBe(8);
  });

  test('that came is no ground for closing', () => {
    const dossier = aDossier().do('request-supplement').ringUntil(240).do('receive-supplement');
    expect(dossier.refusal('confirm-closing')).toBe('closing-not-proposed');
  });

  test('asked for after the appointment has passed does not make the dossier on time again', () => {
    const dossier = aDossier({ rules: { supplementWithinWorkingDays: 9 } })
      .ringUntil(41)
      .do('request-supplement');
    dossier.ringUntil(100).do('receive-supplement');
    expect(dossier.state).toMatchObject({ overdue: true, dueAt: dossier.hour(40) });
    dossier.ringUntil(200).upTo('return').do('return');
    expect(dossier.types().filter((type) => type === 'dossier-overdue')).toHaveLength(1);
    expect(dossier.last('dossier-returned').late).toBe(true);
  });
});

describe('A suspension', () => {
  test('by the agency’s leader stops the clocks for a reason of law', () => {
    const dossier = aDossier().at(1);
    expect(dossier.refusal('suspend', { note: null })).toBe('reason-missing');
    expect(dossier.refusal('suspend', {}, { role: 'one-stop-head' })).toBe('role-not-allowed');
    expect(dossier.refusal('suspend', {}, { agency: 'H49.999' })).toBe('step-not-yours');
    dossier.do('suspend');
    expect(dossier.last('dossier-suspended')).toEqual({ note: A_REASON });
    expect(dossier.state).toMatchObject({
      dueAt: null,
      clocks: null,
      wait: { kind: 'suspension', respondBy: null },
      pauses: [{ kind: 'suspension', from: dossier.hour(1), to: null }],
    });
    expect(dossier.status).toBe(8);
  });

  test('rings nothing, lapses never, and closes nothing', () => {
    const dossier = aDossier().do('suspend').ringUntil(10_000);
    expect(dossier.story).toEqual([]);
    expect(dossier.refusal('confirm-closing')).toBe('closing-not-proposed');
  });

  test('that ends lets each clock go on with what was left of it, whatever the rule for supplements', () => {
    const dossier = aDossier().at(1).do('suspend').at(31).do('resume');
    expect(dossier.state).toMatchObject({ wait: null, dueAt: dossier.hour(70), step: { dueAt: dossier.hour(32) } });
    expect(dossier.status).toBe(2);
  });

  test('is ended by the leader, and only where there is one', () => {
    expect(aDossier().refusal('resume')).toBe('not-waiting');
    expect(aDossier().do('suspend').refusal('resume', {}, { role: 'appraiser' })).toBe('role-not-allowed');
    expect(aDossier().do('request-payment', { stopsClock: true }).refusal('resume')).toBe('dossier-waits');
  });

  test('after another adds its own time to it', () => {
    const dossier = aDossier().at(1).do('suspend').at(11).do('resume').at(12).do('suspend').at(32).do('resume');
    expect(dossier.state.dueAt).toBe(dossier.hour(70));
    expect(dossier.state.pauses).toHaveLength(2);
  });
});
