import { describe, expect, it } from '@jest/globals';
import { ACT_NAMES } from '../dossier/act-names.ts';
import { apartFrom, isApartInOrder, keptFrom } from './duties.ts';

describe('the acts that are kept apart', () => {
  it('keep from each other, whichever comes first', () => {
    for (const act of ACT_NAMES) for (const other of apartFrom(act)) expect(apartFrom(other)).toContain(act);
  });

  it('are in the order of a route in one of the two directions, by which what was accepted long ago is told from what never was', () => {
    for (const act of ACT_NAMES)
      for (const other of apartFrom(act)) expect(isApartInOrder(act, other)).toBe(!isApartInOrder(other, act));
    expect(isApartInOrder('appraise', 'approve')).toBe(true);
    expect(isApartInOrder('appraise', 'seal')).toBe(false);
  });

  it('are named by the one that keeps a person, or whom he acts for, from another', () => {
    expect(keptFrom('approve', ['p', null], { appraise: ['q', 'p'] })).toBe('appraise');
    expect(keptFrom('approve', ['deputy', 'p'], { seal: ['p'] })).toBe('seal');
    expect(keptFrom('approve', ['r', null], { appraise: ['q', 'p'] })).toBeNull();
    expect(keptFrom('return', ['p', null], { appraise: ['p'] })).toBeNull();
  });
});
