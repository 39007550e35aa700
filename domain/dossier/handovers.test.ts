import { describe, expect, test } from '@jest/globals';
import { CENTRE, CODE, COMMUNE, FIVE_STEPS } from '../../test/support/builders.ts';
import { aDossier, type InHand } from '../../test/support/in-hand.ts';
import { chain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import { deliveryOf, handoversOf, stateOfHandover, type Handover } from './handovers.ts';

const WARD = { agency: COMMUNE } as const;
const handovers = (dossier: InHand): Handover[] => handoversOf(chain(GENESIS_HASH, dossier.ledger));
const standing = (dossier: InHand, ownSystem = true): string[] =>
  handovers(dossier).map((one) => stateOfHandover(one, deliveryOf(one, { openedAt: null, ownSystem }) !== null));

describe('A hand-over', () => {
  test('is a step that another agency routed: by the reception, and back to the counter, and no other', () => {
    const [received, ready, ...others] = handovers(aDossier().upTo('return'));
    expect(received).toMatchObject({ id: `${CODE}.1`, kind: 'step', subject: 'appraisal', from: CENTRE, to: COMMUNE });
    expect(ready).toMatchObject({ id: `${CODE}.4`, subject: 'return', from: COMMUNE, to: CENTRE });
    expect(others).toEqual([]);
  });

  test('names the event by which it was sent; its hash covers all before it', () => {
    const dossier = aDossier().upTo('return');
    const chained = chain(GENESIS_HASH, dossier.ledger);
    for (const { sent } of handovers(dossier)) {
      const row = chained[sent.seq - 1];
      expect([sent.hash, sent.prevHash, sent.at]).toEqual([row?.hash, row?.prevHash, row?.event.at]);
      expect(row?.event.type).toBe('step-opened');
    }
  });

  test('to an agency that works here has arrived when it was written; to one with its own system, when that says so', () => {
    const dossier = aDossier();
    const [sent] = handovers(dossier);
    if (sent === undefined) throw new Error('nothing was handed over');
    expect(deliveryOf(sent, { openedAt: null, ownSystem: false })).toEqual({ at: sent.sent.at, by: 'routed' });
    expect(deliveryOf(sent, { openedAt: null, ownSystem: true })).toBeNull();
    expect([standing(dossier, false), standing(dossier)]).toEqual([['delivered'], ['sent']]);

    dossier.at(1).do('acknowledge-handover');
    const [arrived] = handovers(dossier);
    expect(arrived?.acknowledged).toMatchObject({ at: dossier.hour(1), actor: { agency: COMMUNE } });
    expect(arrived && deliveryOf(arrived, { openedAt: null, ownSystem: true })?.by).toBe('acknowledged');
    expect(standing(dossier)).toEqual(['delivered']);
  });

  test('arrived by what came first: who opened the task, or who acted on it', () => {
    const dossier = aDossier().at(2).do('assign');
    const [one] = handovers(dossier);
    if (one === undefined) throw new Error('nothing was handed over');
    expect(deliveryOf(one, { openedAt: null, ownSystem: true })).toEqual({ at: dossier.hour(2), by: 'acted' });
    const opened = { openedAt: dossier.hour(1), ownSystem: true };
    expect(deliveryOf(one, opened)).toEqual({ at: dossier.hour(1), by: 'opened' });
  });

  test('is accepted by whoever works at the receiver, of whatever role; the sender cannot take it back then', () => {
    for (const role of ['appraiser', 'seal-clerk', 'return-clerk', 'agency-leader'] as const)
      expect(aDossier().refusal('accept-handover', {}, { ...WARD, role })).toBe('allowed');
    const dossier = aDossier().upTo('approval').do('send-back');
    expect(dossier.refusal('undo', {}, { role: 'agency-leader' })).toBe('allowed');
    const received = aDossier();
    received.at(1).do('accept-handover', { hash: 'b'.repeat(64) });
    expect(received.last('handover-accepted')).toEqual({ task: `${CODE}.1`, hash: 'b'.repeat(64), note: null });
    expect(handovers(received)[0]?.accepted).toMatchObject({ by: 'accepted', at: received.hour(1) });
  });

  test('where nobody said so, by the first act of the receiver, and the receipt says that', () => {
    for (const act of ['appraise', 'assign', 'request-supplement', 'suspend'] as const) {
      const dossier = aDossier().at(3).do(act);
      expect(handovers(dossier)[0]?.accepted).toMatchObject({ by: 'acted', at: dossier.hour(3) });
    }
  });

  test('is accepted once, and acknowledged once, before it is accepted', () => {
    const dossier = aDossier().do('acknowledge-handover');
    expect(dossier.refusal('acknowledge-handover')).toBe('already-delivered');
    expect(dossier.do('accept-handover').refusal('accept-handover')).toBe('already-accepted');
    expect(dossier.refusal('acknowledge-handover')).toBe('already-delivered');
    const assigned = aDossier().do('assign');
    expect(assigned.refusal('accept-handover')).toBe('already-accepted');
    expect(assigned.refusal('acknowledge-handover')).toBe('already-delivered');
  });

  test('is not accepted by another agency’s act on the dossier, nor by a clock', () => {
    const dossier = aDossier();
    const elsewhere = { agency: CENTRE, role: 'receptionist' } as const;
    dossier.do('request-payment', {}, elsewhere).do('record-payment', {}, elsewhere).ringUntil(50);
    expect(dossier.types()).toContain('step-overdue');
    expect(standing(dossier)).toEqual(['sent']);
    expect(dossier.refusal('accept-handover', {}, elsewhere)).toBe('step-not-yours');
    expect(dossier.refusal('acknowledge-handover', {}, elsewhere)).toBe('step-not-yours');
  });

  test('is acknowledged and accepted also while the dossier waits, or is to be withdrawn', () => {
    const counter = { agency: CENTRE, role: 'receptionist' } as const;
    const waits = aDossier().do('request-payment', { stopsClock: true }, counter);
    expect(waits.state.wait?.kind).toBe('payment');
    for (const dossier of [waits, aDossier().do('request-withdrawal')])
      expect(dossier.do('acknowledge-handover').refusal('accept-handover')).toBe('allowed');
  });

  test('stays accepted when the receiver takes his act back: he had it', () => {
    const dossier = aDossier().at(1).do('appraise').do('undo');
    expect(handovers(dossier)[0]?.accepted).toMatchObject({ by: 'acted', at: dossier.hour(1) });
    expect(dossier.refusal('accept-handover')).toBe('already-accepted');
  });

  test('within one agency there is none', () => {
    const dossier = aDossier().do('appraise');
    const leader = { role: 'agency-leader' } as const;
    expect(dossier.refusal('acknowledge-handover', {}, leader)).toBe('not-a-handover');
    expect(dossier.refusal('accept-handover', {}, leader)).toBe('not-a-handover');
  });
});

describe('What was handed over and undone', () => {
  /** Appraised at the counter's agency, then approved at the ward. */
  const approvalElsewhere = (): InHand => {
    const route = {
      stages: FIVE_STEPS.stages.map((stage) => ({
        ...stage,
        agency: { kind: stage.kind === 'approval' ? ('competent' as const) : ('receiving' as const) },
      })),
    };
    return aDossier({ route });
  };

  test('may still be taken back by its sender once it has arrived, and not once it was accepted', () => {
    const dossier = approvalElsewhere().at(1).do('appraise');
    const sender = { agency: CENTRE, role: 'appraiser' } as const;
    const receiver = { role: 'agency-leader' } as const;
    expect(dossier.step.agency).toBe(COMMUNE);
    dossier.do('acknowledge-handover', {}, receiver);
    expect(dossier.refusal('undo', {}, sender)).toBe('allowed');

    const accepted = approvalElsewhere().do('appraise').do('accept-handover', {}, receiver);
    expect(accepted.refusal('undo', {}, sender)).toBe('nothing-to-undo');

    dossier.at(2).do('undo', {}, sender);
    const [taken] = handovers(dossier);
    expect(taken).toMatchObject({ to: COMMUNE, accepted: null, takenBack: { at: dossier.hour(2) } });
    expect(standing(dossier)).toEqual(['taken-back']);
    expect(dossier.refusal('accept-handover', { task: taken?.id ?? '' }, receiver)).toBe('act-stale');
  });
});
