import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  aReceivedDossier,
  aStage,
  carryOut,
  CENTRE,
  CODE,
  COMMUNE,
  FIVE_STEPS,
  theNextAct,
} from '../../test/support/builders.ts';
import { plans, walk } from '../../test/support/dossier-walks.ts';
import { CLOCK_ACTOR } from '../access/actor.ts';
import { ring } from '../dossier/clock.ts';
import type { Act } from '../dossier/decide.ts';
import type { DossierEvent } from '../dossier/events.ts';
import { fold } from '../dossier/evolve.ts';
import { emptyDossier, type DossierSnapshot } from '../dossier/state.ts';
import { placeEvents } from '../ledger/ledger-event.ts';
import type { Route } from '../procedure/route.ts';
import { deltasOf, METRICS, type IndicatorDelta } from './deltas.ts';

const DEPARTMENT = 'H49.04';
const RECEIVED_AT = '2026-11-24T01:00:00.000Z';

/** A count in one line: what, whose, and for steps which and in which bucket. */
const line = ({ metric, agency, stage, bucket }: IndicatorDelta): string =>
  [metric, agency, ...(metric === 'step-minutes' ? [stage, bucket] : [])].join(' ');

/** How a dossier went; everything in the system, on site and at once unless said otherwise. */
interface Way {
  readonly route?: Route;
  readonly elsewhere?: boolean;
  readonly dueAt?: string;
  readonly receivedAt?: string;
  readonly receivedPlace?: string;
  readonly receivedMedium?: Act['medium'];
  /** By stage id. */
  readonly at?: Readonly<Record<string, string>>;
  readonly place?: Readonly<Record<string, string>>;
  readonly medium?: Readonly<Record<string, Act['medium']>>;
}

/** The counts of each command of a dossier from its reception to its end. */
function countsOf(way: Way = {}): IndicatorDelta[][] {
  const { route = FIVE_STEPS, receivedAt: at = RECEIVED_AT } = way;
  const received = aReceivedDossier({ route, at, ...(way.dueAt === undefined ? {} : { dueAt: way.dueAt }) });
  const reception = received.events.map((event): DossierEvent => {
    const told = { place: way.receivedPlace ?? event.place, medium: way.receivedMedium ?? event.medium };
    if (event.type !== 'dossier-received') return { ...event, ...told };
    return { ...event, ...told, data: { ...event.data, receivedElsewhere: way.elsewhere ?? false } };
  });
  let snapshot: DossierSnapshot = { ...received.snapshot, state: fold(CODE, reception) };
  const counts = [deltasOf(snapshot, emptyDossier(CODE), reception)];
  for (let next = theNextAct(snapshot); next !== null; next = theNextAct(snapshot)) {
    const { stage = '' } = snapshot.state.step ?? {};
    const act: Act = {
      ...next.act,
      place: way.place?.[stage] ?? next.act.place,
      medium: way.medium?.[stage] ?? next.act.medium,
    };
    const before = snapshot.state;
    const done = carryOut(snapshot, act, next.actor, way.at?.[stage] ?? before.lastAt ?? at);
    snapshot = done.snapshot;
    counts.push(deltasOf(snapshot, before, done.events));
  }
  return counts;
}

const linesOf = (way?: Way): string[][] => countsOf(way).map((counts) => counts.map(line));
const receptionOf = (way: Way): string[] => linesOf(way)[0] ?? [];
const endOf = (way: Way): string[] => linesOf(way).at(-1) ?? [];

/** The route with one of its stages at a department of its own. */
const WITH_DEPARTMENT: Route = {
  stages: FIVE_STEPS.stages.map((stage) =>
    stage.kind === 'approval' ? { ...stage, agency: { kind: 'fixed', agency: DEPARTMENT } } : stage,
  ),
};

describe('The counts of a dossier', () => {
  test('are, for each act of its route, whose hand-over it was, how long the step took and how it ended', () => {
    expect(linesOf({ route: WITH_DEPARTMENT })).toEqual([
      [`received ${CENTRE}`, `handover ${CENTRE}`, `handover-electronic ${CENTRE}`],
      [`step-minutes ${COMMUNE} appraisal 0`, `handover ${COMMUNE}`, `handover-electronic ${COMMUNE}`],
      [`step-minutes ${DEPARTMENT} approval 0`, `handover ${DEPARTMENT}`, `handover-electronic ${DEPARTMENT}`],
      [`step-minutes ${COMMUNE} sealing 0`, `handover ${COMMUNE}`, `handover-electronic ${COMMUNE}`],
      [
        `step-minutes ${CENTRE} return 0`,
        `finished ${COMMUNE}`,
        `finished-digitised ${COMMUNE}`,
        `finished-on-time ${COMMUNE}`,
        `finished-on-site ${COMMUNE}`,
      ],
    ]);
  });

  test('are one each, of the receiving office and of the procedure, and of every metric of the straight way', () => {
    const counts = [
      countsOf(),
      countsOf({ elsewhere: true, dueAt: RECEIVED_AT, at: { sealing: '2026-11-25T01:00:00Z' } }),
    ].flat(2);
    for (const count of counts) expect(count).toMatchObject({ n: 1, office: 'phuong-mau', procedure: '1.001193' });
    expect(new Set(counts.map(({ metric }) => metric))).toEqual(
      new Set(METRICS.slice(0, METRICS.indexOf('supplement-requested'))),
    );
  });

  test('tell a reception elsewhere from one at the centre of the territory', () => {
    expect(receptionOf({ elsewhere: false })).not.toContain(`received-elsewhere ${CENTRE}`);
    expect(receptionOf({ elsewhere: true })).toEqual([
      `received ${CENTRE}`,
      `received-elsewhere ${CENTRE}`,
      `handover ${CENTRE}`,
      `handover-electronic ${CENTRE}`,
    ]);
  });

  test('tell the hand-overs on paper, by whoever hands over, and no other', () => {
    const cases: [string, Way, string][] = [
      ['the reception', { receivedMedium: 'paper' }, CENTRE],
      ['the appraisal', { medium: { appraisal: 'paper' } }, COMMUNE],
      ['the approval', { medium: { approval: 'paper' } }, DEPARTMENT],
      ['the sealing', { medium: { sealing: 'paper' } }, COMMUNE],
    ];
    const all = linesOf({ route: WITH_DEPARTMENT });
    for (const [index, [what, way, agency]] of cases.entries()) {
      const lines = linesOf({ route: WITH_DEPARTMENT, ...way });
      const expected = all.map((counts, command) =>
        command === index ? counts.filter((count) => count !== `handover-electronic ${agency}`) : counts,
      );
      expect([what, lines]).toEqual([what, expected]);
    }
    expect(linesOf({ medium: { return: 'paper' } })).toEqual(linesOf());
  });

  test('tell finished on time from late by when the result was ready, to the millisecond', () => {
    const dueAt = '2026-11-24T10:00:00.000Z';
    const cases: [string, string, string][] = [
      ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z', 'on-time'],
      ['2026-11-24T10:00:00.000Z', '2026-12-24T10:00:00.000Z', 'on-time'],
      ['2026-11-24T10:00:00.001Z', '2026-11-24T10:00:00.001Z', 'late'],
      ['2026-12-24T10:00:00.000Z', '2026-12-24T10:00:00.000Z', 'late'],
    ];
    for (const [ready, collected, verdict] of cases) {
      const end = endOf({ dueAt, at: { sealing: ready, return: collected } });
      expect(end.filter((count) => /on-time|late/.test(count))).toEqual([`finished-${verdict} ${COMMUNE}`]);
    }
  });

  test('tell a dossier without a digitised result', () => {
    const stages = FIVE_STEPS.stages.filter(({ kind }) => kind !== 'sealing');
    expect(endOf({ route: { stages } })).not.toContain(`finished-digitised ${COMMUNE}`);
    expect(endOf({ route: { stages } })).toContain(`finished ${COMMUNE}`);
    expect(endOf({})).toContain(`finished-digitised ${COMMUNE}`);
  });

  test('tell a dossier of which any of the five steps was done elsewhere than at the premises of the centre', () => {
    const cases: [string, Way, boolean][] = [
      ['none', {}, true],
      ['the reception', { receivedPlace: 'seat-mau' }, false],
      ['the appraisal', { place: { appraisal: 'seat-mau' } }, false],
      ['the approval', { place: { approval: 'seat-mau' } }, false],
      ['the sealing', { place: { sealing: 'seat-mau' } }, false],
      ['the return', { place: { return: 'seat-mau' } }, false],
      ['the reception at another centre', { receivedPlace: 'centre-khac' }, false],
    ];
    for (const [where, way, onSite] of cases)
      expect([where, endOf(way).includes(`finished-on-site ${COMMUNE}`)]).toEqual([where, onSite]);
  });

  test('take all premises of the receiving centre for on site, as they were pinned at intake', () => {
    const { snapshot, events } = aReceivedDossier({ route: { stages: [aStage('return')] } });
    const next = theNextAct(snapshot);
    if (next === null) throw new Error('no step');
    const done = carryOut(snapshot, { ...next.act, place: 'centre-mau-2' }, next.actor, RECEIVED_AT);
    const onSite = (centrePremises: readonly string[]): boolean =>
      deltasOf({ ...snapshot, centrePremises }, fold(CODE, events), done.events).some(
        ({ metric }) => metric === 'finished-on-site',
      );
    expect(onSite(['centre-mau', 'centre-mau-2'])).toBe(true);
    expect(onSite(['centre-mau'])).toBe(false);
    expect(onSite([])).toBe(false);
  });

  test('put the minutes from routing to act into the bucket of a step, nights included', () => {
    const cases: [string, number][] = [
      ['2026-11-24T01:00:59.999Z', 0],
      ['2026-11-24T01:01:00.000Z', 1],
      ['2026-11-24T02:03:59.999Z', 63],
      ['2026-11-24T02:04:00.000Z', 64],
      ['2026-11-24T02:05:00.000Z', 64],
      ['2026-11-24T02:06:00.000Z', 65],
      ['2026-11-25T01:00:00.000Z', 32 * 5 + 45],
    ];
    for (const [at, bucket] of cases) {
      expect(linesOf({ at: { appraisal: at } })[1]).toContain(`step-minutes ${COMMUNE} appraisal ${bucket}`);
    }
  });

  test('are of the day in Việt Nam on which it happened', () => {
    const cases: [string, string][] = [
      ['2026-11-24T16:59:59.999Z', '2026-11-24'],
      ['2026-11-24T17:00:00.000Z', '2026-11-25'],
      ['2026-11-24T23:59:59.999Z', '2026-11-25'],
      ['2026-11-25T00:00:00.000Z', '2026-11-25'],
      ['2026-12-31T16:59:59.999Z', '2026-12-31'],
      ['2026-12-31T17:00:00.000Z', '2027-01-01'],
    ];
    for (const [instant, day] of cases) {
      const daysOf = (counts: readonly IndicatorDelta[] = []): string[] => [...new Set(counts.map((one) => one.day))];
      expect(daysOf(countsOf({ receivedAt: instant })[0])).toEqual([day]);
      expect(daysOf(countsOf({ at: { appraisal: instant } })[1])).toEqual([day]);
      expect(daysOf(countsOf({ at: { return: instant } }).at(-1))).toEqual([day]);
    }
  });

  test('are none for clocks that ring', () => {
    const { snapshot } = aReceivedDossier();
    const { state } = snapshot;
    const frame = { stream: CODE, afterSeq: state.seq, actor: CLOCK_ACTOR, medium: 'electronic', place: null } as const;
    const rung = placeEvents({ ...frame, command: 'clock' }, ring(state, '2027-01-01T00:00:00.000Z'));
    expect(rung.map(({ type }) => type)).toEqual(['step-overdue', 'dossier-overdue']);
    expect(deltasOf(snapshot, state, rung)).toEqual([]);
  });

  test('are the same whether its ledger is counted command by command or whole', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { moments, ledger, snapshot } = walk(plan);
        const parts = moments.flatMap(({ before, events }) =>
          deltasOf(snapshot, before?.state ?? emptyDossier(CODE), events),
        );
        expect(parts).toEqual(deltasOf(snapshot, emptyDossier(CODE), ledger));
        expect(parts.length).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});
