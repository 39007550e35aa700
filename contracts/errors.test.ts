import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS, errorRow, errorTexts, isErrorCode, type ErrorCode } from './errors.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

/** Every code that a source throws as a literal, with the file that does. */
function thrownCodes(): { code: string; file: string }[] {
  return ['domain', 'infra', 'api', 'activities'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(folder, name))
      .flatMap((file) =>
        [
          ...readFileSync(file, 'utf8').matchAll(
            /new (?:DomainError|EngineRefusal)\(\s*(?:\w+ \? )?'([^']+)'(?: : '([^']+)')?/g,
          ),
        ].flatMap(([, first, second]) =>
          [first, second].flatMap((code) => (code === undefined ? [] : [{ code, file }])),
        ),
      ),
  );
}

describe('the table of errors', () => {
  it('has a row for every code that a source throws', () => {
    const thrown = thrownCodes();
    expect(thrown.length).toBeGreaterThan(40);
    expect(thrown.filter(({ code }) => !isErrorCode(code))).toEqual([]);
  });

  it('has a row for every refusal of the access table', () => {
    const refusals = [
      'role-not-allowed',
      'not-your-agency',
      'step-not-yours',
      'not-taking-part',
      'delegation-not-yours',
      'delegation-chain',
      'duties-not-separate',
      'own-proposal',
    ];
    expect(refusals.filter((code) => !isErrorCode(code))).toEqual([]);
  });

  it.each(CODES)('%s says in both languages what to do, about the same params', (code) => {
    const { status, title, detail } = errorRow(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const { vi, en } of [title, detail]) {
      expect(vi.length).toBeGreaterThan(3);
      expect(en.length).toBeGreaterThan(3);
      expect(vi).not.toBe(en);
      expect(placeholders(vi)).toEqual(placeholders(en));
    }
  });

  it('says when to come back for every part that is away', () => {
    const away = CODES.filter((code) => errorRow(code).status === 503);
    expect(away.filter((code) => errorRow(code).retryAfter === undefined)).toEqual([]);
  });

  it('fills params in by name, codes of roles and steps in words', () => {
    const { vi, en } = errorTexts('duties-not-separate', { act: 'approve' });
    expect(vi.detail).toContain('thao tác phê duyệt');
    expect(en.detail).toContain('the act “approve”');
    expect(errorTexts('role-not-allowed', { role: 'citizen', needed: 'appraiser,auditor' }).vi.detail).toContain(
      'công chức thẩm định, kiểm tra viên',
    );
  });

  it('shows a dash for a param that is not there', () => {
    expect(errorTexts('dossier-unknown', {}).en.detail).toContain('the code –');
  });
});
