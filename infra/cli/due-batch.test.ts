import { describe, expect, test } from '@jest/globals';
import { PROVINCE } from '../../test/support/calendars.ts';
import { answerLines } from './due-batch.ts';

const { publishedThrough: _, ...CALENDAR } = PROVINCE;

/** A question that can be answered, changed. */
const line = (change: object = {}): string =>
  JSON.stringify({
    received: '2026-02-13T16:55:00+07:00',
    limit: { value: 1, unit: 'working-day' },
    calendar: CALENDAR,
    ...change,
  });

interface Out {
  readonly due?: string | null;
  readonly provisional?: boolean;
  readonly ignored?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly line: number };
}

/** What comes out for pieces of input. */
async function answer(...pieces: string[]): Promise<{ code: number; out: readonly Out[]; said: string }> {
  let written = '';
  let said = '';
  const code = await answerLines(
    (async function* () {
      yield* pieces;
    })(),
    (text) => {
      written += text;
      return Promise.resolve(true);
    },
    (text) => void (said += text),
  );
  const lines = written.split('\n').filter((text) => text !== '');
  return { code, out: lines.map((text) => JSON.parse(text) as Out), said };
}

async function errorOf(text: string): Promise<NonNullable<Out['error']>> {
  const { out } = await answer(text);
  const error = out[0]?.error;
  if (error === undefined) throw new Error('the line was answered');
  return error;
}

describe('a line that cannot be answered', () => {
  test('is named by its number in the input, blank lines counted, and in a summary of them all', async () => {
    const { code, out, said } = await answer(
      [line(), '', line({ limit: { unit: 'week', value: 1 } }), line()].join('\n'),
    );
    expect(code).toBe(1);
    expect(out.map(({ error }) => error?.line)).toEqual([undefined, 2, 3, undefined]);
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^Không tính được 2 trong 4 dòng: 2, 3\. /),
      expect.stringMatching(/^2 of 4 lines could not be answered: 2, 3\. /),
      '',
    ]);
  });

  test('is one of ten at most that the summary names; without any there is none', async () => {
    expect((await answer('x\n'.repeat(12))).said).toContain(': 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …. ');
    expect(await answer(line())).toMatchObject({ code: 0, said: '' });
  });

  test('says where its JSON breaks and why, in both languages, and repeats nothing of it', async () => {
    const { code, message } = await errorOf('{"received": Nguyễn}');
    expect(code).toBe('json-malformed');
    expect(message).toMatch(/^JSON sai cú pháp: .+ cột 14\..* \| Malformed JSON: .+ column 14\./);
    expect(message).not.toContain('Nguy');
  });

  test('names every field that is missing or wrong, in both languages', async () => {
    const { code, message } = await errorOf(
      line({
        received: undefined,
        limit: { unit: 'month', value: '1' },
        pauses: [{ from: 'x', to: 3, kind: 'payment' }],
      }),
    );
    expect(code).toBe('line-invalid');
    expect(message).toBe(
      'Dòng có mục thiếu hoặc sai: received: Thiếu mục này. limit.value: Phải là kiểu number. pauses[0].to: Phải là kiểu string. | ' +
        'A field is missing or wrong: received: This field is missing. limit.value: Must be of type number. pauses[0].to: Must be of type string.',
    );
    expect((await errorOf('[]')).message).toContain('the line: Must be of type object.');
  });

  test.each(['holidays', 'makeUpDays'])(
    'has null for %s, which may stand for a list that was not found',
    async (field) => {
      expect(await errorOf(line({ calendar: { ...CALENDAR, [field]: null } }))).toMatchObject({
        code: 'line-invalid',
        message: expect.stringContaining(`calendar.${field}`),
      });
    },
  );

  test.each([
    [
      { limit: { unit: 'working-day', value: null } },
      'Invalid limit: A limit is a number from 0 on. The value received: –.',
    ],
    [{ calendar: { ...CALENDAR, timeZone: '' } }, 'Unknown time zone: There is no time zone "".'],
    [{ received: 'soon' }, 'Invalid instant: The field received must be an existing date'],
    [{ received: '1950-01-01T00:00:00Z' }, 'Instant out of the supported range: The field received is out of'],
  ])('has its title and its detail apart, as for %j', async (change, text) => {
    expect((await errorOf(line(change))).message).toContain(` | ${text}`);
  });
});

describe('fields that nothing reads', () => {
  const misspelt = {
    id: 7,
    pause: [],
    afterSuplement: 'resume',
    limit: { unit: 'working-day', value: 1, counting: 'next-day' },
    calendar: { ...CALENDAR, holiday: ['2026-02-23'] },
    pauses: [1, 2].map((id) => ({ id, from: '2026-01-05T09:00:00Z', to: '2026-01-05T10:00:00Z', kind: 'payment' })),
  };

  test('are listed beside the answer, those of pauses once', async () => {
    const { code, out } = await answer(line(misspelt));
    expect(code).toBe(0);
    expect(out[0]).toMatchObject({
      due: '2026-02-23T16:55:00+07:00',
      ignored: ['id', 'pause', 'afterSuplement', 'limit.counting', 'calendar.holiday', 'pauses[].id'],
    });
  });

  test('are listed beside an error too, which they may explain', async () => {
    const { out } = await answer(line({ received: undefined, recieved: '2026-02-13T16:55:00+07:00' }));
    expect(out[0]).toMatchObject({ error: { code: 'line-invalid' }, ignored: ['recieved'] });
  });

  test('are not spoken of where there are none', async () => {
    expect((await answer(line())).out[0]).not.toHaveProperty('ignored');
  });
});

describe('a batch', () => {
  test('marks as provisional what is counted from before the published calendar', async () => {
    const { out } = await answer(line({ calendar: { ...CALENDAR, publishedFrom: '2026-02-14' } }));
    expect(out[0]).toMatchObject({ due: '2026-02-23T16:55:00+07:00', provisional: true });
    expect(out[0]).not.toHaveProperty('ignored');
  });

  test('takes one long line in time that grows with its length', async () => {
    const pieces = Array.from({ length: 3000 }, () => ' '.repeat(10_000));
    const started = performance.now();
    const { out } = await answer(...pieces, line());
    expect(out).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
