import { describe, expect, test } from '@jest/globals';
import { listenToErrors } from '../../test/support/said.ts';
import { loginCommand } from './login.ts';

describe('Accounts of officers', () => {
  const said = listenToErrors();

  test.each([
    ['of nobody', ['list']],
    ['by an unknown word', ['give', 'somebody']],
    ['without the account to link', ['link', 'somebody']],
    ['without the account to unlink', ['unlink', 'somebody', '--issuer', 'https://issuer.example']],
    ['with an account where all are meant', ['end-sessions', 'somebody', '--subject', 'x']],
    ['of two persons at once', ['list', 'somebody', 'another']],
    ['by an unknown option', ['list', 'somebody', '--force']],
  ])('motcua login %s shows its usage and exits with 2', async (_, argv) => {
    expect(await loginCommand(argv)).toBe(2);
    expect(said()).toContain('motcua login link PERSON');
  });
});
