import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVINCE } from '../../test/support/calendars.ts';
import { dueCommand } from './due.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-due-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** Runs the command with its output caught; `pieces` is what standard input brings. */
async function run(argv: string[], ...pieces: string[]) {
  const output = { stdout: '', stderr: '' };
  const code = await dueCommand(argv, {
    stdin: (async function* () {
      yield* pieces;
    })(),
    stdout: (text) => {
      output.stdout += text;
      return Promise.resolve(true);
    },
    stderr: (text) => void (output.stderr += text),
    directory: scratch,
  });
  return { code, ...output };
}

const ONE_DAY = ['--received', '2026-02-13T16:55:00+07:00', '--limit', '1 working-day'];

describe('motcua due', () => {
  test('tells the due date by the province’s calendar and explains it in both languages', async () => {
    const { code, stdout } = await run(ONE_DAY);
    expect(code).toBe(0);
    expect(stdout).toContain('Hẹn trả: 2026-02-23T16:55:00+07:00\nPhút làm việc: 480\n  - Tiếp nhận lúc 16:55');
    expect(stdout).toContain('Due: 2026-02-23T16:55:00+07:00\nWorking minutes: 480\n  - Received at 16:55');
  });

  test('with --json gives the answer and its explanation as data', async () => {
    const { stdout } = await run([...ONE_DAY, '--json', '--office', 'phuong-hong-gai']);
    expect(JSON.parse(stdout)).toMatchObject({
      due: '2026-02-23T16:55:00+07:00',
      workedMinutes: 480,
      provisional: false,
      explanation: expect.arrayContaining([{ kind: 'skipped', date: '2026-02-16', reason: 'holiday' }]),
    });
  });

  test.each([
    ['a pause', ['--pause', '2026-02-23T09:00+07:00/2026-02-24T09:00+07:00/payment'], '2026-02-24T16:55:00+07:00'],
    ['a restart', ['--pause', '2026-02-23T09:00+07:00/2026-02-24T09:00+07:00/supplement'], '2026-02-25T09:00:00+07:00'],
    [
      'a supplement that resumes',
      ['--pause', '2026-02-23T09:00+07:00/2026-02-24T09:00+07:00/supplement', '--after-supplement', 'resume'],
      '2026-02-24T16:55:00+07:00',
    ],
    ['an open pause', ['--pause', '2026-02-23T09:00+07:00//payment'], null],
    ['an open pause as ..', ['--pause', '2026-02-23T09:00+07:00/../payment'], null],
    ['whole dates', ['--counting', 'next-day'], '2026-02-23T17:00:00+07:00'],
    ['a Vietnamese fraction', ['--limit', '0,5 working-day'], '2026-02-23T11:25:00+07:00'],
    ['the same day after the cut-off', ['--limit', 'same-day'], '2026-02-23T17:00:00+07:00'],
    ['the same day before a later cut-off', ['--limit', 'same-day', '--cut-off', '17:00'], '2026-02-13T17:00:00+07:00'],
  ])('understands %s', async (_, options, expected) => {
    const { stdout } = await run([...ONE_DAY, ...options, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ due: expected });
  });

  test('says that a due date is not there yet, and what is left', async () => {
    const { stdout } = await run([...ONE_DAY, '--pause', '2026-02-23T08:30+07:00//payment']);
    expect(stdout).toContain('Hẹn trả: chưa có, đang tạm dừng\nPhút làm việc: 65, còn lại: 415\n');
  });

  test('a refusal of the rules is thrown to the command line, and with --json is the answer; exit code 1', async () => {
    const argv = [...ONE_DAY, '--limit', '1.5 month'];
    await expect(run(argv)).rejects.toMatchObject({ code: 'limit-fraction' });
    const { code, stdout } = await run([...argv, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'limit-fraction', message: expect.stringContaining(' | ') } });
    await expect(run([...ONE_DAY, '--office', 'nowhere'])).rejects.toMatchObject({ code: 'office-unknown' });
  });

  test('an unknown office is repeated, with the place where the codes are, in both languages', async () => {
    const { code, stdout } = await run([...ONE_DAY, '--office', 'nowhere', '--json']);
    expect(code).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { message: string } };
    for (const text of error.message.split(' | ')) expect(text).toMatch(/"nowhere".*catalogue\/offices\.json/);
  });

  test('a negative limit is refused as a limit, not as an option', async () => {
    const { code, stdout } = await run([...ONE_DAY, '--limit', '-1 working-day', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'limit-invalid' } });
  });

  test('an instant is refused by the name of its field', async () => {
    const pauses = ['--pause', '2026-02-23T09:00+07:00//payment', '--pause', '2026-02-23T09:00+07:00/soon/payment'];
    const { stdout } = await run([...ONE_DAY, ...pauses, '--json']);
    expect(stdout).toContain('The field pauses[1].to must be an existing date and time');
  });

  test.each([
    [[]],
    [['--limit', '1 working-day']],
    [[...ONE_DAY, '--limit', 'soon']],
    [[...ONE_DAY, '--limit', 'working-day']],
    [[...ONE_DAY, '--pause', '2026-02-23T08:30+07:00']],
    [[...ONE_DAY, '--faster']],
    [[...ONE_DAY, 'more']],
    [['--limit']],
    [['--received', '--limit', '1 working-day']],
    [['--batch', '-', '--office', 'nowhere']],
  ])('exits 2 with what is wrong, in both languages, and its usage for %j', async (argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^|\n]+ \| [^|\n]+\n\nmotcua due /);
    expect(stderr).toContain('motcua due --batch FILE');
  });

  test.each([
    [['--faster'], '--faster'],
    [['more'], '"more"'],
    [['--json=yes'], '--json'],
    [['--counting'], '--counting'],
    [['--limit', 'soon'], '"soon"'],
  ])('with --json, bad usage is JSON too: %j', async (argv, named) => {
    const { code, stdout, stderr } = await run([...ONE_DAY, '--json', ...argv]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe('usage-invalid');
    const texts = error.message.split(' | ');
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toContain(named);
  });
});

describe('motcua due --batch', () => {
  const { publishedThrough: _, ...calendar } = PROVINCE;
  const line = (change: object = {}): string =>
    JSON.stringify({
      received: '2026-02-13T16:55:00+07:00',
      limit: { value: 1, unit: 'working-day' },
      calendar,
      ...change,
    });
  const answers = (stdout: string): Record<string, unknown>[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);

  test('answers each line with one line, in order, however the input comes in pieces', async () => {
    const text = [1, 2, 3].map((value) => line({ limit: { value, unit: 'working-day' } })).join('\n');
    const { code, stdout } = await run(['--batch', '-'], ...text.split(''));
    expect(code).toBe(0);
    expect(answers(stdout).map(({ due }) => due)).toEqual([
      '2026-02-23T16:55:00+07:00',
      '2026-02-24T16:55:00+07:00',
      '2026-02-25T16:55:00+07:00',
    ]);
    expect(Object.keys(answers(stdout)[0] ?? {})).toEqual(['due', 'workedMinutes', 'explanation']);
  });

  test('reads a file, with a byte order mark, CRLF and blank lines at the end', async () => {
    await writeFile(join(scratch, 'lines.jsonl'), `\uFEFF${line()}\r\n${line()}\r\n\r\n`);
    const { code, stdout } = await run(['--batch', 'lines.jsonl']);
    expect(code).toBe(0);
    expect(answers(stdout)).toHaveLength(2);
  });

  test('what is absent or null takes its default: elapsed, 15:00, no pauses, restart', async () => {
    const { stdout } = await run(
      ['--batch', '-'],
      `${line({ counting: null, cutOff: null, pauses: null, afterSupplement: null })}\n`,
      `${line({ limit: { unit: 'same-day' }, received: '2026-02-13T15:00:00+07:00' })}\n`,
      line({
        pauses: [{ kind: 'supplement', from: '2026-02-23T09:00:00+07:00', to: '2026-02-24T09:00:00+07:00' }],
        calendar: { timeZone: calendar.timeZone, sessions: calendar.sessions },
        received: '2026-02-23T08:00:00+07:00',
      }),
    );
    expect(answers(stdout).map(({ due }) => due)).toEqual([
      '2026-02-23T16:55:00+07:00',
      '2026-02-23T17:00:00+07:00',
      '2026-02-25T09:00:00+07:00',
    ]);
  });

  test('says what is left while a pause is open, and that a date is provisional', async () => {
    const { stdout } = await run(
      ['--batch', '-'],
      `${line({ pauses: [{ kind: 'payment', from: '2026-02-23T08:30:00+07:00', to: null }] })}\n`,
      line({ calendar: { ...calendar, publishedThrough: '2026-02-20' } }),
    );
    expect(answers(stdout)).toMatchObject([
      { due: null, workedMinutes: 65, remainingMinutes: 415 },
      { due: '2026-02-23T16:55:00+07:00', provisional: true },
    ]);
  });

  test('a bad line is answered by its error and the others all the same; exit code 1', async () => {
    const { code, stdout } = await run(
      ['--batch', '-'],
      [
        line(),
        '{"received":',
        '',
        line({ received: undefined }),
        line({ limit: { unit: 'working-day', value: '1' } }),
        line({ limit: { unit: 'working-day' } }),
        line({ limit: { unit: 'fortnight', value: 1 } }),
        line({ calendar: { ...calendar, sessions: {} } }),
        line({ pauses: [{ kind: 'lunch', from: '2026-02-23T08:30:00+07:00', to: null }] }),
        '[]',
        line(),
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect(answers(stdout).map(({ due, error }) => (error as { code?: string } | undefined)?.code ?? due)).toEqual([
      '2026-02-23T16:55:00+07:00',
      'json-malformed',
      'json-malformed',
      'line-invalid',
      'line-invalid',
      'limit-invalid',
      'limit-unit-unknown',
      'calendar-without-sessions',
      'pause-invalid',
      'line-invalid',
      '2026-02-23T16:55:00+07:00',
    ]);
    for (const { error } of answers(stdout)) {
      const { message = 'đúng' } = (error ?? {}) as { message?: string };
      expect(message.length).toBeGreaterThan(3);
    }
  });

  test('a line separator inside a JSON text ends no line', async () => {
    const { stdout } = await run(['--batch', '-'], line({ note: 'a\u2028b' }));
    expect(answers(stdout)).toHaveLength(1);
  });

  test('exits 2 for a file that cannot be read', async () => {
    expect(await run(['--batch', 'nowhere.jsonl'])).toMatchObject({ code: 2, stdout: '' });
    expect((await run(['--batch', '.'])).stderr).toContain('Không đọc được | Cannot read');
  });
});
