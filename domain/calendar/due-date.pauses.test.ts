import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { at, due, pause, skippedOn, stepsOf } from '../../test/support/due-dates.ts';
import type { DueResult } from './due-date.ts';
import type { Pause } from './types.ts';

describe('pauses', () => {
  const resume = (limit: string, ...pauses: Pause[]): DueResult =>
    due('2026-03-02 09:00', limit, { pauses, afterSupplement: 'resume' });

  test('the clock stands still in them', () => {
    const result = resume('1 working-day', pause('payment', '2026-03-02 10:00', '2026-03-04 10:00'));
    expect(result.due).toBe(at('2026-03-05 09:00'));
    expect(skippedOn(result)).toEqual({ '2026-03-03': 'paused' });
    expect(stepsOf(result, 'pause')).toEqual([
      {
        kind: 'pause',
        pauseKind: 'payment',
        from: at('2026-03-02 10:00'),
        to: at('2026-03-04 10:00'),
        effect: 'stops',
      },
    ]);
  });

  test('those that overlap or touch stop the clock once', () => {
    const overlapping = [
      pause('payment', '2026-03-02 10:00', '2026-03-02 11:00'),
      pause('suspension', '2026-03-02 10:30', '2026-03-02 11:10'),
      pause('supplement', '2026-03-02 11:10', '2026-03-02 11:20'),
    ];
    expect(resume('1 working-day', ...overlapping).due).toBe(at('2026-03-03 10:20'));
    expect(resume('1 working-day', ...overlapping.toReversed()).due).toBe(at('2026-03-03 10:20'));
  });

  test('one that begins at the due instant changes nothing, and one a minute earlier does', () => {
    const late = resume('1 working-hour', pause('payment', '2026-03-02 10:00', '2026-03-09 10:00'));
    expect(late.due).toBe(at('2026-03-02 10:00'));
    expect(stepsOf(late, 'pause').map(({ effect }) => effect)).toEqual(['ignored-after-due']);
    expect(resume('1 working-hour', pause('payment', '2026-03-02 09:59', '2026-03-09 10:00')).due).toBe(
      at('2026-03-09 10:01'),
    );
  });

  test('one may count only because an earlier one moved the due instant behind its beginning', () => {
    const first = pause('payment', '2026-03-02 09:30', '2026-03-02 10:30');
    const second = pause('suspension', '2026-03-02 10:45', '2026-03-02 11:00');
    expect(resume('1 working-hour', second).due).toBe(at('2026-03-02 10:00'));
    expect(resume('1 working-hour', first, second).due).toBe(at('2026-03-02 11:15'));
  });

  test('an empty one, and one that was over before receipt, change nothing and are said to', () => {
    const result = due('2026-03-02 09:00', '1 working-hour', {
      pauses: [
        { kind: 'supplement', from: '2026-03-02T09:10:05+07:00', to: '2026-03-02T09:10:55+07:00' },
        pause('supplement', '2026-03-01 09:00', '2026-03-02 09:00'),
      ],
    });
    expect(result.due).toBe(at('2026-03-02 10:00'));
    expect(stepsOf(result, 'pause').map(({ effect }) => effect)).toEqual(['ignored-empty', 'ignored-before-receipt']);
  });

  test('bounds are cut to the minute', () => {
    const pauses = [{ kind: 'payment', from: '2026-03-02T09:10:59+07:00', to: '2026-03-02T09:20:59+07:00' } as const];
    expect(due('2026-03-02 09:00', '1 working-hour', { pauses }).due).toBe(at('2026-03-02 10:10'));
  });

  test('while one is open there is no due instant, and the working minutes left are told', () => {
    const result = resume('1 working-day', pause('suspension', '2026-03-02 14:00', null));
    expect(result).toMatchObject({ due: null, workedMinutes: 210, remainingMinutes: 270, provisional: false });
    expect(result.explanation.at(-1)).toEqual({
      kind: 'open',
      since: at('2026-03-02 14:00'),
      workedMinutes: 210,
      remainingMinutes: 270,
      restarts: false,
    });
  });

  test.each([
    ['elapsed', { workedMinutes: 210, remainingMinutes: 270 }],
    ['next-day', { workedMinutes: null, remainingMinutes: null }],
  ] as const)(
    'an open one that begins after the published calendar leaves a provisional answer, counting %s',
    (counting, minutes) => {
      const openFrom = (day: string): DueResult =>
        due(`${day} 09:00`, '1 working-day', { counting, pauses: [pause('suspension', `${day} 14:00`, null)] });
      expect(openFrom('2026-12-31')).toMatchObject({ due: null, provisional: false, ...minutes });
      const result = openFrom('2027-01-04');
      expect(result).toMatchObject({ due: null, provisional: true, ...minutes });
      expect(result.explanation.slice(-2)).toMatchObject([
        { kind: 'open' },
        { kind: 'provisional', date: '2027-01-04', publishedThrough: '2026-12-31' },
      ]);
    },
  );

  test.each(['5 calendar-day', '1 month', '1 same-day'])('an open one leaves %s without a working clock', (limit) => {
    expect(resume(limit, pause('payment', '2026-03-02 14:00', null))).toMatchObject({
      due: null,
      workedMinutes: null,
      remainingMinutes: null,
    });
  });

  test('an open one that begins when already due changes nothing', () => {
    const result = resume('1 working-hour', pause('payment', '2026-03-02 10:00', null));
    expect(result.due).toBe(at('2026-03-02 10:00'));
    expect(result).not.toHaveProperty('remainingMinutes');
  });
});

describe('after a supplement (Decree 61/2018 art. 19.4)', () => {
  const supplement = pause('supplement', '2026-03-03 10:00', '2026-03-05 09:00');

  test('the period starts anew when the complete dossier is back; this is the rule unless said otherwise', () => {
    const result = due('2026-03-02 09:00', '2 working-day', { pauses: [supplement] });
    expect(result).toMatchObject({ due: at('2026-03-09 09:00'), workedMinutes: 960 });
    expect(stepsOf(result, 'restarted')).toEqual([{ kind: 'restarted', at: at('2026-03-05 09:00') }]);
    expect(stepsOf(result, 'pause')[0]?.effect).toBe('restarts');
  });

  test('or goes on, where the law says so', () => {
    const result = due('2026-03-02 09:00', '2 working-day', { pauses: [supplement], afterSupplement: 'resume' });
    expect(result.due).toBe(at('2026-03-06 08:00'));
  });

  test('payment and suspension always go on', () => {
    const pauses = [pause('payment', '2026-03-03 10:00', '2026-03-05 09:00')];
    expect(due('2026-03-02 09:00', '2 working-day', { pauses }).due).toBe(at('2026-03-06 08:00'));
  });

  test('one that begins when already due does not restart', () => {
    expect(due('2026-03-02 09:00', '1 working-hour', { pauses: [supplement] }).due).toBe(at('2026-03-02 10:00'));
  });

  test('each one that begins before the due instant of the restarted period restarts again', () => {
    const second = pause('supplement', '2026-03-06 16:00', '2026-03-10 09:00');
    expect(due('2026-03-02 09:00', '2 working-day', { pauses: [supplement, second] }).due).toBe(at('2026-03-12 09:00'));
  });

  test('a suspension that outlasts the supplement goes on stopping the new period', () => {
    const longer = pause('suspension', '2026-03-04 09:00', '2026-03-06 09:00');
    const pauses = [supplement, longer];
    const result = due('2026-03-02 09:00', '2 working-day', { pauses });
    expect(result.due).toBe(at('2026-03-10 09:00'));
    expect(stepsOf(result, 'restarted')).toEqual([{ kind: 'restarted', at: at('2026-03-05 09:00') }]);
    expect(due('2026-03-02 09:00', '2 working-day', { pauses, counting: 'next-day' }).due).toBe(at('2026-03-09 17:00'));
  });

  test('with whole dates, the day of the restart is not counted', () => {
    const result = due('2026-03-02 09:00', '2 working-day', { pauses: [supplement], counting: 'next-day' });
    expect(result.due).toBe(at('2026-03-09 17:00'));
  });

  test('calendar days, months and the cut-off of the same day count from the restart', () => {
    const pauses = [pause('supplement', '2026-03-02 10:00', '2026-03-05 15:00')];
    expect(due('2026-03-02 09:00', '5 calendar-day', { pauses }).due).toBe(at('2026-03-10 17:00'));
    expect(due('2026-03-02 09:00', '1 month', { pauses }).due).toBe(at('2026-04-06 17:00'));
    expect(due('2026-03-02 09:00', '1 same-day', { pauses }).due).toBe(at('2026-03-06 17:00'));
  });

  test('while the supplement is awaited, the minutes left are those at its beginning, and the restart is announced', () => {
    const result = due('2026-03-02 09:00', '1 working-day', {
      pauses: [pause('supplement', '2026-03-02 10:00', null)],
    });
    expect(result).toMatchObject({ due: null, workedMinutes: 60, remainingMinutes: 420 });
    expect(stepsOf(result, 'open')[0]?.restarts).toBe(true);
  });

  test('one that began and ended while another is awaited does not restart: the last has not ended', () => {
    const open = pause('supplement', '2026-03-03 09:00', null);
    const within = pause('supplement', '2026-03-04 09:00', '2026-03-05 09:00');
    for (const pauses of [[open], [open, within], [within, open]]) {
      const result = due('2026-03-02 09:00', '5 working-day', { pauses });
      expect(result).toMatchObject({ due: null, workedMinutes: 480, remainingMinutes: 1920 });
      expect(stepsOf(result, 'restarted')).toEqual([]);
      expect(stepsOf(result, 'open')[0]?.restarts).toBe(true);
    }
  });

  test.each(['2026-03-03 09:00', '2026-03-04 09:00', '2026-03-05 09:00'])(
    'one that began by then restarts at its own end, though another is awaited since %s',
    (since) => {
      const pauses = [pause('supplement', '2026-03-03 09:00', '2026-03-05 09:00'), pause('supplement', since, null)];
      const result = due('2026-03-02 09:00', '5 working-day', { pauses });
      expect(result).toMatchObject({ due: null, workedMinutes: 0, remainingMinutes: 2400 });
      expect(stepsOf(result, 'restarted')).toEqual([{ kind: 'restarted', at: at('2026-03-05 09:00') }]);
    },
  );

  test('one that touches an earlier pause that counts is part of its span, even begun at the due instant', () => {
    const pauses = [
      pause('suspension', '2026-03-02 16:00', '2026-03-02 17:00'),
      pause('supplement', '2026-03-02 17:00', '2026-03-04 10:00'),
    ];
    expect(due('2026-03-02 09:00', '1 same-day', { pauses }).due).toBe(at('2026-03-04 17:00'));
    expect(due('2026-03-02 09:00', '1 same-day', { pauses: pauses.slice(1) }).due).toBe(at('2026-03-02 17:00'));
  });

  test('a supplement that ended under an open suspension has restarted the period', () => {
    const pauses = [supplement, pause('suspension', '2026-03-04 09:00', null)];
    expect(due('2026-03-02 09:00', '2 working-day', { pauses })).toMatchObject({
      due: null,
      workedMinutes: 0,
      remainingMinutes: 960,
    });
  });
});

describe('errors seen in a live system do not happen here', () => {
  test('a date computed again after a holiday has passed is the same: past holidays stay in the calendar', () => {
    const { due: appointed } = due('2026-02-13 09:00', '5 working-day');
    expect(appointed).toBe(at('2026-02-27 09:00'));
    const withOneMore = { ...PROVINCE, holidays: [...PROVINCE.holidays, '2026-11-24'] };
    expect(due('2026-02-13 09:00', '5 working-day', { calendar: withOneMore }).due).toBe(appointed);
  });

  test('make-up Saturdays are worked', () => {
    expect(due('2026-08-21 16:00', '2 working-day').due).toBe(at('2026-08-24 16:00'));
    expect(due('2025-04-25 16:00', '1 working-day').due).toBe(at('2025-04-26 16:00'));
  });

  test('resuming after a supplement gives back working time, not calendar days', () => {
    const pauses = [pause('supplement', '2026-02-13 09:00', '2026-02-23 09:00')];
    const result = due('2026-02-12 09:00', '3 working-day', { pauses, afterSupplement: 'resume' });
    expect(result.due).toBe(at('2026-02-25 09:00'));
  });
});
