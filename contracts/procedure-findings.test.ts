import { describe, expect, it } from '@jest/globals';
import { FINDINGS, type FindingCode } from '../domain/procedure/findings.ts';
import { findingTexts } from './procedure-findings.ts';

const CODES = Object.keys(FINDINGS) as FindingCode[];
const unfilled = (text: string): number => [...text.matchAll(/–/g)].length;

describe('the text of a finding', () => {
  it.each(CODES)('%s says in both languages what is wrong, of the same things', (code) => {
    const { vi, en } = findingTexts({ code, at: null, params: {} });
    expect(vi.length).toBeGreaterThan(3);
    expect(en.length).toBeGreaterThan(3);
    expect(vi).not.toBe(en);
    expect(unfilled(vi)).toBe(unfilled(en));
    expect(`${vi}${en}`).not.toMatch(/[{}]/);
  });

  it('says where it was found, and codes in words', () => {
    const params = { role: 'appraiser', act: 'approve' };
    expect(findingTexts({ code: 'role-may-not-act', at: { kind: 'stage', id: 'approval' }, params })).toEqual({
      vi: 'bước approval: công chức thẩm định không có quyền phê duyệt, nên không ai làm được',
      en: 'stage approval: appraiser may not approve',
    });
  });
});
