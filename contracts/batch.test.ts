import { describe, expect, it } from '@jest/globals';
import { BATCH_ACTS, MOST_ITEMS } from '../domain/batch/batch.ts';
import { ActRequestBody } from './act.ts';
import { BatchRequest } from './batch.ts';

const item = (n: number, details: object = {}) => ({ dossier: `H49.143-261124-${n}`, task: `t.${n}`, ...details });
const items = (n: number) => Array.from({ length: n }, (_, index) => item(index));
const approving = { act: 'approve', place: 'centre-phuong-hong-gai' } as const;

/** What each act takes beside place and items. */
const SHARED = { assign: { lead: 'officer' } } as const;
const EACH = {
  return: { handover: { method: 'post', tracking: 'VN-1' } },
  'accept-handover': { hash: 'a'.repeat(64) },
} as const;

const codesOf = (body: unknown): unknown[] =>
  (BatchRequest.safeParse(body).error?.issues ?? []).map((issue) =>
    'params' in issue ? (issue.params as { code?: unknown } | undefined)?.code : issue.code,
  );

describe('A batch that is asked for', () => {
  it('is of an act that may be done on many dossiers, and of each of those', () => {
    expect(BatchRequest.options.map(({ shape }) => shape.act.value).toSorted()).toEqual(
      Object.keys(BATCH_ACTS).toSorted(),
    );
  });

  it.each(Object.keys(BATCH_ACTS))('says for each dossier what the act %s says by itself', (act) => {
    const each = act in EACH ? EACH[act as keyof typeof EACH] : {};
    const shared = act in SHARED ? SHARED[act as keyof typeof SHARED] : {};
    const batch = BatchRequest.parse({ ...approving, act, ...shared, items: [item(1, each)] });
    const { items: named = [], ...rest } = batch;
    const [{ dossier, ...own } = item(0)] = named;
    expect(dossier).toBe('H49.143-261124-1');
    expect(ActRequestBody.parse({ ...rest, ...own })).toEqual({ ...rest, ...own });
  });

  it(`names 1 to ${MOST_ITEMS} dossiers, each once`, () => {
    expect(codesOf({ ...approving, items: items(MOST_ITEMS) })).toEqual([]);
    expect(codesOf({ ...approving, items: items(MOST_ITEMS + 1) })).toEqual(['too_big']);
    expect(codesOf({ ...approving, items: [] })).toEqual(['too_small']);
    expect(codesOf({ ...approving, items: [item(1), { ...item(1), task: 't.2' }] })).toEqual(['twice']);
  });

  it('names dossiers, or who is away, and not both', () => {
    const assigning = { ...approving, act: 'assign', lead: 'officer' };
    expect(codesOf({ ...assigning, items: items(2) })).toEqual([]);
    expect(codesOf({ ...assigning, from: 'away' })).toEqual([]);
    expect(codesOf({ ...assigning, from: 'away', items: items(2) })).toEqual(['items-or-from']);
    expect(codesOf(assigning)).toEqual(['items-or-from']);
  });
});
