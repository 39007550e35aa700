import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrorCode } from '../../contracts/errors.ts';
import { ConfigError } from '../config/config.ts';
import { COMPLETE_ENVIRONMENT } from '../config/environment.ts';
import { databaseProblem, openImportDatabase } from './catalogue-import-database.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'motcua-database-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('the database of an import', () => {
  it('is said to be missing by itself, not with every other setting', async () => {
    const env = { ...COMPLETE_ENVIRONMENT, DATA_DIR: scratch };
    await expect(openImportDatabase(env)).rejects.toMatchObject({ code: 'catalogue.database-not-configured' });
  });

  it('is named where its setting is wrong', async () => {
    const env = { ...COMPLETE_ENVIRONMENT, DATA_DIR: scratch, DATABASE_URL: 'mysql://x' };
    const refused = openImportDatabase(env);
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(/^DATABASE_URL: [^\n]*$/u);
  });

  it.each([
    [{ code: 'ECONNREFUSED' }, 'catalogue.database-unreachable'],
    [{ code: '57P01' }, 'catalogue.database-unreachable'],
    [{ code: '53300' }, 'catalogue.database-unreachable'],
    [{ message: 'Query read timeout' }, 'catalogue.database-unreachable'],
    [{ message: 'Connection terminated unexpectedly' }, 'catalogue.database-unreachable'],
    [{ code: '42P01' }, 'catalogue.database-not-ready'],
    [{ code: '42501' }, 'catalogue.database-not-ready'],
    [{ code: 'XX000' }, 'catalogue.database-failed'],
    [{ message: 'procedure versions kept changing' }, 'catalogue.database-failed'],
  ])('%j is told as %s, with its reason', (failure, code) => {
    const { message = 'words of the driver' } = failure as { message?: string };
    const problem = databaseProblem(Object.assign(new Error(message), failure));
    expect(problem.code).toBe(code);
    expect(isErrorCode(problem.code)).toBe(true);
    expect(problem.params['reason']).toContain(message);
  });
});
