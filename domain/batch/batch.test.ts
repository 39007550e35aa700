import { describe, expect, it } from '@jest/globals';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { DomainError } from '../errors.ts';
import {
  BATCH_ACTS,
  BATCH_STATUSES,
  judgeUndo,
  steer,
  type BatchAct,
  type BatchStatus,
  type Steering,
} from './batch.ts';

const codeOf = (judge: () => unknown): string => {
  try {
    judge();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'allowed';
};

describe('A batch', () => {
  it.each<[Steering, Partial<Record<BatchStatus, BatchStatus>>]>([
    ['pause', { queued: 'paused', running: 'paused', paused: 'paused' }],
    ['resume', { queued: 'queued', running: 'running', paused: 'queued' }],
    ['cancel', { queued: 'cancelled', running: 'cancelled', paused: 'cancelled', cancelled: 'cancelled' }],
  ])('takes %s only while there is something left to do', (how, expected) => {
    const comesTo = (status: BatchStatus): string => {
      const refusal = codeOf(() => steer(status, how));
      return refusal === 'allowed' ? steer(status, how) : refusal;
    };
    for (const status of BATCH_STATUSES)
      expect([status, comesTo(status)]).toEqual([status, expected[status] ?? 'batch-settled']);
  });

  const END = '2026-11-24T03:00:00.000Z';
  const over = { act: 'approve', status: 'done', undoUntil: END } as const;

  it('is taken back until the end of its window, and not at it', () => {
    expect(codeOf(() => judgeUndo(over, '2026-11-24T02:59:59.999Z'))).toBe('allowed');
    expect(codeOf(() => judgeUndo(over, END))).toBe('batch-undo-over');
  });

  it('is not taken back while it is under way, nor twice; asking again while it is taken back is no mistake', () => {
    expect(codeOf(() => judgeUndo({ ...over, status: 'running', undoUntil: null }, END))).toBe('batch-under-way');
    expect(codeOf(() => judgeUndo({ ...over, status: 'cancelled', undoUntil: null }, END))).toBe('batch-under-way');
    expect(codeOf(() => judgeUndo({ ...over, status: 'undone' }, END))).toBe('batch-settled');
    expect(codeOf(() => judgeUndo({ ...over, status: 'undoing' }, END))).toBe('allowed');
  });

  /** A dossier on which each act was just done. */
  const DONE: { readonly [A in Exclude<BatchAct, 'accept-handover'>]: () => InHand } = {
    assign: () => aDossier().do('assign'),
    appraise: () => aDossier().do('appraise'),
    approve: () => aDossier().do('appraise').do('approve'),
    return: () => aDossier().upTo('return').do('return'),
    'confirm-paper': () => aDossier({ paper: true, filed: true }).do('accept', { paper: true }).do('confirm-paper'),
  };

  it.each(Object.entries(DONE))('of the act %s may be taken back as far as one act may', (act, done) => {
    const { undoable } = BATCH_ACTS[act as BatchAct];
    expect(done().state.undo?.act === act).toBe(undoable);
    expect(codeOf(() => judgeUndo({ ...over, act: act as BatchAct }, '2026-11-24T02:00:00.000Z'))).toBe(
      undoable ? 'allowed' : 'batch-not-undoable',
    );
  });
});
