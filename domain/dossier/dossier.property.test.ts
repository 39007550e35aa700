import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { A_RESULT, CODE } from '../../test/support/builders.ts';
import { APART_FROM, plans, walk, type Moment, type Walk } from '../../test/support/dossier-walks.ts';
import { chain, verifyChain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import type { Route, StepKind } from '../procedure/route.ts';
import { nextAlarm, ring } from './clock.ts';
import { ofType, type DossierEvent, type DossierEventType } from './events.ts';
import { nationalStatus, type NationalStatus } from './national-status.ts';
import { fold } from './evolve.ts';
import { hasEnded } from './state.ts';

const RUNS = 200;

/** What happens in that many walks at the least: half of what usually does, or less. */
const AT_LEAST = {
  allowed: 500,
  'act-not-now': 40,
  'act-stale': 100,
  'role-not-allowed': 40,
  'step-not-yours': 40,
  'duties-not-separate': 5,
  'result-missing': 5,
  'precondition-failed': 20,
  'a clock rang': 100,
  'the end, on time': 20,
  'the end, late': 20,
  'dossier-ended': 500,
} as const;

/** Holds a rule against many walks, and sees to it that they went somewhere: anything is true of a dossier that never moves. */
function inEveryWalk(rule: (walk: Walk) => void): void {
  const seen = new Map<string, number>();
  const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(plans, (plan) => {
      const walked = walk(plan);
      rule(walked);
      for (const { outcome, events } of walked.moments) {
        count(outcome === 'clock' && events.length > 0 ? 'a clock rang' : outcome);
      }
      for (const { data } of ofType(walked.ledger, 'dossier-returned'))
        count(data.late ? 'the end, late' : 'the end, on time');
    }),
    { numRuns: RUNS },
  );
  expect(Object.entries(AT_LEAST).filter(([what, least]) => (seen.get(what) ?? 0) < least)).toEqual([]);
}

const personOf = ({ actor }: DossierEvent): string | null => ('person' in actor ? actor.person : null);

/** Which clocks must be recorded at a moment, told from the ledger before it. */
function clocksDue({ ledger, events, at }: Moment, dueAt: string): DossierEventType[] {
  const before = ledger.slice(0, ledger.length - events.length);
  const open = ofType(before, 'step-opened').at(-1)?.data;
  if (open === undefined || ofType(before, 'dossier-returned').length > 0) return [];
  const recorded = ofType(before, 'step-overdue').some(({ data }) => data.task === open.task);
  const stepRings = !recorded && open.dueAt !== null && open.dueAt <= at;
  const dossierRings = open.kind !== 'return' && ofType(before, 'dossier-overdue').length === 0 && dueAt <= at;
  return [...(stepRings ? (['step-overdue'] as const) : []), ...(dossierRings ? (['dossier-overdue'] as const) : [])];
}

/** The kinds of the stages that nobody has acted on yet. */
function stagesLeft({ stages }: Route, ledger: readonly DossierEvent[]): StepKind[] {
  const done = ofType(ledger, 'step-acted').map(({ data }) => data.stage);
  return stages.filter(({ id }) => !done.includes(id)).map(({ kind }) => kind);
}

/** The national status, told from what is left of the route. */
function statusOf(left: readonly StepKind[], { stages }: Route): NationalStatus {
  if (left.length === 0) return 10;
  if (left.length === 1 && left[0] === 'return') return 9;
  return left.length === stages.length ? 2 : 4;
}

describe('A dossier on any route, whatever is tried with it and whenever its clocks ring', () => {
  test('allows what its open step waits for, and says why it refuses anything else', () => {
    inEveryWalk(({ moments }) => {
      for (const { outcome, expected } of moments) expect(outcome).toBe(expected ?? outcome);
    });
  });

  test('is acted on once at each step, in the order of the route, by the agency and in the role that hold it', () => {
    inEveryWalk(({ ledger, snapshot: { stages } }) => {
      const opened = ofType(ledger, 'step-opened');
      const acted = ofType(ledger, 'step-acted');
      const ended = ofType(ledger, 'dossier-returned').length;
      expect(opened.map(({ data }) => data.stage)).toEqual(stages.slice(0, opened.length).map(({ id }) => id));
      expect(acted.map(({ data }) => data.task)).toEqual(opened.slice(0, acted.length).map(({ data }) => data.task));
      expect(opened).toHaveLength(acted.length + 1 - ended);
      for (const [index, { data, actor }] of acted.entries()) {
        const { id, kind, agency, role } = stages[index] ?? {};
        expect({ ...data, ...actor }).toMatchObject({ stage: id, kind, agency, role });
      }
    });
  });

  test('keeps duties apart in either order: nobody appraises and approves it, nor approves and seals it', () => {
    inEveryWalk(({ ledger }) => {
      const acted = ofType(ledger, 'step-acted');
      for (const [index, event] of acted.entries()) {
        const kinds = APART_FROM[event.data.kind] ?? [];
        const apart = acted.slice(0, index).filter(({ data }) => kinds.includes(data.act));
        expect(apart.map(personOf)).not.toContain(personOf(event));
      }
    });
  });

  test('is at every moment the fold of its ledger, whose chain holds', () => {
    inEveryWalk(({ moments, ledger, snapshot }) => {
      for (const moment of moments) expect(fold(CODE, moment.ledger)).toEqual(moment.snapshot.state);
      expect(verifyChain(chain(GENESIS_HASH, ledger))).toBe(snapshot.headHash);
    });
  });

  test('numbers its events and its steps without a gap', () => {
    inEveryWalk(({ moments, ledger }) => {
      const tasks = ofType(ledger, 'step-opened').map(({ data }) => data.task);
      expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
      expect(tasks).toEqual(tasks.map((_, index) => `${CODE}.${index + 1}`));
      for (const { snapshot, ledger: soFar } of moments) {
        const opened = ofType(soFar, 'step-opened').length;
        expect(snapshot.state).toMatchObject({ seq: soFar.length, stepsOpened: opened, lastAt: soFar.at(-1)?.at });
      }
    });
  });

  test('records each clock once, when it is due and not before, and no clock that has stopped', () => {
    inEveryWalk(({ moments, dueAt }) => {
      for (const moment of moments) {
        if (moment.outcome !== 'clock' || moment.before === null) continue;
        const { before, snapshot, events, at } = moment;
        expect(events.map(({ type }) => type)).toEqual(clocksDue(moment, dueAt));
        expect((nextAlarm(before.state) ?? '9999') <= at).toBe(events.length > 0);
        expect((nextAlarm(snapshot.state) ?? '9999') > at).toBe(true);
        expect(ring(snapshot.state, at)).toEqual([]);
      }
    });
  });

  test('is shown as processed when only its return is left and its result is there, as returned at its end only', () => {
    inEveryWalk(({ moments, route }) => {
      const sealed = route.stages.some(({ kind }) => kind === 'sealing');
      const shown = moments.map(({ snapshot, ledger }) => ({
        status: nationalStatus(snapshot.state),
        left: stagesLeft(route, ledger),
        result: snapshot.state.result,
      }));
      for (const { status, left } of shown) expect(status).toBe(statusOf(left, route));
      for (const { result } of shown.filter(({ status }) => status >= 9))
        expect(result).toEqual(sealed ? A_RESULT : null);
    });
  });

  test('is late if its result was ready after the appointment, whenever it is collected', () => {
    inEveryWalk(({ ledger, dueAt }) => {
      for (const { data, at } of ofType(ledger, 'dossier-returned')) {
        const ready = ofType(ledger, 'step-opened').find((event) => event.data.kind === 'return')?.at ?? at;
        expect(data.late).toBe(ready > dueAt);
      }
    });
  });

  test('never leaves its end: nothing is allowed any more and no clock rings', () => {
    inEveryWalk(({ moments }) => {
      for (const { before, snapshot, outcome, events } of moments) {
        if (before === null || !hasEnded(before.state)) continue;
        expect(['dossier-ended', 'clock']).toContain(outcome);
        expect(events).toEqual([]);
        expect(snapshot).toEqual(before);
        expect(nextAlarm(snapshot.state)).toBeNull();
        expect(ring(snapshot.state, '2099-01-01T00:00:00.000Z')).toEqual([]);
      }
    });
  });
});
