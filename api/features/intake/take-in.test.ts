import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CatalogueProcedure } from '../../../contracts/catalogue.ts';
import { computeFees, type ComputedFees } from '../../../domain/procedure/fees.ts';
import { ofType } from '../../../domain/dossier/events.ts';
import { createClockCalendar } from '../../../infra/catalogue/deadlines.ts';
import { loadCatalogue, type Catalogue } from '../../../infra/catalogue/load-catalogue.ts';
import { anActor } from '../../../test/support/builders.ts';
import { takeIn, type TakenIn } from './take-in.ts';

const WARD = 'H49.143';
const CENTRE = 'H49.01.143';
/** Tuesday 24 November 2026, local times of Việt Nam. */
const MORNING = '2026-11-24T02:00:00.000Z';
const AFTER_CUT_OFF = '2026-11-24T08:30:00.000Z';
const SATURDAY = '2026-11-28T02:00:00.000Z';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue();
});

const procedure = (code: string): CatalogueProcedure => {
  const found = catalogue.procedures.get(code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};

interface Brought {
  readonly code?: string;
  readonly caseId?: string;
  readonly at?: string;
  readonly receiptAsked?: boolean;
  readonly fees?: ComputedFees | null;
}

function taken({ code = '2.000815', caseId, at = MORNING, receiptAsked = false, fees = null }: Brought): TakenIn {
  const content = procedure(code);
  const agencies = Object.fromEntries(
    (content.route?.stages ?? []).map(({ id, kind }) => [id, kind === 'return' ? CENTRE : WARD]),
  );
  return takeIn(
    {
      code: `${CENTRE}-261124-0001`,
      at,
      filing: {
        procedure: code,
        version: 1,
        case: caseId ?? content.cases[0]?.id ?? '',
        channel: 'direct',
        office: 'phuong-hong-gai',
        receivingAgency: CENTRE,
        competentAgency: WARD,
        centrePremises: ['centre-phuong-hong-gai'],
        receivedElsewhere: false,
        agencies,
        ruleSet: 'nd-118-2025',
        components: [],
        applicantCommitment: 'c'.repeat(64),
        formCommitment: null,
      },
      content,
      rules: catalogue.ruleSetOn('2026-11-24'),
      calendar: createClockCalendar(catalogue),
    },
    {
      key: 'k1',
      requestHash: 'h1',
      actor: anActor('reception', CENTRE),
      medium: 'electronic',
      place: 'centre-phuong-hong-gai',
    },
    { reception: { outcome: 'accepted' }, note: null, receiptAsked, fees },
  );
}

describe('The receipt of a dossier (Decree 61/2018 art. 17.4)', () => {
  it.each<[string, Brought, boolean]>([
    ['is not handed over where the result is given at once', {}, false],
    ['is, where the applicant asks for it', { receiptAsked: true }, true],
    ['is, where he has to come again, having come after 15:00', { at: AFTER_CUT_OFF }, true],
    ['is, where he has to come again, having come on a Saturday', { at: SATURDAY }, true],
    ['is, where so many pages take two days', { caseId: 'large' }, true],
    ['is, where the procedure gives no result at once, also within a day', { code: '1.001193' }, true],
  ])('%s', (_, brought, expected) => {
    const { outcome, beginning } = taken(brought);
    expect(outcome.receipt).toBe(expected);
    expect(beginning.data).toMatchObject({ receipt: expected });
  });
});

describe('Fees that are asked for with the reception (art. 22)', () => {
  const feesOf = (code: string, quantities: Readonly<Record<string, number>>): ComputedFees =>
    computeFees(procedure(code).fees, {
      channel: 'direct',
      caseId: procedure(code).cases[0]?.id ?? '',
      day: '2026-11-24',
      quantities,
      form: null,
      grounds: [],
    });

  it('are owed from then on, while the clocks run, in the same command', () => {
    const { chained, outcome, snapshot } = taken({ fees: feesOf('2.000815', { pages: 10, copies: 5 }) });
    const events = chained.map(({ event }) => event);
    expect(events.map(({ type, command }) => [type, command])).toEqual([
      ['dossier-received', 'k1'],
      ['step-opened', 'k1'],
      ['payment-requested', 'k1'],
    ]);
    expect(ofType(events, 'payment-requested')[0]?.data).toMatchObject({
      obligation: 'fees',
      kind: 'fee',
      lines: [{ item: 'certification', amount: 60_000 }],
      amount: 60_000,
      stopsClock: false,
    });
    expect(outcome).toMatchObject({
      act: 'receive',
      seq: 3,
      nationalStatus: 2,
      fees: { obligation: 'fees', amount: 60_000, unknown: [] },
    });
    expect(snapshot.state).toMatchObject({ wait: null, obligations: [{ id: 'fees', status: 'requested' }] });
  });

  it('are asked for as far as they are known, and the rest is named', () => {
    const { outcome } = taken({ code: '2.001583', fees: feesOf('2.001583', {}) });
    expect(outcome.fees).toMatchObject({ obligation: 'fees', amount: 100_000, unknown: [expect.any(String)] });
  });

  it.each(['1.001193', '1.013225'])('are none of %s, which is free or has no known amount', (code) => {
    const { outcome, chained } = taken({ code, fees: feesOf(code, {}) });
    expect(outcome.fees).toMatchObject({ obligation: null, amount: 0 });
    expect(chained).toHaveLength(2);
  });

  it('are not spoken of where nobody asked for them', () => {
    expect(taken({}).outcome).not.toHaveProperty('fees');
  });
});
