import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ActorContext } from '../../domain/access/actor.ts';
import { ledgerActor } from '../../domain/access/actor.ts';
import { ACT_NAMES, type ActName } from '../../domain/dossier/act-names.ts';
import type { Act } from '../../domain/dossier/act.ts';
import { carryOut } from '../../domain/dossier/carry-out.ts';
import type { ActOutcome } from '../../domain/dossier/command.ts';
import { decide, judge } from '../../domain/dossier/decide.ts';
import { hasEnded, type DossierSnapshot, type DossierState } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { aFiledDossier, aReceivedDossier, FIVE_STEPS } from '../support/builders.ts';
import type { DossierRuns } from '../support/dossier-runs.ts';
import { fittingAct, onwardOf } from '../support/fitting-act.ts';
import { expectAlarmsKept, isRing } from '../support/kept-alarms.ts';
import { provinceDays } from '../support/province-days.ts';
import { describeOnSkippedTime, skipTime, wanting, type SkippedTime } from '../support/time-skipping.ts';
import { until } from '../support/until.ts';
import { present } from './dossier-rules.ts';

const WALKS = 15;
const MOVES = 18;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WAIT_MS = 20_000;

/** What is wrong with an act, if anything. */
const WRONGS = ['nothing', 'nothing', 'nothing', 'role', 'agency', 'task', 'reason', 'condition'] as const;

interface Move {
  /** What would take the dossier on where it stands; else this. */
  readonly name: ActName | null;
  readonly wrong: (typeof WRONGS)[number];
  /** Another act that comes at the same time. */
  readonly beside: ActName | null;
  /** Its write takes effect, and its worker cannot say so. */
  readonly forgotten: boolean;
}

const names = fc.constantFrom(...ACT_NAMES);

const moves: fc.Arbitrary<Move> = fc.record({
  name: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: names }),
  wrong: fc.constantFrom(...WRONGS),
  beside: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: names }),
  forgotten: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

/** Between two moves of all. */
const pauses = fc.oneof(fc.nat({ max: 3 * HOUR }), fc.nat({ max: 2 * DAY }), fc.nat({ max: 45 * DAY }));

describeOnSkippedTime(`Dossiers to which anything happens, while months pass${wanting}`, () => {
  let time: SkippedTime;
  let runs: DossierRuns;
  let beginnings: DossierSnapshot[];

  beforeAll(async () => {
    const province = await provinceDays();
    time = await skipTime({ calendar: province.clocks });
    ({ runs } = time);
    const at = new Date(await time.now()).toISOString();
    const month = { unit: 'month', value: 1 } as const;
    const content = { localLimit: { unit: 'working-day', value: 15 }, legalLimit: month, extension: month } as const;
    const stages = FIVE_STEPS.stages.map((stage) => ({ ...stage, budget: { unit: 'working-day', value: 2 } as const }));
    const options = { at, content, route: { stages }, rules: province.rules, calendar: province.clocks };
    beginnings = await Promise.all(
      Array.from({ length: WALKS }, (_, index) =>
        runs.begin(
          index % 3 === 0 ? aFiledDossier(options) : aReceivedDossier({ ...options, paper: true }),
          Date.parse(at),
        ),
      ),
    );
  }, 120_000);
  afterAll(() => time?.stop(), 60_000);

  test('stand where their ledgers say, refuse what the rules refuse, and miss no clock', async () => {
    const seed = Date.now() % 2 ** 31;
    const seen = new Map<string, number>();
    const plan = fc.sample(fc.tuple(pauses, fc.array(moves, { minLength: WALKS, maxLength: WALKS })), {
      numRuns: MOVES,
      seed,
    });
    try {
      for (const [pause, each] of plan) {
        await Promise.all(each.map((move, index) => happen(move, index, seen)));
        await time.pass(pause);
        await Promise.all(beginnings.map(expectAgreement));
      }
      await time.pass(400 * DAY);
      await Promise.all(beginnings.map(expectAgreement));
      const now = await time.now();
      for (const { state } of beginnings) expectAlarmsKept(runs.ledger.streamOf(state.code), now);
    } catch (error) {
      throw new Error(`what happened by seed ${seed}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
    expect(seen.get('allowed')).toBeGreaterThan((WALKS * MOVES) / 5);
    expect(new Set(runs.ledger.events.filter(isRing).map(({ type }) => type)).size).toBeGreaterThan(5);
  }, 180_000);

  async function happen(move: Move, index: number, seen: Map<string, number>): Promise<void> {
    const snapshot = present(runs, beginnings[index] as DossierSnapshot);
    const name = move.name ?? onwardOf(snapshot.state);
    if (hasEnded(snapshot.state)) {
      if (name === 'reopen') await reopen(snapshot);
      return;
    }
    const { act, actor } = made(move.wrong, snapshot, fittingAct(snapshot, name, detailsOf(snapshot, name)));
    const from = await judgement(snapshot, act, actor);
    runs.ledger.forgetOnce ||= move.forgotten;
    const beside =
      move.beside === null ? [] : [send(snapshot, `${move.beside}-beside`, fittingAct(snapshot, move.beside))];
    const [outcome] = await Promise.all([send(snapshot, name, { act, actor }), ...beside]);
    const told = typeof outcome === 'string' ? outcome : 'allowed';
    seen.set(told, (seen.get(told) ?? 0) + 1);
    // What comes at the same time may win, and a clock may ring between.
    const isSure = beside.length === 0 && from === (await judgement(snapshot, act, actor));
    expect([name, told]).toEqual([name, isSure ? from : told]);
  }

  /** The outcome, or the code of the refusal. */
  async function send(
    { state }: DossierSnapshot,
    name: string,
    request: { act: Act; actor: ActorContext },
  ): Promise<ActOutcome | string> {
    const key = `${name}-${state.seq}`;
    try {
      return await runs.engine.act(state.code, { key, requestHash: key, ...request }, WAIT_MS);
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }

  async function judgement(snapshot: DossierSnapshot, act: Act, actor: ActorContext): Promise<string> {
    try {
      judge(snapshot, act, actor, new Date(await time.now()).toISOString());
      return 'allowed';
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }

  /** As the API does it: written first, then the run is started. */
  async function reopen(ended: DossierSnapshot): Promise<void> {
    const { act, actor } = fittingAct(ended, 'reopen');
    const now = await time.now();
    const at = new Date(now).toISOString();
    let drafts;
    try {
      drafts = decide(ended, act, actor, at);
    } catch (error) {
      if (error instanceof DomainError) return;
      throw error;
    }
    const key = `reopen-${ended.state.seq}`;
    const command = { key, requestHash: key, act: 'reopen', at, actor: ledgerActor(actor), rights: null, runId: '' };
    const input = { ...command, snapshot: ended, drafts, documents: [], medium: 'electronic', place: null } as const;
    const write = carryOut(input, [], runs.ledger.ports.calendar);
    await runs.ledger.ports.write(write).catch(() => runs.ledger.ports.write(write));
    const snapshot = { ...ended, state: write.after, headHash: write.outcome.headHash };
    await until(() =>
      runs.startAgain(snapshot, now).then(
        () => true,
        (error: DomainError) => error.code !== 'run-open',
      ),
    );
  }

  async function expectAgreement(beginning: DossierSnapshot): Promise<void> {
    const { state } = present(runs, beginning);
    let position: DossierState | null | undefined;
    await until(async () => {
      position = await runs.position(state.code);
      return (position ?? state).seq === state.seq;
    });
    expect(position ?? state).toEqual(state);
  }
});

function detailsOf({ state }: DossierSnapshot, name: ActName): Record<string, unknown> {
  if (name !== 'draft-apology') return {};
  return { dueAt: new Date(Date.parse(state.dueAt ?? '2099-01-01') + 20 * DAY).toISOString() };
}

/** Makes the one thing wrong. */
function made(
  wrong: Move['wrong'],
  { state }: DossierSnapshot,
  { act, actor }: { act: Act; actor: ActorContext },
): { act: Act; actor: ActorContext } {
  switch (wrong) {
    case 'nothing':
      return { act, actor };
    case 'role':
      return { act, actor: { ...actor, role: 'auditor' } };
    case 'agency':
      return { act, actor: { ...actor, agency: 'H49.04' } };
    case 'task':
      return { act: { ...act, task: `${state.code}.0` }, actor };
    case 'reason':
      return { act: { ...act, note: null }, actor };
    case 'condition':
      return { act: { ...act, expectedSeq: state.seq - 1 }, actor };
  }
}
