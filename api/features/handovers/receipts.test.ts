import { describe, expect, it } from '@jest/globals';
import { HandoverReceipt } from '../../../contracts/handover.ts';
import { handoversOf } from '../../../domain/dossier/handovers.ts';
import { canonicalHash, chain } from '../../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH } from '../../../domain/ledger/ledger-event.ts';
import { verifyReceipt } from '../../../infra/receipts/verify-receipt.ts';
import { CODE, COMMUNE } from '../../../test/support/builders.ts';
import { aDossier, type InHand } from '../../../test/support/in-hand.ts';
import type { Names } from '../names.ts';
import { proofOf, showReceipts } from './receipts.ts';

const named = (code: string) => ({ code, name: null });
const NAMES: Names = { agency: named, office: named, premises: named, client: named };
const NOBODY = { execute: () => Promise.resolve([]) };

/** The first receipt of a dossier, as it leaves the API. */
async function receiptOf(dossier: InHand, openedAt: string | null = null): Promise<HandoverReceipt> {
  const chained = chain(GENESIS_HASH, dossier.ledger);
  const [handover] = handoversOf(chained);
  if (handover === undefined) throw new Error('nothing was handed over');
  const found = { dossier: CODE, handover, openedAt, ledger: proofOf(handover, chained) };
  const [receipt] = await showReceipts(NOBODY, NAMES, () => true, [found]);
  return HandoverReceipt.parse(JSON.parse(JSON.stringify(receipt)));
}

/** Acknowledged through the receiver's own system, and accepted by an officer himself. */
function accepted(): Promise<HandoverReceipt> {
  const dossier = aDossier();
  const [sent] = handoversOf(chain(GENESIS_HASH, dossier.ledger));
  const hash = sent?.sent.hash ?? '';
  dossier.at(1).do('acknowledge-handover', { hash }, { via: 'his-system' });
  return receiptOf(dossier.at(2).do('accept-handover', { hash }));
}

type Changes = Readonly<Record<string, unknown>>;
type Rows = HandoverReceipt['ledger'];

/** A copy in which what lies at a path is another value, or what a function makes of it. */
function withAt(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return typeof put === 'function' ? put(value) : put;
  const copy: object = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(copy, key, withAt(Reflect.get(Object(value), key), rest, put));
  return copy;
}

/** Places of a receipt that are found wrong once something in it is changed. */
async function faults(changes: Changes): Promise<string[]> {
  const changed = Object.entries(changes).reduce<unknown>(
    (receipt, [path, put]) => withAt(receipt, path.split('.'), put),
    await accepted(),
  );
  return verifyReceipt(changed).faults.map(({ path }) => path);
}

describe('the receipt of a hand-over', () => {
  it('holds the consecutive events from the command that sent it to its acceptance, and is right by them', async () => {
    const receipt = await accepted();
    const types = receipt.ledger.map(({ event }) => event.type);
    expect(types).toEqual(['dossier-received', 'step-opened', 'handover-delivered', 'handover-accepted']);
    expect(receipt).toMatchObject({
      id: `${CODE}.1`,
      state: 'accepted',
      to: { code: COMMUNE },
      delivered: { by: 'acknowledged' },
      acknowledged: { actor: { via: { code: 'his-system' } } },
      accepted: { by: 'accepted', actor: { via: null } },
    });
    expect(verifyReceipt(receipt)).toMatchObject({ faults: [], unproven: [] });
  });

  it('is right at every moment, and says what its ledger does not prove', async () => {
    const sent = await receiptOf(aDossier());
    expect([sent.state, verifyReceipt(sent).faults]).toEqual(['sent', []]);
    const opened = await receiptOf(aDossier(), '2026-11-24T02:00:00.000Z');
    expect([opened.delivered?.by, verifyReceipt(opened)]).toMatchObject([
      'opened',
      { faults: [], unproven: ['openedAt', 'delivered'] },
    ]);
    const acted = await receiptOf(aDossier().do('appraise'));
    expect([acted.accepted?.by, verifyReceipt(acted).faults]).toEqual(['acted', []]);
  });

  it('can be computed again by nothing but RFC 8785 and SHA-256', async () => {
    for (const { event, prevHash, hash } of (await accepted()).ledger)
      expect(canonicalHash({ ...event, prevHash })).toBe(hash);
  });
});

describe('a receipt that was tampered with is refused with the place', () => {
  const EARLY = '2026-01-01T00:00:00.000Z';
  const OTHER = 'f'.repeat(64);
  const without = (from: number, count: number) => (rows: Rows) => rows.toSpliced(from, count);

  it.each<[string, Changes, string[]]>([
    ['another receiver', { 'to.code': 'H49.05' }, ['to']],
    ['another sender', { 'sender.person.id': 'somebody' }, ['sender.person']],
    ['sent earlier', { sentAt: EARLY }, ['sentAt']],
    ['other content', { 'what.hash': OTHER }, ['what.hash', 'ledger.2.event.data.hash', 'ledger.3.event.data.hash']],
    ['arrived earlier', { 'acknowledged.at': EARLY }, ['acknowledged.at']],
    ['not through a system', { 'acknowledged.actor.via': null }, ['acknowledged.actor.via']],
    ['accepted by another', { 'accepted.actor.person.id': 'x' }, ['accepted.actor.person']],
    ['never accepted', { accepted: null, state: 'delivered' }, ['accepted']],
    ['a state of its own', { state: 'sent' }, ['state']],
    ['an event changed', { 'ledger.1.event.at': EARLY }, ['ledger.1.hash', 'sentAt']],
    ['an event left out', { ledger: without(2, 1) }, ['ledger.2.event.seq', 'ledger.2.prevHash', 'acknowledged']],
    ['no event of it', { ledger: without(1, 3) }, ['what']],
    ['of another stream', { 'what.stream': 'H49.01-261124-0009' }, ['ledger.0.event.stream', 'ledger.3.event.stream']],
    ['no receipt', { ledger: undefined }, ['ledger']],
  ])('%s', async (_, changes, places) => {
    const found = await faults(changes);
    expect(found).toEqual(expect.arrayContaining(places));
    expect(found[0]).toBe(places[0]);
  });

  it('an event whose hash was computed anew does not fit the one after it', async () => {
    const { ledger } = await accepted();
    const [, sent] = ledger;
    const event = sent && { ...sent.event, data: { ...sent.event.data, agency: 'H49.05' } };
    const hash = canonicalHash({ ...event, prevHash: sent?.prevHash });
    const forged = { 'ledger.1.event': event, 'ledger.1.hash': hash, 'what.hash': hash, 'to.code': 'H49.05' };
    expect((await faults(forged))[0]).toBe('ledger.2.prevHash');
  });
});
