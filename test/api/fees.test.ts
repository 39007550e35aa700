import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fee } from '../../domain/procedure/procedure.ts';
import type { Answer, Json } from '../support/desks.ts';
import { receiveAt } from '../support/earlier-reception.ts';
import { count, rows } from '../support/facts.ts';
import { aCertificationRequest } from '../support/forms.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, PLACE, publish, refused, type Way, type Ways } from '../support/ways.ts';

const PAGES = { pages: 10, copies: 5 };
const CERTIFICATION = [{ item: 'certification', amount: 60_000 }];

describe('The fees of a dossier', () => {
  let motcua: Motcua;
  let ways: Ways;

  beforeAll(async () => {
    motcua = await startMotcua(testStack().config);
    ways = createWays(motcua);
  }, 60_000);
  afterAll(() => motcua?.stop(), 30_000);

  /** A request for the fees at the counter. */
  const ask = (way: Way, body: Json, options: { readonly key?: string } = {}): Promise<Answer> =>
    way.try(AT.counter, 'request-payment', { obligation: 'fee-1', kind: 'fee', lines: undefined, ...body }, options);
  const owed = ({ code }: { readonly code: string }) =>
    rows(
      motcua.db,
      'select id, kind, amount::int, lines, status, stops_clock from obligation where dossier = $1 order by id',
      code,
    );

  describe('asked for with its reception (Decree 61/2018 art. 22)', () => {
    test('are computed, owed and told, in the one command that receives it', async () => {
      const way = await ways.receive({ body: { fees: { quantities: PAGES } } });
      expect(way.receipt).toMatchObject({ seq: 3, fees: { obligation: 'fees', amount: 60_000, unknown: [] } });
      expect(await way.story()).toEqual(['dossier-received', 'step-opened', 'payment-requested']);
      expect(await count(motcua.db, `command where outcome->>'code' = $1`, way.code)).toBe(1);
      expect(await owed(way)).toEqual([
        { id: 'fees', kind: 'fee', amount: 60_000, lines: CERTIFICATION, status: 'requested', stops_clock: false },
      ]);
      expect(await way.told()).toEqual(['payment-requested']);
      expect((await way.view()).obligations).toMatchObject([{ id: 'fees', lines: CERTIFICATION, status: 'requested' }]);
      expect((await way.timeline()).ledger).toMatchObject({ verified: true, events: 3 });
    });

    test('sent twice are asked for once, and answered alike', async () => {
      const key = randomUUID();
      const body = motcua.intakeBody({ body: { fees: { quantities: PAGES } } });
      const [first, second] = [
        await motcua.as(AT.counter).post('/dossiers', body, { key }),
        await motcua.as(AT.counter).post('/dossiers', body, { key }),
      ];
      expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
      expect(await owed({ code: String(first.body['code']) })).toHaveLength(1);
    });

    test('are paid at the counter under the number of the receipt, before the result is handed over', async () => {
      const way = await ways.receive({ body: { fees: { quantities: PAGES } } });
      await way.upTo('return');
      const unpaid = await way.try(AT.handover, 'return');
      expect(refused(unpaid)).toEqual([409, 'payment-outstanding']);
      expect(unpaid.text).toContain('60000');
      await way.do(AT.handover, 'record-payment', { obligation: 'fees', method: 'cash', reference: 'BL-2026.0001' });
      const [paid] = (await way.view()).obligations;
      expect(paid).toMatchObject({ status: 'paid', method: 'cash', reference: 'BL-2026.0001', amount: 60_000 });
      expect(await way.do(AT.handover, 'return')).toMatchObject({ status: 'returned' });
    });

    test('take from the e-form what nobody counted again', async () => {
      const form = aCertificationRequest({ pagesPerCopy: 3, copies: 2 });
      const counted = await ways.receive({ body: { form, fees: {} } });
      expect(counted.receipt.fees?.amount).toBe(10_000);
      const again = await ways.receive({ body: { form, fees: { quantities: { pages: 4 } } } });
      expect(again.receipt.fees?.amount).toBe(12_000);
    });

    test('of a dossier that is only filed are owed while the office has yet to answer', async () => {
      const way = await ways.receive({ body: { reception: { outcome: 'filed' }, fees: { quantities: PAGES } } });
      expect(way.receipt).toMatchObject({ status: 'new', nationalStatus: 1, fees: { amount: 60_000 } });
      await way.do(AT.counter, 'record-payment', { obligation: 'fees', method: 'online', reference: 'GD-0001' });
      await way.do(AT.counter, 'accept');
      expect(await way.toEnd()).toMatchObject({ status: 'returned' });
    });

    test('that nobody asks for leave a reception as it was', async () => {
      const way = await ways.receive();
      expect(way.receipt).not.toHaveProperty('fees');
      expect(await way.story()).toEqual(['dossier-received', 'step-opened']);
      expect(await owed(way)).toEqual([]);
    });

    test('that cannot be computed, or are not due yet, are refused, and nothing is received', async () => {
      const before = await count(motcua.db, 'dossier');
      const cases: [Json, string][] = [
        [{ fees: {} }, 'fee-quantity-missing'],
        [{ fees: { quantities: PAGES, grounds: ['poor-household'] } }, 'fee-ground-unknown'],
        [
          { fees: { quantities: PAGES }, reception: { outcome: 'refused', note: 'Không thuộc thẩm quyền' } },
          'fees-not-yet',
        ],
        [{ fees: { amount: 1 } }, 'body-invalid'],
      ];
      for (const [body, code] of cases) {
        const answer = await motcua.as(AT.counter).post('/dossiers', motcua.intakeBody({ body }));
        expect([body, ...refused(answer)]).toEqual([body, 422, code]);
      }
      expect(await count(motcua.db, 'dossier')).toBe(before);
    });
  });

  describe('asked for later', () => {
    test('are computed, and nobody types an amount', async () => {
      const way = await ways.receive();
      expect((await ask(way, { fees: { quantities: PAGES } })).status).toBe(200);
      expect(await owed(way)).toMatchObject([{ id: 'fee-1', amount: 60_000, lines: CERTIFICATION }]);
    });

    test('take the quantities from the e-form that was filed', async () => {
      const way = await ways.receive({ body: { form: aCertificationRequest() } });
      expect((await ask(way, { fees: {} })).status).toBe(200);
      expect(await owed(way)).toMatchObject([{ lines: CERTIFICATION }]);
      const erased = await ways.receive({ body: { form: aCertificationRequest() } });
      await rows(motcua.db, 'delete from dossier_form where dossier = $1', erased.code);
      expect(refused(await ask(erased, { fees: {} }))).toEqual([422, 'fee-quantity-missing']);
    });

    test('are asked for once: with one key by its answer, with another there is nothing left to pay', async () => {
      const way = await ways.receive();
      const key = randomUUID();
      const first = await ask(way, { fees: { quantities: PAGES } }, { key });
      const again = await ask(way, { fees: { quantities: PAGES } }, { key });
      expect([again.status, again.text]).toEqual([200, first.text]);
      const other = await ask(way, { obligation: 'fee-2', fees: { quantities: PAGES } });
      expect(refused(other)).toEqual([422, 'nothing-to-pay']);
      expect(await owed(way)).toHaveLength(1);
    });

    test('leave no note behind when they are refused', async () => {
      const way = await ways.receive();
      const { code } = way;
      expect(refused(await ask(way, { fees: {}, note: 'Thu phí' }))).toEqual([422, 'fee-quantity-missing']);
      expect(await count(motcua.db, 'dossier_note where dossier = $1', code)).toBe(0);
    });

    test('need an amount stated where only the provincial council sets it, and take none where it is computed', async () => {
      const way = await ways.receive({ procedure: '1.013225' });
      const missing = await ask(way, { fees: {} });
      expect(refused(missing)).toEqual([422, 'fee-amount-missing']);
      expect(missing.body['messages']).toMatchObject({
        vi: { detail: expect.stringContaining('construction-permit') },
        en: { detail: expect.stringContaining('construction-permit') },
      });
      const lines = [{ item: 'construction-permit', amount: 75_000 }];
      expect((await ask(way, { fees: {}, lines })).status).toBe(200);
      expect(await owed(way)).toMatchObject([{ amount: 75_000, lines }]);

      const known = await ways.receive();
      const typed = await ask(known, { fees: { quantities: PAGES }, lines: [{ item: 'certification', amount: 1 }] });
      expect(refused(typed)).toEqual([422, 'fee-line-not-asked']);
    });

    test('are either computed or stated, and a tax is always stated', async () => {
      const way = await ways.receive();
      const neither = await ask(way, {});
      expect(refused(neither)).toEqual([422, 'body-invalid']);
      expect(neither.body['errors']).toMatchObject([{ code: 'payment-unstated' }]);
      const tax = await ask(way, { kind: 'tax', fees: { quantities: PAGES } });
      expect(tax.body['errors']).toMatchObject([{ path: 'body.kind', code: 'not-a-fee' }]);
      expect((await ask(way, { lines: [{ item: 'certification', amount: 5_000 }] })).status).toBe(200);
    });

    test('go by the version that was in force at its reception, and by the amounts of that day', async () => {
      const fees = (before: number, after: number): readonly Fee[] => [
        {
          id: 'copy',
          name: 'Phí',
          amount: after,
          rule: {
            rates: [
              { kind: 'flat', to: '2025-12-31', amount: before },
              { kind: 'flat', from: '2026-01-01', amount: after },
            ],
          },
        },
      ];
      const procedure = '2.001023';
      const restore = await publish(motcua, procedure, { fees: fees(115_000, 135_000) });
      try {
        const options = {
          procedure,
          body: { case: 'standard', components: [{ component: 'original', originals: 1 }] },
        };
        const [old, fresh] = [
          await receiveAt(motcua, new Date('2025-12-31T16:59:00Z'), options),
          await receiveAt(motcua, new Date('2025-12-31T17:00:00Z'), options),
        ];
        await publish(motcua, procedure, { fees: fees(1_000, 2_000) });
        for (const { code, step } of [old, fresh]) {
          const body = {
            act: 'request-payment',
            task: step?.task,
            place: PLACE,
            obligation: 'fees',
            kind: 'fee',
            fees: {},
          };
          expect((await motcua.as(AT.counter).post(`/dossiers/${code}/acts`, body)).status).toBe(200);
        }
        expect([await owed(old), await owed(fresh)]).toMatchObject([[{ amount: 115_000 }], [{ amount: 135_000 }]]);
      } finally {
        await restore();
      }
    });
  });

  test('are not charged again when a wrong result is corrected by the agency’s fault (art. 21); a tax may be', async () => {
    const way = await ways.receive();
    await way.toEnd();
    await way.do(AT.leader, 'reopen', { ground: 'agency-fault', stage: 'approval' });
    expect(refused(await ask(way, { fees: { quantities: PAGES } }))).toEqual([409, 'correction-is-free']);
    expect(refused(await ask(way, { kind: 'charge', lines: CERTIFICATION }))).toEqual([409, 'correction-is-free']);
    expect((await ask(way, { kind: 'tax', lines: [{ item: 'tax', amount: 1_000 }] })).status).toBe(200);

    const asked = await ways.receive();
    await asked.toEnd();
    await asked.do(AT.leader, 'reopen', { ground: 'applicant-request', stage: 'approval' });
    expect((await ask(asked, { fees: { quantities: PAGES } })).status).toBe(200);
  }, 60_000);
});
