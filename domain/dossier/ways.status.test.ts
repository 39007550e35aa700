import { describe, expect, test } from '@jest/globals';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { NATIONAL_STATUSES, type NationalStatus } from './national-status.ts';
import { hasEnded } from './state.ts';

const returned = (): InHand => aDossier().upTo('return').do('return');

/** A way to each situation that a dossier can be in, with the status that the national portal shows then. */
const SITUATIONS: readonly (readonly [string, NationalStatus, () => InHand])[] = [
  ['was filed', 1, () => aDossier({ filed: true })],
  ['was filed, and its answer is overdue', 1, () => aDossier({ filed: true }).ringUntil(100)],
  ['was received', 2, () => aDossier()],
  ['was filed and then received', 2, () => aDossier({ filed: true }).do('accept')],
  ['was received, given to an officer and is overdue', 2, () => aDossier().do('assign').ringUntil(100)],
  ['was received, and its first stage undone', 2, () => aDossier().do('appraise').do('undo')],
  ['was not received', 3, () => aDossier({ filed: true }).do('refuse-reception')],
  ['is approved next', 4, () => aDossier().do('appraise')],
  ['is refused by its appraisal', 4, () => aDossier().do('propose-refusal')],
  ['was sent back to its first stage', 4, () => aDossier().do('appraise').do('send-back')],
  [
    'was sent back from the return desk',
    4,
    () => aDossier().upTo('return').do('send-back', {}, { role: 'return-clerk' }),
  ],
  ['was taken up again', 4, () => returned().do('reopen')],
  ['waits for a supplement', 5, () => aDossier().do('request-supplement')],
  ['waits for a supplement before it is received', 5, () => filedAndAsked()],
  ['waits for a supplement that is overdue', 5, () => aDossier().do('request-supplement').ringUntil(999)],
  ['waits for a tax', 6, () => aDossier().do('request-payment', { stopsClock: true })],
  [
    'waits for a tax with its result ready',
    6,
    () => aDossier().upTo('return').do('request-payment', { stopsClock: true }),
  ],
  ['is to be withdrawn', 7, () => aDossier().do('request-withdrawal')],
  ['is to be withdrawn while it waits', 7, () => aDossier().do('request-supplement').do('request-withdrawal')],
  ['was withdrawn', 7, () => aDossier().do('request-withdrawal').do('confirm-withdrawal')],
  ['is suspended', 8, () => aDossier().do('suspend')],
  ['is suspended with its result ready', 8, () => aDossier().upTo('return').do('suspend')],
  ['lapsed', 8, () => aDossier().do('request-supplement').ringUntil(240).do('confirm-closing')],
  ['has its result ready', 9, () => aDossier().upTo('return')],
  ['has its refusal ready', 9, () => aDossier().do('propose-refusal').upTo('return')],
  ['owes a fee that is paid on collection', 9, () => aDossier().do('request-payment').upTo('return')],
  ['was returned', 10, () => returned()],
  ['was returned as refused', 10, () => aDossier().do('propose-refusal').upTo('return').do('return')],
];

function filedAndAsked(): InHand {
  return aDossier({ filed: true }).do('request-supplement', {}, { role: 'receptionist' });
}

describe('The national status of a dossier', () => {
  test.each(SITUATIONS)('that %s is %i', (_, status, reach) => {
    expect(reach().status).toBe(status);
  });

  test('takes each of the ten values', () => {
    expect(new Set(SITUATIONS.map(([, status]) => status))).toEqual(
      new Set(Object.keys(NATIONAL_STATUSES).map(Number)),
    );
  });

  test('shows nothing that waits, or that is to be decided, as finished', () => {
    const dossiers = SITUATIONS.map(([situation, , reach]) => ({ situation, dossier: reach() }));
    const waiting = dossiers.filter(({ dossier: { state } }) => state.wait !== null || state.withdrawal);
    expect(waiting.filter(({ dossier }) => dossier.status >= 9)).toEqual([]);
    const open = dossiers.filter(({ dossier }) => !hasEnded(dossier.state));
    expect(open.filter(({ dossier }) => dossier.status === 10)).toEqual([]);
  });

  test('is after a wait what it was before', () => {
    expect(aDossier().do('request-supplement').do('receive-supplement').status).toBe(2);
    for (const [kind, status] of [
      ['appraisal', 2],
      ['approval', 4],
      ['sealing', 4],
      ['return', 9],
    ] as const)
      expect([kind, aDossier().upTo(kind).do('suspend').do('resume').status]).toEqual([kind, status]);
    expect(aDossier().upTo('sealing').do('request-withdrawal').do('decline-withdrawal').status).toBe(4);
  });
});
