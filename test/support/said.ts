import { afterEach, beforeEach, jest } from '@jest/globals';

/** What a command says on standard error in the test that runs now; nothing of it comes through. */
export function listenToErrors(): () => string {
  let said = '';
  beforeEach(() => {
    said = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return () => said;
}
