import { describe, expect, test } from '@jest/globals';
import { aStage, COMMUNE } from '../../test/support/builders.ts';
import { decideTold } from './decide-parts.ts';
import { anInterlinked, aPart, interlinked, type Linked } from '../../test/support/interlinked.ts';

/** Its only part had sealed before it heard that the dossier waits. */
function joinedWhileItWaits(asks: 'suspend' | 'request-supplement'): Linked {
  const route = { stages: [interlinked([aPart('birth', COMMUNE)]), aStage('return')] };
  const [report] = anInterlinked(route).finish('birth').messages;
  if (report === undefined) throw new Error('the part said nothing');
  const dossier = anInterlinked(route).at(1).do(asks);
  const command = dossier.at(2).again({ ...report, to: dossier.state.code });
  return dossier.enter(command);
}

describe('A dossier whose last part ends while it waits', () => {
  test.each([
    ['suspend', 'resume'],
    ['request-supplement', 'receive-supplement'],
  ] as const)('stands still at its next step until %s is over, which counts from %s on', (asks, ends) => {
    const dossier = joinedWhileItWaits(asks);
    expect(dossier.state).toMatchObject({
      step: { kind: 'return', dueAt: null },
      dueAt: null,
      wait: { from: dossier.hour(1) },
    });
    expect(dossier.alarm()).toBe(asks === 'suspend' ? null : dossier.state.wait?.respondBy);
    dossier.at(100).do(ends);
    const fresh = anInterlinked({ stages: [interlinked([aPart('birth', COMMUNE)]), aStage('return')] })
      .at(100)
      .finish('birth');
    expect(dossier.state.step).toMatchObject({ dueAt: fresh.state.step?.dueAt, overdue: false });
    expect(dossier.ring()).toEqual([]);
  });
});

describe('A part whose dossier waits for something else by the time that it hears of it', () => {
  test('waits for that: its period begins anew after a supplement, and not after a payment', () => {
    const dossier = anInterlinked().at(1).do('request-payment');
    const part = dossier.snapshotOf('birth');
    const told = { order: 'pause', kind: 'supplement', from: dossier.hour(3) } as const;
    const decided = decideTold(part, told, dossier.hour(3));
    expect(decided?.drafts.map(({ type }) => type)).toEqual(['part-resumed', 'part-paused']);
    expect(decideTold(part, { ...told, kind: 'payment' }, dossier.hour(3))).toBeNull();
  });
});
