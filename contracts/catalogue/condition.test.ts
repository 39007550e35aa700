import { describe, expect, test } from '@jest/globals';
import { Condition } from './condition.ts';

describe('a condition in data', () => {
  test.each<[string, unknown]>([
    ['compares a fact', { fact: 'channel', equals: 'online' }],
    ['compares with null', { fact: 'form.note', equals: null }],
    ['compares with a list', { fact: 'caseId', in: ['a', 'b'] }],
    ['bounds by a number', { fact: 'quantities.pages', atLeast: 3 }],
    ['bounds by a local date', { fact: 'form.child.born', atMost: '2025-12-31' }],
    ['nests', { all: [{ any: [{ not: { fact: 'a', equals: true } }] }] }],
  ])('%s', (_, condition) => {
    expect(Condition.parse(condition)).toEqual(condition);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['two comparisons in one', { fact: 'a', atLeast: 1, atMost: 2 }],
    ['a comparison without a value', { fact: 'a' }],
    ['no path', { fact: '', equals: 1 }],
    ['a path with an empty part', { fact: 'a..b', equals: 1 }],
    ['an empty list', { fact: 'a', in: [] }],
    ['all of nothing', { all: [] }],
    ['a bound that is no date', { fact: 'a', atLeast: 'soon' }],
    ['a date that does not exist', { fact: 'a', atLeast: '2026-02-29' }],
    ['a misspelt word', { fact: 'a', equal: 1 }],
    ['code', 'form.a > 1'],
    ['a fault deep inside', { all: [{ not: { fact: 'a' } }] }],
  ])('is refused for %s', (_, condition) => {
    expect(Condition.safeParse(condition).success).toBe(false);
  });

  test('that is none at all is told what was expected', () => {
    expect(Condition.safeParse({ fact: 'a' }).error?.issues[0]?.message).toContain('expected {fact,');
    expect(Condition.safeParse({ fact: 'a..b', equals: 1 }).error?.issues[0]?.message).toContain('dotted path');
  });
});
