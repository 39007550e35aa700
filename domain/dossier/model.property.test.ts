import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CODE } from '../../test/support/builders.ts';
import {
  apologyBy,
  appointment,
  askBy,
  lawsLimit,
  shown,
  stepDue,
  type Situation,
  type World,
} from '../../test/support/dossier-model.ts';
import { countsByTheLaw } from '../../test/support/model-counts.ts';
import { plans, walkBeside, type ModelWalk, type Step } from '../../test/support/model-walks.ts';
import { sums } from '../../test/support/in-hand.ts';
import { deltasOf, type IndicatorDelta } from '../indicators/deltas.ts';
import { chain, verifyChain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import { nextAlarm, ring } from './clock.ts';
import { ofType, type DossierEvent } from './events.ts';
import { fold } from './evolve.ts';
import { nationalStatus } from './national-status.ts';
import { emptyDossier, hasEnded, type DossierState } from './state.ts';

const RUNS = 120;
const MANY_RUNS = 300;

/** What happens in so many walks at the least: a third of what usually does, or less. */
const AT_LEAST = {
  accept: 5,
  appraise: 20,
  approve: 20,
  seal: 20,
  return: 20,
  'propose-refusal': 10,
  'send-back': 20,
  undo: 20,
  assign: 20,
  'request-supplement': 5,
  'receive-supplement': 5,
  'request-payment': 20,
  'record-payment': 10,
  'waive-payment': 10,
  'refund-payment': 5,
  suspend: 20,
  resume: 20,
  extend: 6,
  'draft-apology': 10,
  'approve-apology': 2,
  'request-withdrawal': 20,
  'confirm-withdrawal': 5,
  'decline-withdrawal': 20,
  'confirm-paper': 2,
  'acknowledge-handover': 5,
  'accept-handover': 5,
  'plan-verification': 4,
  'record-verification': 3,
  replan: 50,
  reopen: 20,
  'step-due-soon': 100,
  'step-overdue': 100,
  'step-escalated': 100,
  'dossier-due-soon': 20,
  'dossier-overdue': 20,
  'legal-limit-passed': 20,
  'apology-due': 20,
  'response-overdue': 5,
  'paper-overdue': 5,
} as const;

/** The same in many walks: each act, each clock, and each refusal. */
const AT_LEAST_IN_MANY = {
  accept: 20,
  appraise: 100,
  approve: 200,
  seal: 100,
  return: 100,
  'propose-refusal': 50,
  'refuse-reception': 10,
  'send-back': 50,
  undo: 100,
  assign: 200,
  'request-supplement': 20,
  'receive-supplement': 20,
  'confirm-closing': 5,
  'request-payment': 100,
  'record-payment': 50,
  'waive-payment': 50,
  'refund-payment': 20,
  suspend: 100,
  resume: 100,
  extend: 30,
  'draft-apology': 100,
  'approve-apology': 20,
  'request-withdrawal': 100,
  'confirm-withdrawal': 20,
  'decline-withdrawal': 100,
  'confirm-paper': 20,
  'acknowledge-handover': 20,
  'accept-handover': 20,
  'plan-verification': 20,
  'record-verification': 20,
  replan: 200,
  reopen: 100,
  'step-due-soon': 500,
  'step-overdue': 500,
  'step-escalated': 500,
  'dossier-due-soon': 100,
  'dossier-overdue': 200,
  'legal-limit-passed': 100,
  'apology-due': 100,
  'response-overdue': 20,
  'paper-overdue': 20,
  'act-not-now': 200,
  'act-stale': 100,
  'already-accepted': 10,
  'already-delivered': 10,
  'amount-invalid': 100,
  'apology-missing': 50,
  'appointment-not-later': 50,
  'assigned-to-another': 50,
  'closing-not-proposed': 20,
  'correction-is-free': 20,
  'dossier-ended': 200,
  'dossier-open': 20,
  'dossier-waits': 50,
  'duties-not-separate': 100,
  'extension-not-allowed': 10,
  'extension-too-late': 20,
  'extension-unverified': 3,
  'extension-used': 7,
  'not-a-handover': 50,
  'not-taking-part': 20,
  'not-waiting': 50,
  'not-your-act': 20,
  'not-your-agency': 50,
  'nothing-to-undo': 10,
  'obligation-exists': 10,
  'obligation-not-paid': 50,
  'obligation-settled': 100,
  'obligation-unknown': 20,
  'paper-not-awaited': 20,
  'payment-outstanding': 5,
  'precondition-failed': 100,
  'reappointments-used': 10,
  'reason-missing': 50,
  'result-missing': 20,
  'result-not-asked': 100,
  'role-not-allowed': 100,
  'stage-not-passed': 100,
  'stage-unknown': 50,
  'step-not-yours': 100,
  'supplement-empty': 20,
  'supplement-too-late': 10,
  'verification-plan-past': 10,
  'verification-time-invalid': 10,
  'withdrawal-not-asked': 50,
  'withdrawal-pending': 20,
} as const;

/** Holds a rule against walks, and sees to it that they went everywhere: anything is true of a dossier that never moves. */
function inEveryWalk(
  rule: (walk: ModelWalk) => void,
  atLeast: Readonly<Record<string, number>> = AT_LEAST,
  numRuns = RUNS,
): void {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(plans, (plan) => {
      const walked = walkBeside(plan);
      rule(walked);
      for (const what of walked.steps.flatMap(happened)) seen.set(what, (seen.get(what) ?? 0) + 1);
    }),
    { numRuns },
  );
  expect(Object.entries(atLeast).filter(([what, least]) => (seen.get(what) ?? 0) < least)).toEqual([]);
}

const happened = ({ attempt, outcome, events }: Step): readonly string[] => {
  if (attempt === null) return events.map(({ type }) => type);
  return [outcome === 'allowed' ? attempt.act.act : outcome];
};

const instant = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();

/** Where a dossier stands, as far as the law has a word in it. */
type Stand = Record<
  | 'status'
  | 'step'
  | 'clocks'
  | 'wait'
  | 'pauses'
  | 'obligations'
  | 'withdrawal'
  | 'supplements'
  | 'refusedAt'
  | 'processedAt'
  | 'paperBy',
  unknown
>;

/** Where the law has a dossier stand, in the words of its state. */
function standsByTheLaw(world: World, s: Situation): Stand {
  const end = s.end === null ? null : s.end === 'returned' ? 'returned' : 'closed';
  const stage = s.place === -1 ? 'reception' : `s${s.place}`;
  const wait = s.wait && {
    kind: s.wait.kind,
    from: instant(s.wait.from),
    respondBy: instant(s.wait.answerBy),
    obligation: s.wait.obligation,
  };
  const pauses = s.standstills.map(({ kind, from, to }) => ({ kind, from: instant(from), to: instant(to) }));
  return {
    status: end ?? (s.received === null ? 'new' : 'in-process'),
    step: end === null ? { task: `${CODE}.${s.task}`, stage, dueAt: instant(stepDue(world, s)) } : null,
    clocks: end === null && {
      dueAt: instant(appointment(world, s)),
      legalDueAt: instant(lawsLimit(world, s)),
      apologyBy: instant(apologyBy(world, s)),
      supplementBy: s.wait === null ? instant(askBy(world, s)) : null,
    },
    wait,
    pauses: wait === null ? pauses : [...pauses, { kind: wait.kind, from: wait.from, to: null }],
    obligations: Object.entries(s.owed).map(([id, owed]) => ({ id, ...owed })),
    withdrawal: s.withdrawal,
    supplements: s.supplements,
    refusedAt: s.refusing.map((place) => `s${place}`).toSorted(),
    processedAt: end === null ? instant(s.ready) : null,
    paperBy: instant(s.paperBy),
  };
}

function stands(state: DossierState): Stand {
  const { status, step, wait, clocks, dueAt, pauses, obligations, withdrawal, supplements, refusedAt } = state;
  const isOpen = !hasEnded(state);
  return {
    status,
    step: step && { task: step.task, stage: step.stage, dueAt: step.dueAt },
    clocks: isOpen && {
      dueAt,
      legalDueAt: clocks?.legalDueAt ?? null,
      apologyBy: clocks?.apologyBy ?? null,
      supplementBy: clocks?.supplementBy ?? null,
    },
    wait: wait && { kind: wait.kind, from: wait.from, respondBy: wait.respondBy, obligation: wait.obligation },
    pauses: pauses.map(({ kind, from, to }) => ({ kind, from, to })),
    obligations: obligations.map(({ id, amount, status: one }) => ({ id, amount, status: one })),
    withdrawal,
    supplements,
    refusedAt: [...refusedAt].toSorted(),
    processedAt: isOpen ? state.processedAt : null,
    paperBy: state.paperBy,
  };
}

/** What names a due instant that was recorded; null for an event that is none. */
function dueNamed({ type, data }: DossierEvent): string | null {
  if (!/overdue|due-soon|apology-due|legal-limit/.test(type)) return null;
  const { task = '', dueAt = '', by = '', respondBy = '' } = data as Readonly<Record<string, string>>;
  return [type, task, dueAt, by, respondBy].join(' ');
}

describe('A dossier beside the law, whatever is tried with it, by whomever, and whenever its clocks ring', () => {
  test('allows what the law allows, and refuses all else for the reason that the law has', () => {
    inEveryWalk(
      ({ steps }) => {
        const told = (of: 'outcome' | 'expected') => steps.map((step) => [step.attempt?.act.act, step[of]].join(' '));
        expect(told('outcome')).toEqual(told('expected'));
      },
      AT_LEAST_IN_MANY,
      MANY_RUNS,
    );
  });

  test('stands at every moment where the law has it, with the due instants that come of adding up its time', () => {
    inEveryWalk(({ world, steps }) => {
      expect(steps.map(({ after }) => stands(after.state))).toEqual(steps.map(({ is }) => standsByTheLaw(world, is)));
    });
  });

  test('is the fold of its ledger, which has no gap and whose chain holds', () => {
    inEveryWalk(({ steps, ledger }) => {
      for (const { after, ledger: soFar } of steps.filter((_, index) => index % 3 === 0 || index === steps.length - 1))
        expect(fold(CODE, soFar)).toEqual(after.state);
      expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
      expect(verifyChain(chain(GENESIS_HASH, ledger))).toBe(steps.at(-1)?.after.headHash);
    });
  });

  test('stands still for exactly as long as it waits; a supplement lets the limit start from zero where it restarts', () => {
    inEveryWalk(({ world, steps }) => {
      let began: Step | null = null;
      for (const step of steps) {
        if (step.was.wait === null && step.is.wait !== null) began = step;
        const over = step.was.wait;
        if (began === null || over === null || step.is.wait !== null || step.is.end !== null) continue;
        const length = step.at - over.from;
        const restarts = over.kind === 'supplement' && world.supplementRestarts;
        const goesOn = (due: string | null | undefined, whole: number | null, added = 0): string | null => {
          if (due === null || due === undefined) return null;
          const reached = Date.parse(due);
          if (over.from >= reached) return due;
          const isAnew = restarts && whole !== null && over.from < reached - added;
          return instant(isAnew ? step.at + whole + added : reached + length);
        };
        const { state: before } = began.before;
        const added = began.was.extended ? (world.extension ?? 0) : 0;
        expect([step.after.state.dueAt, step.after.state.step?.dueAt]).toEqual([
          goesOn(before.dueAt, began.was.putOff === null ? world.limit : null, added),
          goesOn(before.step?.dueAt, before.step?.kind === 'reception' ? 8 * 3_600_000 : world.budget),
        ]);
      }
    });
  });

  test('has its alarm at the earliest instant that is still to be recorded, and none is lost nor recorded twice', () => {
    inEveryWalk(({ steps, ledger }) => {
      const rung = steps.filter(({ attempt }) => attempt === null);
      const types = (all: readonly string[]): string => all.toSorted().join(' ');
      expect(rung.map(({ events }) => types(events.map(({ type }) => type)))).toEqual(
        rung.map(({ due }) => types(due)),
      );
      for (const { after, at } of rung) {
        expect(Date.parse(nextAlarm(after.state) ?? '9999-01-01')).toBeGreaterThan(at);
        expect(ring(after.state, new Date(at).toISOString())).toEqual([]);
      }
      const earliest = ({ ahead }: Step) =>
        ahead.length === 0 ? null : instant(Math.min(...ahead.map(({ at }) => at)));
      expect(steps.map(({ after }) => nextAlarm(after.state))).toEqual(steps.map(earliest));
      const recorded = ledger.map(dueNamed).filter((name) => name !== null);
      expect(recorded.length).toBe(new Set(recorded).size);
      const overdue = ({ step, wait, processedAt, overdue: isOverdue }: DossierState): string[] => [
        ...(wait === null && step?.overdue === true ? ['step-overdue'] : []),
        ...(wait === null && step !== null && processedAt === null && isOverdue ? ['dossier-overdue'] : []),
      ];
      expect(steps.map(({ after }) => overdue(after.state))).toEqual(steps.map((step) => step.overdue));
    });
  });

  test('is late if its result was ready after the appointment, and shown nationally as what it is', () => {
    inEveryWalk(({ world, steps }) => {
      expect(steps.map(({ after }) => nationalStatus(after.state))).toEqual(steps.map(({ is }) => shown(world, is)));
      const waiting = steps.filter(({ after, is }) => after.state.wait !== null || is.withdrawal);
      expect(waiting.filter(({ after }) => nationalStatus(after.state) >= 9)).toEqual([]);
      const returned = steps.flatMap(({ events, is }) =>
        ofType(events, 'dossier-returned').map(({ data }) => [data.late, is.late]),
      );
      expect(returned.map(([late]) => late)).toEqual(returned.map(([, late]) => late));
    });
  });

  test('does not leave its end but by being taken up again, and nothing rings there', () => {
    inEveryWalk(({ steps }) => {
      for (const { attempt, before, after, events } of steps.filter((step) => hasEnded(step.before.state))) {
        expect(events.length > 0 ? attempt?.act.act : 'reopen').toBe('reopen');
        expect(events.length > 0 ? before.state : after.state).toEqual(before.state);
        expect(nextAlarm(before.state)).toBeNull();
      }
    });
  });

  test('is counted for what was done and stands: what was undone is subtracted, to the day and the bucket', () => {
    inEveryWalk(({ world, beginning, steps, ledger, facts }) => {
      const counts = deltasOf(beginning, emptyDossier(CODE), ledger);
      expect(sums(counts)).toEqual(countsByTheLaw(world, facts));
      const left = new Map<string, number>();
      const key = ({ day, metric, agency, stage, bucket }: IndicatorDelta) =>
        [day, metric, agency, stage, bucket].join();
      for (const one of counts) left.set(key(one), (left.get(key(one)) ?? 0) + one.n);
      expect([...left].filter(([, n]) => n < 0)).toEqual([]);
      const begun = ledger.slice(0, beginning.state.seq);
      const parts = steps.flatMap(({ before, events }) => deltasOf(beginning, before.state, events));
      expect([...deltasOf(beginning, emptyDossier(CODE), begun), ...parts]).toEqual(counts);
    });
  });
});
