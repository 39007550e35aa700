import { describe, expect, test } from '@jest/globals';
import { CENTRE, FIVE_STEPS } from '../../test/support/builders.ts';
import { aDossier, sums } from '../../test/support/in-hand.ts';
import { fold } from './evolve.ts';

const OFFICER = { lead: 'officer', supporting: ['helper'], following: ['watcher'] } as const;
const by = (person: string) => ({ person });

describe('The officers of a stage', () => {
  test('are named by who leads the agency that holds it (Decree 61/2018 art. 19.1)', () => {
    const dossier = aDossier();
    expect(dossier.refusal('assign', OFFICER, { role: 'appraiser' })).toBe('role-not-allowed');
    expect(dossier.refusal('assign', OFFICER, { agency: CENTRE })).toBe('step-not-yours');
    dossier.do('assign', OFFICER);
    expect(dossier.story).toEqual(['officers-assigned']);
    expect(dossier.last('officers-assigned')).toEqual({
      stage: 'appraisal',
      agency: dossier.step.agency,
      ...OFFICER,
      note: null,
      former: null,
    });
    expect(dossier.state.officers).toEqual({ appraisal: OFFICER });
  });

  test('leave the stage to the one who leads it: nobody else completes it, supports or follows him as he may', () => {
    const dossier = aDossier().do('assign', OFFICER);
    for (const person of ['appraiser', 'helper', 'watcher'])
      expect([person, dossier.refusal('appraise', {}, by(person))]).toEqual([person, 'assigned-to-another']);
    expect(dossier.refusal('appraise', {}, by('officer'))).toBe('allowed');
  });

  test('leave to him all else that is for who holds the step: to ask for a supplement, to refuse, to send back', () => {
    const dossier = aDossier().do('assign', OFFICER);
    for (const act of ['request-supplement', 'propose-refusal'] as const) {
      expect([act, dossier.refusal(act)]).toEqual([act, 'assigned-to-another']);
      expect([act, dossier.refusal(act, {}, by('officer'))]).toEqual([act, 'allowed']);
    }
    const approval = aDossier().do('appraise').do('assign', OFFICER);
    expect(approval.refusal('send-back')).toBe('assigned-to-another');
    expect(approval.refusal('send-back', {}, by('officer'))).toBe('allowed');
    const head = { role: 'one-stop-head' } as const;
    const filed = aDossier({ filed: true }).do('assign', OFFICER, head);
    for (const act of ['accept', 'refuse-reception'] as const) {
      expect([act, filed.refusal(act)]).toEqual([act, 'assigned-to-another']);
      expect([act, filed.refusal(act, {}, by('officer'))]).toEqual([act, 'allowed']);
    }
  });

  test('keep nobody from what is for the agency or for any counter', () => {
    const dossier = aDossier().do('assign', OFFICER);
    for (const act of ['request-payment', 'suspend', 'request-withdrawal'] as const)
      expect([act, dossier.refusal(act)]).toEqual([act, 'allowed']);
    expect(dossier.refusal('draft-apology', { dueAt: dossier.hour(99) })).toBe('allowed');
  });

  test('have their deputies: who acts for the lead may do what the lead may', () => {
    const dossier = aDossier().do('assign', OFFICER);
    expect(dossier.refusal('appraise', {}, { person: 'deputy', onBehalfOf: 'officer' })).toBe('allowed');
    expect(dossier.refusal('appraise', {}, { person: 'deputy', onBehalfOf: 'helper' })).toBe('assigned-to-another');
  });

  test('are of one stage, and of it again when the dossier comes back to it', () => {
    const dossier = aDossier().do('assign', OFFICER).do('appraise', {}, by('officer'));
    expect(dossier.refusal('approve')).toBe('allowed');
    dossier.do('send-back');
    expect(dossier.refusal('appraise')).toBe('assigned-to-another');
    expect(dossier.do('appraise', {}, by('officer')).upTo('return').do('return').do('reopen').refusal('appraise')).toBe(
      'assigned-to-another',
    );
  });

  test('are named anew at any time, also while the dossier waits', () => {
    const dossier = aDossier().do('assign', OFFICER).do('request-supplement', {}, by('officer'));
    dossier.do('assign', { ...OFFICER, lead: 'appraiser' }).do('receive-supplement');
    expect(dossier.refusal('appraise')).toBe('allowed');
  });
});

describe('Deputies', () => {
  test('carry the duties of both apart: what either did keeps them from what must be separate', () => {
    const appraised = aDossier().do('appraise', {}, { person: 'deputy', onBehalfOf: 'principal' });
    for (const person of ['deputy', 'principal'])
      expect([person, appraised.refusal('approve', {}, by(person))]).toEqual([person, 'duties-not-separate']);
    expect(appraised.refusal('approve', {}, { person: 'x', onBehalfOf: 'principal' })).toBe('duties-not-separate');
    expect(appraised.refusal('approve', {}, { person: 'deputy', onBehalfOf: 'y' })).toBe('duties-not-separate');
    expect(appraised.refusal('approve', {}, { person: 'x', onBehalfOf: 'y' })).toBe('allowed');
  });

  test('do not approve the apology that their principal drafted, nor he theirs', () => {
    const dossier = aDossier();
    dossier.do('draft-apology', { dueAt: dossier.hour(60) }, { person: 'deputy', onBehalfOf: 'principal' });
    expect(dossier.refusal('approve-apology', {}, by('principal'))).toBe('duties-not-separate');
    expect(dossier.refusal('approve-apology', {}, by('deputy'))).toBe('duties-not-separate');
    expect(dossier.refusal('approve-apology')).toBe('allowed');
  });

  test('take back what they did themselves; their principal does not', () => {
    const dossier = aDossier().do('appraise', {}, { person: 'deputy', onBehalfOf: 'principal' });
    expect(dossier.refusal('undo', {}, by('principal'))).toBe('not-your-act');
    expect(dossier.refusal('undo', {}, { person: 'x', onBehalfOf: 'deputy' })).toBe('not-your-act');
    expect(dossier.refusal('undo', {}, by('deputy'))).toBe('allowed');
  });
});

describe('Undo', () => {
  test('takes one’s own last act back: the step before is open again, as it was', () => {
    const dossier = aDossier().do('accept-handover');
    const before = dossier.state;
    dossier.at(1).do('appraise').do('undo');
    expect(dossier.story).toEqual(['act-undone']);
    expect(dossier.last('act-undone')).toMatchObject({ act: 'appraise', restored: before.step?.task });
    const { seq, stepsOpened, lastAt, last } = dossier.state;
    expect(dossier.state).toEqual({ ...before, seq, stepsOpened, lastAt, last });
    expect(dossier.status).toBe(2);
    expect(dossier.do('appraise').step.task).toMatch(/\.3$/);
  });

  test.each([
    ['appraise', () => aDossier().do('appraise'), 'appraiser'],
    ['propose-refusal', () => aDossier().do('propose-refusal'), 'appraiser'],
    ['approve', () => aDossier().do('appraise').do('approve'), 'agency-leader'],
    ['send-back', () => aDossier().do('appraise').do('send-back'), 'agency-leader'],
  ] as const)('takes back %s', (act, done, role) => {
    expect(done().do('undo', {}, { role }).last('act-undone').act).toBe(act);
  });

  test('takes back nothing that is final: a reception, a seal, or what the applicant has been told', () => {
    expect(aDossier().refusal('undo')).toBe('nothing-to-undo');
    expect(aDossier({ filed: true }).do('accept').refusal('undo', {}, by('receptionist'))).toBe('nothing-to-undo');
    const sealed = aDossier().upTo('sealing').do('seal');
    expect(sealed.refusal('undo', {}, { role: 'seal-clerk' })).toBe('nothing-to-undo');
    expect(aDossier().do('request-payment').refusal('undo')).toBe('nothing-to-undo');
    const resumed = aDossier().do('suspend').do('resume');
    expect(resumed.refusal('undo', {}, { role: 'agency-leader' })).toBe('nothing-to-undo');
  });

  test('only by its author and only while nobody has acted', () => {
    const dossier = aDossier().do('appraise');
    expect(dossier.refusal('undo', {}, by('another'))).toBe('not-your-act');
    expect(dossier.refusal('undo', {}, { agency: 'H49.999' })).toBe('not-taking-part');
    expect(dossier.refusal('undo', {}, { role: 'auditor' })).toBe('role-not-allowed');
    for (const act of ['request-payment', 'replan'] as const)
      for (const last of ['appraise', 'assign'] as const)
        expect([last, act, aDossier().do(last).do(act).refusal('undo')]).toEqual([last, act, 'nothing-to-undo']);
    expect(aDossier().do('appraise').do('assign').refusal('undo')).toBe('not-your-act');
    expect(aDossier().do('appraise').do('approve').refusal('undo')).toBe('not-your-act');
    expect(aDossier().do('appraise').do('undo').refusal('undo')).toBe('nothing-to-undo');
  });

  test('stays possible when only a clock has rung meanwhile, and nothing rings a second time', () => {
    const dossier = aDossier().at(0.1).do('appraise').ringUntil(41);
    expect(dossier.state.overdue).toBe(true);
    dossier.do('undo');
    expect(dossier.state).toMatchObject({ overdue: true, step: { overdue: false } });
    dossier.ringUntil(100);
    expect(dossier.story).toEqual(['step-overdue']);
    const overdue = dossier.types().filter((type) => type === 'dossier-overdue');
    expect(overdue).toHaveLength(1);
  });

  test('lifts the separation that the act had brought', () => {
    const dossier = aDossier()
      .do('appraise', {}, by('same'))
      .do('undo', {}, by('same'))
      .do('appraise', {}, by('other'));
    expect(dossier.refusal('approve', {}, by('same'))).toBe('allowed');
  });

  test('of a proposal to refuse leaves no refusal; of an appraisal that had lifted one, leaves it', () => {
    const dossier = aDossier().do('propose-refusal').do('undo').do('appraise').upTo('return').do('return');
    expect(dossier.last('dossier-returned')).not.toHaveProperty('refused');
    const lifted = aDossier().do('propose-refusal').do('send-back').do('appraise');
    expect(lifted.do('undo').state.refusedAt).toEqual(['appraisal']);
  });

  test('awaits the paper part again that the first stage had not waited for', () => {
    const dossier = aDossier({ paper: true }).do('appraise').do('undo');
    expect(dossier.ringUntil(9).story).toContain('paper-overdue');
  });

  test('of the last act before the return makes the result unready again, and its clocks run', () => {
    const stages = FIVE_STEPS.stages.filter(({ kind }) => kind === 'approval' || kind === 'return');
    const route = {
      stages: stages.map((stage) => ({
        ...stage,
        agency: { kind: stage.kind === 'return' ? ('receiving' as const) : ('competent' as const) },
      })),
    };
    const dossier = aDossier({ route }).do('approve');
    expect(dossier.status).toBe(9);
    dossier.do('undo', {}, { role: 'agency-leader' }).ringUntil(41);
    expect(dossier.story).toContain('dossier-overdue');
    expect(dossier.do('approve').do('return').last('dossier-returned').late).toBe(true);
  });

  test('of an assignment gives the stage its former officers back, or none', () => {
    const leader = { role: 'agency-leader' } as const;
    const dossier = aDossier()
      .do('assign', OFFICER)
      .do('assign', { ...OFFICER, lead: 'another' });
    expect(dossier.last('officers-assigned').former).toEqual(OFFICER);
    const task = dossier.step;
    dossier.do('undo', {}, leader);
    expect(dossier.last('act-undone')).toMatchObject({ act: 'assign', task: task.task, restored: task.task });
    expect(dossier.state).toMatchObject({ officers: { appraisal: OFFICER }, step: task });
    expect(dossier.refusal('undo', {}, leader)).toBe('nothing-to-undo');
    const first = aDossier().do('assign', OFFICER).do('undo', {}, leader);
    expect(first.state.officers).toEqual({});
    expect(first.refusal('appraise')).toBe('allowed');
    expect(sums(first.counts())).toEqual({ ...sums(aDossier().counts()), undone: 1 });
  });

  test('of an assignment is done whenever one is, while the dossier waits too, and lets the wait be as it is', () => {
    const leader = { role: 'agency-leader' } as const;
    const dossier = aDossier().do('request-supplement').do('assign', OFFICER).ringUntil(241);
    expect(dossier.story).toEqual(['response-overdue']);
    const { wait } = dossier.state;
    dossier.do('undo', {}, leader).ringUntil(500);
    expect([dossier.story, dossier.state.wait, dossier.state.officers]).toEqual([[], wait, {}]);
    expect(aDossier().do('request-withdrawal').do('assign', OFFICER).refusal('undo', {}, leader)).toBe('allowed');
  });

  test('takes no assignment back of the oldest dossiers, whose ledgers do not say who was there before', () => {
    const { ledger, state } = aDossier().do('assign', OFFICER);
    const asOfOld = ledger.map((event) => {
      if (event.type !== 'officers-assigned') return event;
      const { former: _, ...data } = event.data;
      return { ...event, data };
    });
    expect(fold(state.code, asOfOld)).toEqual({ ...state, undo: null });
  });

  test('waits, like all work, while the dossier waits', () => {
    expect(aDossier().do('request-supplement').refusal('undo')).toBe('dossier-waits');
    expect(aDossier().do('request-withdrawal').refusal('undo')).toBe('withdrawal-pending');
  });

  test('takes the premises of the act back, by which steps on site are told', () => {
    const dossier = aDossier().do('appraise', { place: 'seat-mau' }).do('undo', { place: 'seat-mau' });
    expect(dossier.state.places).toEqual(['centre-mau']);
  });
});
