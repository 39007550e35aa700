import { describe, expect, test } from '@jest/globals';
import { listenToErrors } from '../../test/support/said.ts';
import { eraseCommand } from './erase.ts';
import { keysCommand } from './keys.ts';

const WHO = ['--by', 'system-administrator', '--reason', 'Hết hạn lưu trữ'];
const CODE = 'H49.01-261124-0001';

describe('What cannot be undone is not done by a slip:', () => {
  const said = listenToErrors();

  test.each([
    ['without a dossier', [...WHO]],
    ['without a person', ['--dossier', CODE, '--reason', 'x']],
    ['without a reason', ['--dossier', CODE, '--by', 'system-administrator', '--reason', ' ']],
    ['as a trial of one dossier, which there is not', ['--dossier', CODE, ...WHO, '--dry-run']],
    ['of one and of all that are due', ['due', '--dossier', CODE, ...WHO]],
    ['of all that are due, without a person', ['due']],
    ['by an unknown word', ['everything', ...WHO]],
    ['by an unknown option', ['--dossier', CODE, ...WHO, '--force']],
  ])('motcua erase %s shows its usage and exits with 2', async (_, argv) => {
    expect(await eraseCommand(argv)).toBe(2);
    expect(said()).toContain('motcua erase --dossier CODE');
  });

  test('motcua erase of what is no code is refused before anything is asked', async () => {
    await expect(eraseCommand(['--dossier', 'x', ...WHO])).rejects.toEqual(
      expect.objectContaining({ code: 'dossier-code-invalid' }),
    );
  });

  test.each([[[]], [['drop']], [['rotate', '--now']]])(
    'motcua keys %j shows its usage and exits with 2',
    async (argv) => {
      expect(await keysCommand(argv)).toBe(2);
      expect(said()).toContain('motcua keys rotate');
    },
  );
});
