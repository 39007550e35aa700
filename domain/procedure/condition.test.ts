import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { factsOf, holds, type Condition } from './condition.ts';

const FACTS = {
  channel: 'online',
  day: '2026-01-01',
  quantities: { pages: 3 },
  form: { floors: 0, note: null, late: false, children: [{ age: 5 }, { age: 7 }], born: '2025-12-31' },
};

describe('a comparison', () => {
  test.each<[string, Condition, boolean]>([
    ['equals a text', { fact: 'channel', equals: 'online' }, true],
    ['equals no other text', { fact: 'channel', equals: 'direct' }, false],
    ['equals zero and false as they are', { fact: 'form.floors', equals: 0 }, true],
    ['does not take false for zero', { fact: 'form.late', equals: 0 }, false],
    ['does not take a text for a number', { fact: 'quantities.pages', equals: '3' }, false],
    ['equals null where it is null', { fact: 'form.note', equals: null }, true],
    ['does not equal null where it is missing', { fact: 'form.nothing', equals: null }, false],
    ['is in a list', { fact: 'channel', in: ['postal', 'online'] }, true],
    ['is in no empty list', { fact: 'channel', in: [] }, false],
    ['is not in a list when missing', { fact: 'form.nothing', in: [null] }, false],
    ['is at least its bound', { fact: 'quantities.pages', atLeast: 3 }, true],
    ['is at most its bound', { fact: 'quantities.pages', atMost: 3 }, true],
    ['is not at least a higher bound', { fact: 'quantities.pages', atLeast: 4 }, false],
    ['is not at most a lower bound', { fact: 'quantities.pages', atMost: 2 }, false],
    ['orders local dates', { fact: 'form.born', atMost: '2025-12-31' }, true],
    ['orders local dates over a year', { fact: 'day', atMost: '2025-12-31' }, false],
    ['does not order a number with a date', { fact: 'quantities.pages', atLeast: '2020-01-01' }, false],
    ['does not order other texts', { fact: 'channel', atLeast: '2020-01-01' }, false],
    ['does not order a missing fact', { fact: 'form.nothing', atMost: 1 }, false],
    ['does not order null', { fact: 'form.note', atMost: 1 }, false],
    ['takes items of a list by index', { fact: 'form.children.1.age', equals: 7 }, true],
    ['finds no item beyond the list', { fact: 'form.children.2.age', equals: 7 }, false],
    ['finds no length', { fact: 'form.children.length', equals: 2 }, false],
    ['finds nothing inherited', { fact: 'form.constructor.name', equals: 'Object' }, false],
    ['finds nothing in a text', { fact: 'channel.0', equals: 'o' }, false],
  ])('%s', (_, condition, expected) => {
    expect(holds(condition, FACTS)).toBe(expected);
  });

  test.each([null, undefined, 3, 'text', []])('of the facts %j is false', (facts) => {
    expect(holds({ fact: 'a', equals: 1 }, facts)).toBe(false);
  });
});

describe('a condition', () => {
  const yes: Condition = { fact: 'channel', equals: 'online' };
  const no: Condition = { fact: 'form.nothing', atLeast: 1 };

  test.each<[string, Condition, boolean]>([
    ['holds when all do', { all: [yes, yes] }, true],
    ['does not hold when one of all does not', { all: [yes, no] }, false],
    ['holds when any does', { any: [no, yes] }, true],
    ['does not hold when none of any does', { any: [no, no] }, false],
    ['holds when what it denies does not, missing facts too', { not: no }, true],
    ['of nothing at all holds', { all: [] }, true],
    ['of any of nothing does not hold', { any: [] }, false],
    ['nests', { all: [yes, { any: [no, { not: { all: [no] } }] }] }, true],
  ])('%s', (_, condition, expected) => {
    expect(holds(condition, FACTS)).toBe(expected);
  });

  test('names the facts that it asks for, each once', () => {
    const condition: Condition = { all: [yes, { any: [no, { not: yes }] }, { fact: 'day', atMost: '2026-01-01' }] };
    expect(factsOf(condition)).toEqual(['channel', 'form.nothing', 'day']);
  });
});

const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constant(null), fc.constantFrom('a', 'b'));
const fact = fc.constantFrom('a', 'a.b', 'a.0', 'c', '__proto__', 'constructor');

const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ fact, equals: scalar }),
    fc.record({ fact, in: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ fact, atLeast: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ fact, atMost: fc.constantFrom('2026-01-01', '2026-01-02') }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

describe('conditions of any facts', () => {
  test('either hold or are denied, and answer the same every time', () => {
    fc.assert(
      fc.property(conditions, fc.jsonValue(), (condition, facts) => {
        expect(holds({ not: condition }, facts)).toBe(!holds(condition, facts));
        expect(holds(structuredClone(condition), structuredClone(facts))).toBe(holds(condition, facts));
      }),
    );
  });

  test('obey De Morgan', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 4 }), fc.jsonValue(), (all, facts) => {
        expect(holds({ not: { all } }, facts)).toBe(holds({ any: all.map((one) => ({ not: one })) }, facts));
      }),
    );
  });
});
