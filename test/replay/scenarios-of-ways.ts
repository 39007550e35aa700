import { randomUUID } from 'node:crypto';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { rows } from '../support/facts.ts';
import { fittingAct } from '../support/fitting-act.ts';
import type { Motcua, MotcuaOptions } from '../support/motcua.ts';
import { changeRights } from '../support/people.ts';
import { until } from '../support/until.ts';
import { AT, createWays, publish, WARD, type Way, type Ways } from '../support/ways.ts';
import { ledgerHas, type Scenario } from './scenarios-of-runs.ts';

/** A procedure whose law gives more time than the province takes, lets it be extended, and asks for two results. */
const PROCEDURE = '1.000656';
const LIMIT = { unit: 'working-day', value: 10 } as const;
const LAW = { unit: 'working-day', value: 15 } as const;
const EXTENSION = { unit: 'working-day', value: 5 } as const;

/** When each clock rings, in milliseconds from where it starts; warnings before what they warn of. */
const RINGS: Readonly<Record<string, number>> = {
  step: 1500,
  'working-day 1': 400,
  'working-day 10': 3000,
  'working-day 15': 4500,
  'working-day 5': 1000,
  'calendar-day 30': 1500,
  'working-day 3': 2500,
};
const SOON_MS = 500;
const APOLOGY_MS = 250;
const PAPER_MS = 700;

/** The same calendar, in which every clock of a dossier rings within seconds. */
function hasty(calendar: ClockCalendar): ClockCalendar {
  const shifted = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
  return {
    ...calendar,
    due(of, count) {
      const { unit, value } = count.limit;
      const ms = RINGS[unit === 'working-hour' ? 'step' : `${unit} ${value}`];
      const counted = calendar.due(of, count);
      return ms === undefined ? counted : { ...counted, due: shifted(count.from, ms) };
    },
    dueSoon: (_of, _from, dueAt) => shifted(dueAt, -SOON_MS),
    apologyBy: (_of, dueAt) => shifted(dueAt, -APOLOGY_MS),
    transferBy: (_of, receivedAt) => shifted(receivedAt, PAPER_MS),
  };
}

const HASTY: MotcuaOptions = { ports: (real) => ({ ...real, calendar: hasty(real.calendar) }) };

const FILED = { body: { reception: { outcome: 'filed' } } };

/** Takes one dossier, received or filed, through what is to be recorded. */
function along(go: (way: Way, motcua: Motcua) => Promise<unknown>, body: Parameters<Ways['receive']>[0] = {}) {
  return async (motcua: Motcua): Promise<string> => {
    const way = await createWays(motcua).receive(body);
    await go(way, motcua);
    return way.code;
  };
}

/** The same, filed for the procedure above, and accepted by a run, which sets its clocks. */
function alongOwn(go: (way: Way, motcua: Motcua) => Promise<unknown>) {
  return async (motcua: Motcua): Promise<string> => {
    const [simple] = motcua.catalogue.procedures.get('2.000815')?.cases ?? [];
    const [result] = motcua.catalogue.procedures.get('2.000815')?.results ?? [];
    const restore = await publish(motcua, PROCEDURE, {
      legalLimit: LAW,
      localLimit: LIMIT,
      extension: EXTENSION,
      instantResult: false,
      cases: simple === undefined ? [] : [simple],
      results: result === undefined ? [] : [result, { ...result, id: 'second' }],
    });
    try {
      const body = { ...FILED.body, case: simple?.id, components: [{ component: 'original', originals: 1 }] };
      const accepted = async (way: Way): Promise<void> => {
        await way.do(AT.counter, 'accept', { paper: true });
        await go(way, motcua);
      };
      return await along(accepted, { procedure: PROCEDURE, body })(motcua);
    } finally {
      await restore();
    }
  };
}

async function dueOf({ code }: Way, { db, procedures }: Motcua): Promise<string> {
  return (await loadSnapshot(db, procedures, code)).state.dueAt ?? '';
}

/** The ways that a dossier can go, from its filing to its end and beyond. */
export const SCENARIOS_OF_WAYS: Readonly<Record<string, Scenario>> = {
  'filed-and-accepted': {
    run: along(async (way) => {
      await way.do(AT.counter, 'accept', { paper: true });
      await way.do(AT.appraiser, 'confirm-paper');
      await way.toEnd();
    }, FILED),
  },
  'supplement-at-reception': {
    options: HASTY,
    run: along(async (way, motcua) => {
      await way.do(AT.counter, 'request-supplement');
      await ledgerHas(motcua, way.code, 'response-overdue', 1);
      await way.do(AT.counter, 'receive-supplement');
      await way.do(AT.counter, 'accept');
      await way.toEnd();
    }, FILED),
  },
  'supplement-brought': {
    run: along(async (way) => {
      await way.do(AT.appraiser, 'request-supplement');
      await way.do(AT.counter, 'receive-supplement');
      await way.toEnd();
    }),
  },
  'supplement-lapsed': {
    options: HASTY,
    run: along(async (way, motcua) => {
      await way.do(AT.appraiser, 'request-supplement');
      await ledgerHas(motcua, way.code, 'response-overdue', 1);
      await way.do(AT.leader, 'confirm-closing');
    }),
  },
  'refused-at-reception': { run: along((way) => way.do(AT.counter, 'refuse-reception'), FILED) },
  'refused-after-appraisal': {
    run: along(async (way) => {
      await way.do(AT.appraiser, 'propose-refusal');
      await way.toEnd();
    }),
  },
  paid: {
    options: HASTY,
    run: along(async (way, motcua) => {
      await way.do(AT.appraiser, 'request-payment', { stopsClock: true });
      await ledgerHas(motcua, way.code, 'response-overdue', 1);
      await way.do(AT.counter, 'record-payment');
      await way.do(AT.appraiser, 'request-payment', { obligation: 'tax-2' });
      await way.do(AT.leader, 'waive-payment', { obligation: 'tax-2' });
      await way.do(AT.leader, 'refund-payment');
      await way.toEnd();
    }),
  },
  suspended: {
    run: along(async (way) => {
      await way.do(AT.leader, 'suspend');
      await way.do(AT.leader, 'resume');
      await way.toEnd();
    }),
  },
  'every-clock': {
    options: HASTY,
    run: alongOwn(async (way, motcua) => {
      await ledgerHas(motcua, way.code, 'legal-limit-passed', 1);
      await ledgerHas(motcua, way.code, 'step-escalated', 1);
      await way.toEnd();
    }),
  },
  'put-off': {
    options: HASTY,
    run: alongOwn(async (way, motcua) => {
      await way.do(AT.leader, 'extend');
      const dueAt = new Date(Date.parse(await dueOf(way, motcua)) + 3000).toISOString();
      await way.do(AT.appraiser, 'draft-apology', { dueAt });
      await way.do(AT.leader, 'approve-apology');
      await ledgerHas(motcua, way.code, 'dossier-overdue', 1);
      await way.toEnd();
    }),
  },
  'several-results': {
    run: alongOwn(async (way) => {
      await way.upTo('sealing');
      const further = [{ result: 'second', document: await way.result() }];
      await way.do(AT.seal, 'seal', { document: await way.result(), further });
      await way.toEnd();
    }),
  },
  withdrawn: {
    run: along(async (way) => {
      await way.do(AT.counter, 'request-withdrawal');
      await way.do(AT.leader, 'decline-withdrawal');
      await way.do(AT.counter, 'request-withdrawal');
      await way.do(AT.leader, 'confirm-withdrawal');
    }),
  },
  'sent-back': {
    run: along(async (way) => {
      await way.do(AT.leader, 'assign', { lead: AT.appraiser });
      await way.do(AT.appraiser, 'appraise');
      await way.do(AT.appraiser, 'undo');
      await way.do(AT.appraiser, 'appraise');
      await way.do(AT.leader, 'send-back', { stage: 'appraisal' });
      await way.toEnd();
    }),
  },
  verified: {
    run: along(async (way) => {
      await way.do(AT.leader, 'assign', { lead: AT.appraiser });
      await way.do(AT.leader, 'undo');
      await way.do(AT.appraiser, 'plan-verification');
      await way.do(AT.appraiser, 'record-verification');
      await way.toEnd();
    }),
  },
  'handed-over': {
    run: along(async (way) => {
      await way.do(AT.appraiser, 'acknowledge-handover');
      await way.do(AT.appraiser, 'accept-handover');
      await way.toEnd();
    }),
  },
  'planned-anew': {
    run: along(async (way, { db, engine, procedures }) => {
      const { act, actor } = fittingAct(await loadSnapshot(db, procedures, way.code), 'replan', { place: null });
      const rights = 'select rights_version::int as "rightsVersion" from person where id = $1';
      const [version] = await rows<{ rightsVersion: number }>(db, rights, AT.leader);
      const leader = { person: AT.leader, appointment: `${AT.leader}-1`, role: 'agency-leader', ...version } as const;
      await engine.act(way.code, { key: 'c:1', requestHash: 'c', act, actor: { ...actor, ...leader } }, 10_000);
      await way.toEnd();
    }),
  },
  'taken-up-again': {
    everyRun: true,
    run: along(async (way) => {
      await way.toEnd();
      await way.do(AT.leader, 'reopen');
      await way.toEnd();
    }),
  },
  'continued-while-waiting': {
    options: { continueAfterEvents: 15 },
    run: along(async (way, { engine }) => {
      await way.do(AT.appraiser, 'request-payment', { stopsClock: true });
      const handle = engine.client.workflow.getHandle(way.code);
      const { runId } = await handle.describe();
      await until(async () => {
        await way.do(AT.leader, 'assign', { lead: AT.appraiser });
        return (await handle.describe()).runId !== runId;
      });
      await way.do(AT.counter, 'record-payment');
      await way.toEnd();
    }),
  },
  'refused-at-once': {
    run: along(async (way, motcua) => {
      const ways = createWays(motcua);
      const appraiser = await ways.someone({ agency: WARD, role: 'appraiser' });
      // Signed in before the rights change, so that the refusal comes from the ledger.
      await way.try(appraiser, 'appraise', { task: `${way.code}.9` });
      await changeRights(motcua.db, { id: appraiser.id, token: '' });
      await way.try(appraiser, 'appraise');
      await way.upTo('sealing');
      await way.try(AT.seal, 'seal', { document: randomUUID() });
      await way.toEnd();
    }),
  },
};
