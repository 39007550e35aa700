import { describe, expect, it } from '@jest/globals';
import { calendarCommand } from './calendar.ts';

const run = async (...argv: string[]) => {
  const io = { out: '', err: '' };
  const code = await calendarCommand(argv, {
    stdout: (text) => void (io.out += text),
    stderr: (text) => void (io.err += text),
    directory: '.',
    token: 'a-token',
  });
  return { code, ...io };
};

describe('motcua calendar', () => {
  it.each([
    [[]],
    [['change']],
    [['change', 'undo', 'x']],
    [['change', 'approve']],
    [['change', 'approve', 'x', 'y']],
    [['change', 'list', 'x']],
    [['change', 'propose', 'file.json']],
    [['change', 'list', '--unknown']],
    [['show', 'x', 'y']],
  ])('says how it is used: %j', async (argv) => {
    const { code, out, err } = await run(...argv);
    expect([code, out, err.includes('motcua calendar change approve ID')]).toEqual([2, '', true]);
  });

  it('shows its usage when asked', async () => {
    expect(await run('change', 'list', '--help')).toMatchObject({ code: 0, err: '' });
  });

  it('says that a file cannot be read, that an account is not there, and that the API is away', async () => {
    const api = ['--api', 'http://127.0.0.1:9'];
    const unreadable = await run('change', 'propose', 'nowhere.json', '--reason', 'why', ...api);
    expect([unreadable.code, unreadable.err]).toEqual([1, expect.stringContaining('cannot be read')]);
    const nobody = await run('change', 'list', '--as', 'nobody', ...api);
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('There is no demo account "nobody"')]);
    const away = await run('change', 'list', ...api);
    expect([away.code, away.err]).toEqual([1, expect.stringContaining('the API cannot be reached')]);
  });

  it('wants to know who acts', async () => {
    const io = { err: '' };
    const code = await calendarCommand(['change', 'list'], {
      stdout: () => undefined,
      stderr: (text) => void (io.err += text),
      directory: '.',
      token: undefined,
    });
    expect([code, io.err]).toEqual([1, expect.stringContaining('MOTCUA_TOKEN')]);
  });
});
