import { describe, expect, test } from '@jest/globals';
import { asked, POLICE, type Asked } from '../../test/support/asked.ts';
import { COMMUNE } from '../../test/support/builders.ts';
import { A_REASON, aDossier, type InHand } from '../../test/support/in-hand.ts';
import { stateOfHandover, type Handover } from '../dossier/handovers.ts';
import { chain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import { handoversOfConsultation } from './handovers.ts';

const FIRE = 'H49.05';
const asking = (): InHand =>
  aDossier().do('consult', {
    asks: [{ rule: 'opinion', agency: POLICE, via: 'system', question: A_REASON, documents: [] }],
  });
const of = (dossier: InHand, consultation: Asked): Handover[] =>
  handoversOfConsultation(consultation.chained, chain(GENESIS_HASH, dossier.ledger));
const standing = (all: readonly Handover[]): string[] =>
  all.map((one) => stateOfHandover(one, one.acknowledged !== null));

describe('What is handed over by a consultation', () => {
  test('is the request, to the agency that is asked; what it says arrived is in its receipt', () => {
    const dossier = asking();
    const consultation = asked(dossier);
    const [sent] = of(dossier, consultation);
    expect(sent).toMatchObject({
      id: `${consultation.state.code}.1`,
      kind: 'consultation',
      subject: 'opinion',
      from: COMMUNE,
      to: POLICE,
      acknowledged: null,
      accepted: null,
    });
    expect(sent?.sent.hash).toBe(consultation.chained[0]?.hash);
    dossier.at(1);
    consultation.do('acknowledge', { contentHash: consultation.state.contentHash });
    expect(of(dossier, consultation)).toMatchObject([
      { acknowledged: { at: dossier.hour(1), actor: { agency: POLICE } } },
    ]);
    expect(standing(of(dossier, consultation))).toEqual(['delivered']);
  });

  test('is accepted by the agency’s first word on it, not by being opened', () => {
    const dossier = asking();
    const consultation = asked(dossier).do('open');
    expect(standing(of(dossier, consultation))).toEqual(['delivered']);
    dossier.at(2);
    consultation.do('ask-back');
    expect(of(dossier, consultation)).toMatchObject([{ accepted: { by: 'acted', at: dossier.hour(2) } }]);
  });

  test('is handed over once more when it is passed on', () => {
    const dossier = asking();
    const consultation = asked(dossier).do('pass-on', { agency: FIRE, via: 'system' });
    expect(of(dossier, consultation)).toMatchObject([
      { from: COMMUNE, to: POLICE, accepted: { by: 'acted' } },
      { from: POLICE, to: FIRE, acknowledged: null, accepted: null },
    ]);
  });

  test('is the opinion too, accepted when whoever asked goes on with the dossier', () => {
    const dossier = asking();
    const consultation = asked(dossier).do('answer').report();
    const opinion = (): Handover | undefined => of(dossier, consultation)[1];
    expect(opinion()).toMatchObject({ kind: 'opinion', from: POLICE, to: COMMUNE, accepted: null });
    dossier.at(3).do('appraise');
    expect(opinion()?.accepted).toMatchObject({ by: 'acted', at: dossier.hour(3), stream: dossier.state.code });
  });

  test('is taken back by a recall, unless the agency had taken part', () => {
    const dossier = asking();
    const consultation = asked(dossier).recall('suspended');
    expect(standing(of(dossier, consultation))).toEqual(['taken-back']);
  });
});
