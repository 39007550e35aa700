import { expect, test } from '@jest/globals';
import { emptyKept, type Kept } from '../kept.ts';
import { proveCommands } from './commands.ts';
import { noFindings, type Findings } from './findings.ts';

const DONE = { scope: 'D1', key: 'k1', code: 'D1', act: 'appraise', seq: 4, headHash: 'h4' };
const COMMAND = { scope: 'D1', key: 'k1', code: 'D1', seq: 4, head_hash: 'h4' };
const SPAN = { stream: 'D1', command: 'k1', events: 2, first: 3, last: 4, last_hash: 'h4' };

/** What is found when people were told this and the ledger holds that. */
async function found(told: Partial<Kept>, commands: readonly object[], spans: readonly object[]): Promise<Findings> {
  const findings = noFindings();
  const execute = ({ text }: { text: string }): Promise<never[]> =>
    Promise.resolve((text.includes('from command') ? commands : spans) as never[]);
  await proveCommands({ execute }, { ...emptyKept(), ...told }, findings);
  return findings;
}

const counted = ({ lost, doubled, disagreements }: Findings): number[] =>
  [lost, doubled, disagreements].map((l) => l.length);

test('an acknowledged command that is in the ledger as it was acknowledged is neither lost nor doubled', async () => {
  expect(counted(await found({ acknowledged: [DONE] }, [COMMAND], [SPAN]))).toEqual([0, 0, 0]);
});

test('one that is missing, or has another outcome or other events, is lost', async () => {
  expect((await found({ acknowledged: [DONE] }, [], [])).lost).toHaveLength(2);
  expect((await found({ acknowledged: [DONE] }, [{ ...COMMAND, head_hash: 'x' }], [SPAN])).lost).toHaveLength(1);
  expect((await found({ acknowledged: [DONE] }, [COMMAND], [{ ...SPAN, last_hash: 'x' }])).lost).toHaveLength(1);
});

test('one whose events lie in two places or two streams is doubled, but what it begins has a stream of its own', async () => {
  const apart = { ...SPAN, first: 1, last: 4 };
  const child = { ...SPAN, stream: 'D1.C1' };
  expect((await found({ acknowledged: [DONE] }, [COMMAND], [apart])).doubled).toHaveLength(1);
  expect((await found({ acknowledged: [DONE] }, [COMMAND], [SPAN, { ...SPAN, stream: 'D2' }])).doubled).toHaveLength(1);
  expect((await found({ acknowledged: [DONE] }, [COMMAND], [SPAN, child])).doubled).toEqual([]);
});

test('one that was refused at its only try and is in the ledger, and one that nobody answered, disagree', async () => {
  const refused = { scope: 'D1', key: 'k1', act: 'appraise', code: 'act-stale' };
  expect(counted(await found({ refused: [{ ...refused, once: true }] }, [COMMAND], [SPAN]))).toEqual([0, 0, 1]);
  expect(counted(await found({ refused: [{ ...refused, once: false }] }, [COMMAND], [SPAN]))).toEqual([0, 0, 0]);
  expect(counted(await found({ unknown: [refused] }, [], []))).toEqual([0, 0, 1]);
});
