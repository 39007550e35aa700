import { expect, test } from '@jest/globals';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { chain } from '../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH } from '../../domain/ledger/ledger-event.ts';
import { aDossier } from '../../test/support/in-hand.ts';
import { proveAlarms } from './alarms.ts';
import { noFindings, type Findings } from './findings.ts';

const MINUTE = 60_000;

/** What is found of a dossier's clocks so long after an instant. */
function found(ledger: readonly DossierEvent[], now: string, afterMs: number): Findings {
  const findings = noFindings();
  const stream = chain(GENESIS_HASH, ledger);
  proveAlarms(new Map([[ledger[0]?.stream ?? '', stream]]), Date.parse(now) + afterMs, findings);
  return findings;
}

test('a clock that has rung is found, and one whose instant has passed without it is lost', () => {
  const rung = aDossier().ringUntil(3);
  expect(rung.story).toContain('step-overdue');
  expect(found(rung.ledger, rung.now, 0)).toEqual(noFindings());
  const silent = aDossier().at(3);
  expect(found(silent.ledger, silent.now, MINUTE).lost).toHaveLength(1);
});

test('a clock that rang twice is doubled', () => {
  const rung = aDossier().ringUntil(3);
  const twice = rung.ledger.flatMap((event): DossierEvent[] =>
    event.type === 'step-overdue' ? [event, event] : [event],
  );
  expect(found(twice, rung.now, 0).doubled).toHaveLength(1);
});
