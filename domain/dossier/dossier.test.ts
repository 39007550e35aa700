import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../errors.ts';
import { chain, verifyChain } from '../ledger/hash-chain.ts';
import { CLOCK_ACTOR } from '../access/actor.ts';
import { GENESIS_HASH, placeEvents } from '../ledger/ledger-event.ts';
import {
  A_RESULT,
  aProcedure,
  aReceivedDossier,
  aStage,
  carryOut,
  CODE,
  theNextAct,
} from '../../test/support/builders.ts';
import { plainCalendar } from '../../test/support/plain-calendar.ts';
import { nextAlarm, ring } from './clock.ts';
import { formatDossierCode, localDate, parseDossierCode } from './code.ts';
import { decide, judge } from './decide.ts';
import { stampClocks } from './deadlines.ts';
import type { DossierEvent, ReceivedComponent } from './events.ts';
import { checkComponents } from './receive.ts';
import { nationalStatus } from './national-status.ts';
import { hasEnded } from './state.ts';

const AT = '2026-11-24T02:00:00.000Z';

const refused = (work: () => unknown): DomainError | null => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return null;
};

const refusal = (work: () => unknown): string => refused(work)?.code ?? 'allowed';

describe('A dossier on its route', () => {
  test('goes from appraisal through approval and sealing to return, and is then ended', () => {
    let { snapshot } = aReceivedDossier();
    const statuses = [nationalStatus(snapshot.state)];
    for (let next = theNextAct(snapshot); next !== null; next = theNextAct(snapshot)) {
      ({ snapshot } = carryOut(snapshot, next.act, next.actor, '2026-11-24T02:00:00.000Z'));
      statuses.push(nationalStatus(snapshot.state));
    }
    expect(statuses).toEqual([2, 4, 4, 9, 10]);
    expect(hasEnded(snapshot.state)).toBe(true);
    expect(snapshot.state.result).toEqual(A_RESULT);
  });

  test('is late only if its result was ready after the appointment, however late it is collected', () => {
    const dueAt = '2026-11-24T03:00:00.000Z';
    const returnedAfter = (readyAt: string): unknown => {
      let { snapshot } = aReceivedDossier({ dueAt });
      let last: readonly DossierEvent[] = [];
      for (let next = theNextAct(snapshot); next !== null; next = theNextAct(snapshot)) {
        const at = snapshot.state.step?.kind === 'return' ? '2026-11-30T03:00:00.000Z' : readyAt;
        ({ snapshot, events: last } = carryOut(snapshot, next.act, next.actor, at));
      }
      return last.at(-1)?.data;
    };
    expect(returnedAfter('2026-11-24T03:00:00.000Z')).toEqual({ late: false });
    expect(returnedAfter('2026-11-24T03:00:00.001Z')).toEqual({ late: true });
  });

  test('refuses an act on a step that is no longer open, and says where it stands', () => {
    const received = aReceivedDossier().snapshot;
    const first = theNextAct(received);
    if (first === null) throw new Error('no step');
    const { snapshot } = carryOut(received, first.act, first.actor, '2026-11-24T02:00:00.000Z');
    expect(refusal(() => judge(snapshot, first.act, first.actor, AT))).toBe('act-stale');
  });

  test('keeps duties apart by the act, whatever kind of stage the route does it at', () => {
    const approvedEarly = { ...aStage('appraisal'), role: 'agency-leader' as const, acts: ['approve' as const] };
    const { snapshot } = aReceivedDossier({ route: { stages: [approvedEarly, aStage('sealing'), aStage('return')] } });
    const first = theNextAct(snapshot);
    if (first === null) throw new Error('no step');
    const leader = { ...first.actor, role: 'agency-leader' as const, person: 'same' };
    const approved = carryOut(snapshot, { ...first.act, act: 'approve' }, leader, '2026-11-24T02:00:00.000Z').snapshot;
    const then = theNextAct(approved);
    if (then === null) throw new Error('no step');
    expect(refusal(() => judge(approved, then.act, { ...then.actor, person: 'same' }, AT))).toBe('duties-not-separate');
    expect(refusal(() => judge(approved, then.act, then.actor, AT))).toBe('allowed');
  });

  test('refuses whoever appraised to approve, and whoever approved to seal', () => {
    let { snapshot } = aReceivedDossier();
    for (const kind of ['appraisal', 'approval'] as const) {
      const next = theNextAct(snapshot);
      if (next === null) throw new Error('no step');
      ({ snapshot } = carryOut(
        snapshot,
        next.act,
        { ...next.actor, person: 'same' + (kind === 'appraisal' ? '1' : '2') },
        '2026-11-24T02:00:00.000Z',
      ));
      const then = theNextAct(snapshot);
      if (then === null) throw new Error('no step');
      const person = kind === 'appraisal' ? 'same1' : 'same2';
      expect(refusal(() => judge(snapshot, then.act, { ...then.actor, person }, AT))).toBe('duties-not-separate');
    }
  });

  test('is not sealed without a result', () => {
    const { snapshot } = aReceivedDossier({ route: { stages: [aStage('sealing'), aStage('return')] } });
    const next = theNextAct(snapshot);
    if (next === null) throw new Error('no step');
    expect(refusal(() => judge(snapshot, { ...next.act, document: null }, next.actor, AT))).toBe('result-missing');
  });
});

describe('The clocks of a dossier', () => {
  test('ring once each, at the earliest first', () => {
    const { snapshot } = aReceivedDossier({ at: '2026-11-24T01:00:00.000Z', dueAt: '2026-11-24T10:00:00.000Z' });
    expect(nextAlarm(snapshot.state)).toBe('2026-11-24T03:00:00.000Z');
    expect(ring(snapshot.state, '2026-11-24T02:59:59.999Z')).toEqual([]);
    const [first] = ring(snapshot.state, '2026-11-24T03:00:00.000Z');
    expect(first?.type).toBe('step-overdue');
    expect(ring(snapshot.state, '2026-11-24T10:00:00.000Z').map(({ type }) => type)).toEqual([
      'step-overdue',
      'dossier-overdue',
    ]);
  });

  test("the dossier's own clock stops when its result is ready, though nobody has collected it", () => {
    let { snapshot } = aReceivedDossier({ route: { stages: [aStage('sealing'), aStage('return')] } });
    const next = theNextAct(snapshot);
    if (next === null) throw new Error('no step');
    ({ snapshot } = carryOut(snapshot, next.act, next.actor, '2026-11-24T02:00:00.000Z'));
    expect(ring(snapshot.state, '2027-01-01T00:00:00.000Z').map(({ type }) => type)).toEqual(['step-overdue']);
  });
});

describe('The ledger', () => {
  test('shows any change of any event', () => {
    const { events } = aReceivedDossier();
    const chained = chain(GENESIS_HASH, events);
    const tampered = chained.map((row, index) =>
      index === 0 ? { ...row, event: { ...row.event, at: '2020-01-01T00:00:00.000Z' } } : row,
    );
    expect(refusal(() => verifyChain(tampered))).toBe('ledger-tampered');
    expect(refusal(() => verifyChain(chained.slice(1)))).toBe('ledger-gap');
  });

  test('has no due instant left open in an opened step', () => {
    const { snapshot } = aReceivedDossier();
    const next = theNextAct(snapshot);
    if (next === null) throw new Error('no step');
    const drafts = decide(snapshot, next.act, next.actor, AT);
    expect(drafts.find(({ type }) => type === 'step-opened')?.data).toMatchObject({ dueAt: null });
    const placed = placeEvents(
      { stream: CODE, afterSeq: 2, actor: CLOCK_ACTOR, medium: 'electronic', place: null, command: 'k' },
      drafts,
    );
    const { events } = stampClocks(snapshot, placed, plainCalendar());
    expect(events.find(({ type }) => type === 'step-opened')?.data).toMatchObject({
      dueAt: '2026-11-24T04:00:00.000Z',
    });
  });
});

describe('The components of a case', () => {
  const content = {
    ...aProcedure(),
    cases: [
      {
        id: 'main',
        name: 'Chung',
        components: [
          { id: 'declaration', name: 'Tờ khai', originals: 1, copies: 0, required: true, replacedByForm: true },
          { id: 'proof', name: 'Giấy chứng sinh', originals: 1, copies: 0, required: true },
          { id: 'authorisation', name: 'Văn bản ủy quyền', originals: 1, copies: 0, required: false },
        ],
      },
    ],
  };
  const given = (component: string, documents: string[] = []): ReceivedComponent => ({
    component,
    originals: documents.length === 0 ? 1 : 0,
    copies: 0,
    documents,
  });

  test('that are missing are named all at once', () => {
    expect(refused(() => checkComponents(content, 'main', [], false, true))).toMatchObject({
      code: 'component-missing',
      params: { components: 'declaration, proof' },
    });
  });

  test('are there on paper, as a file, or where the law says so as the form filed online', () => {
    expect(
      refusal(() => checkComponents(content, 'main', [given('declaration'), given('proof', ['d1'])], false, true)),
    ).toBe('allowed');
    expect(refusal(() => checkComponents(content, 'main', [given('proof')], true, true))).toBe('allowed');
    expect(refusal(() => checkComponents(content, 'main', [given('declaration')], true, true))).toBe(
      'component-missing',
    );
  });

  test('that the case does not know are refused', () => {
    expect(refusal(() => checkComponents(content, 'main', [given('photo')], true, true))).toBe('component-unknown');
    expect(refusal(() => checkComponents(content, 'other', [], true, true))).toBe('case-unknown');
  });
});

describe('A dossier code', () => {
  test('names the receiving agency, the local day and the serial of the day', () => {
    expect(formatDossierCode('H49.10.05', '2026-11-24', 7)).toBe('H49.10.05-261124-0007');
    expect(formatDossierCode('H49', '2026-11-24', 12_345)).toBe('H49-261124-12345');
  });

  test('takes its day from Việt Nam, not from the server', () => {
    expect(localDate('2026-11-23T16:59:59.999Z')).toBe('2026-11-23');
    expect(localDate('2026-11-23T17:00:00.000Z')).toBe('2026-11-24');
  });

  test('reads back as it was written', () => {
    const agency = fc.stringMatching(/^[A-Y]\d{2}(\.\d{2,3}){0,3}$/);
    const day = fc
      .date({ min: new Date('2022-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(agency, day, fc.integer({ min: 1, max: 99_999 }), (a, d, serial) => {
        expect(parseDossierCode(formatDossierCode(a, d, serial))).toEqual({ agency: a, day: d, serial });
      }),
    );
  });

  test('that is none is refused', () => {
    for (const code of [
      '',
      'H49',
      'H49-261124',
      'h49-261124-0001',
      'H49-261124-001',
      "H49'-261124-0001",
      `${'H49.1'.repeat(20)}-261124-0001`,
    ]) {
      expect(refusal(() => parseDossierCode(code))).toBe('dossier-code-invalid');
    }
  });
});
