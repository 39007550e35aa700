import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import { createBatching, type Named } from '../support/batching.ts';
import { createCalendarChanging, type CalendarChanging } from '../support/calendar-changing.ts';
import type { Receipt, Step } from '../support/desks.ts';
import { meanwhile } from '../support/meanwhile.ts';
import type { Motcua, MotcuaOptions } from '../support/motcua.ts';
import { aPerson, changeRights } from '../support/people.ts';
import { soonDue } from '../support/soon-due.ts';
import { until } from '../support/until.ts';
import { AT } from '../support/ways.ts';

/** How a dossier comes by a history that is recorded. */
export interface Scenario {
  readonly options?: MotcuaOptions;
  /** Also the runs that others do not continue. */
  readonly everyRun?: true;
  /** @returns the workflow to record */
  run(motcua: Motcua): Promise<string>;
}

/** While true, the ledger cannot be written, as when PostgreSQL is away. */
let ledgerAway = false;

/** The turns that a run takes, whatever its dossier goes through. */
export const SCENARIOS_OF_RUNS: Readonly<Record<string, Scenario>> = {
  'whole-route': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  'woken-by-an-act': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  'refused-acts': {
    async run(motcua) {
      const { code, step } = await received(motcua);
      const person = await aPerson(motcua.db, [{ agency: 'H49.143', role: 'appraiser' }]);
      const caller = motcua.withToken(person.token);
      await caller.post(`/dossiers/${code}/acts`, { ...motcua.actBody(step), task: `${code}.9` });
      // They change while the act is under way, so that the refusal comes from the ledger.
      await meanwhile(
        'command',
        () => caller.post(`/dossiers/${code}/acts`, motcua.actBody(step)),
        () => changeRights(motcua.db, person),
      );
      const { step: approval } = await motcua.act(code, step);
      // Two that both pass the validator: the second is refused under the lock.
      await Promise.all([motcua.tryAct(code, opened(approval)), motcua.tryAct(code, opened(approval))]);
      const sealing = opened(await openStep(motcua, code));
      await motcua.tryAct(code, sealing, { body: { document: randomUUID() } });
      await motcua.takeToEnd(code, sealing);
      return code;
    },
  },
  'continued-as-new': {
    options: { continueAfterEvents: 15 },
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, step);
      return code;
    },
  },
  overdue: {
    options: { ports: (real) => ({ ...real, calendar: soonDue(real.calendar, 1500) }) },
    async run(motcua) {
      const { code, step } = await received(motcua);
      const { step: approval } = await motcua.act(code, step);
      await ledgerHas(motcua, code, 'step-overdue', 1);
      const { step: sealing } = await motcua.act(code, opened(approval));
      await ledgerHas(motcua, code, 'step-overdue', 2);
      await motcua.takeToEnd(code, sealing);
      return code;
    },
  },
  'database-outage': {
    options: {
      ports: (real) => ({
        ...real,
        write: (write) => (ledgerAway ? Promise.reject(new Error('the database is away')) : real.write(write)),
      }),
    },
    async run(motcua) {
      const { code, step } = await received(motcua);
      ledgerAway = true;
      const act = motcua.act(code, step);
      await delay(8000);
      ledgerAway = false;
      await motcua.takeToEnd(code, (await act).step);
      return code;
    },
  },
  'behind-its-ledger': {
    options: {
      ports: (real) => {
        let known = false;
        return {
          ...real,
          // Once as if another worker had committed the act and died: the run learns of it from the ledger.
          async write(write) {
            const receipt = await real.write(write);
            if (known) return receipt;
            known = true;
            throw new DomainError('stream-moved');
          },
        };
      },
    },
    async run(motcua) {
      const { code, step } = await received(motcua);
      await motcua.takeToEnd(code, (await motcua.act(code, step)).step);
      return code;
    },
  },
  rebuilt: {
    async run(motcua) {
      const { code, step } = await received(motcua);
      const { step: approval } = await motcua.act(code, step);
      await motcua.engine.client.workflow.getHandle(code).terminate('recording');
      await motcua.takeToEnd(code, approval);
      return code;
    },
  },
  'calendar-previewed': {
    async run(motcua) {
      const { id } = await proposed(motcua);
      return `${id}:preview`;
    },
  },
  'calendar-applied': {
    options: { calendars: { refreshMs: 200, settleMs: 1000 } },
    async run(motcua) {
      await motcua.receive();
      const { changing, id } = await proposed(motcua);
      await changing.apply(id);
      return id;
    },
  },
  'batch-paused-and-resumed': {
    async run(motcua) {
      const appraiser = createBatching(motcua.as(AT.appraiser));
      const items: Named[] = [];
      for (let n = 0; n < 30; n += 1) {
        const { code, step } = await received(motcua);
        items.push({ dossier: code, task: step.task });
      }
      const { id } = await appraiser.start('appraise', { items });
      await until(async () => (await appraiser.read(id)).outcomes.done >= 2);
      await appraiser.steer(id, 'pause');
      await delay(2000);
      await appraiser.steer(id, 'resume');
      await appraiser.reached(id, 'done');
      const run = motcua.engine.client.workflow.getHandle(`batch:${id}`);
      await run.result();
      return run.workflowId;
    },
  },
  'remove-expired-drafts': {
    async run(motcua) {
      const workflowId = `remove-${randomUUID()}`;
      await motcua.engine.client.workflow.execute('removeExpiredDrafts', { taskQueue: 'dossier', workflowId });
      return workflowId;
    },
  },
  'recheck-held-documents': {
    async run(motcua) {
      const workflowId = `recheck-${randomUUID()}`;
      await motcua.engine.client.workflow.execute('recheckHeldDocuments', { taskQueue: 'dossier', workflowId });
      return workflowId;
    },
  },
  'remove-unused-documents': {
    async run(motcua) {
      const workflowId = `unused-${randomUUID()}`;
      await motcua.engine.client.workflow.execute('removeUnusedDocuments', { taskQueue: 'dossier', workflowId });
      return workflowId;
    },
  },
  'fold-indicators': {
    async run(motcua) {
      const workflowId = `fold-${randomUUID()}`;
      await motcua.engine.client.workflow.execute('foldIndicators', { taskQueue: 'dossier', workflowId });
      return workflowId;
    },
  },
};

/** Another day off, two working days from now. */
async function proposed(motcua: Motcua): Promise<{ changing: CalendarChanging; id: string }> {
  const changing = createCalendarChanging(motcua);
  const content = await changing.inForce();
  const { id } = await changing.propose(changing.withDayOff(content, changing.workingDate(2, content)));
  return { changing, id };
}

async function received(motcua: Motcua): Promise<Receipt & { step: Step }> {
  const receipt = await motcua.receive();
  return { ...receipt, step: opened(receipt.step) };
}

function opened(step: Step | null): Step {
  if (step === null) throw new Error('no step is open');
  return step;
}

async function openStep(motcua: Motcua, code: string): Promise<Step | null> {
  const text = `select id as task, stage, agency, due_at::text as "dueAt" from task where dossier = $1 and left_at is null`;
  const [step] = await motcua.db.execute<Step & Record<string, unknown>>({ name: '', text }, [code]);
  return step ?? null;
}

/** Waits until a dossier's ledger has so many events of a type. */
export async function ledgerHas(motcua: Motcua, code: string, type: string, times: number): Promise<void> {
  const text = 'select count(*)::int as n from dossier_event where stream = $1 and type = $2';
  await until(async () => {
    const [row] = await motcua.db.execute<{ n: number }>({ name: '', text }, [code, type]);
    return row?.n === times;
  }, 30_000);
}
