import { ApplicationFailure, log, patched, workflowInfo } from '@temporalio/workflow';
import type { CommandActivities } from '../activities/commands.ts';
import { CLOCK_ACTOR } from '../domain/access/actor.ts';
import { isApartInOrder } from '../domain/access/duties.ts';
import type { ActOutcome, ActRequest, DecidedCommand, LedgerTail } from '../domain/dossier/command.ts';
import { nextAlarm, ring } from '../domain/dossier/clock.ts';
import { decideConsultationReport } from '../domain/dossier/decide-consultations.ts';
import { decidePartReport, decideTold } from '../domain/dossier/decide-parts.ts';
import { decideCommand, judge } from '../domain/dossier/decide.ts';
import { evolve, fold } from '../domain/dossier/evolve.ts';
import { emptyDossier, hasEnded, isBehind, type DossierSnapshot, type DossierState } from '../domain/dossier/state.ts';
import type { Report, Told } from '../domain/dossier/messages.ts';
import { DomainError } from '../domain/errors.ts';
import { Alarm } from './alarm.ts';
import { dependableActivities } from './dependable.ts';
import { Errands } from './errands.ts';
import type { DossierInput } from './messages.ts';
import { asRefusal, isLedgerAhead, requireIdle } from './refusal.ts';
import { Turns } from './turns.ts';

const { commitCommand, loadDossier, readLedger } = dependableActivities<CommandActivities>();

/** How long a due instant that could not be recorded is left, before it is tried again. */
const QUIET_MS = 3_600_000;

/** The rules and limits of dossiers whose runs were not told them: those of Decree 61/2018. */
const LONG_AGO: Pick<DossierSnapshot, 'rules' | 'limits' | 'receivedElsewhere'> = {
  receivedElsewhere: false,
  rules: {
    afterSupplement: 'restart',
    supplementWithinWorkingDays: 3,
    respondWithin: { unit: 'calendar-day', value: 30 },
    apologyLeadCalendarDays: 1,
    maxReappointments: 1,
    transferCutOff: '15:00',
    receptionWithin: { unit: 'working-hour', value: 8 },
    dueSoon: { share: 0.2 },
    escalateAfter: { unit: 'working-day', value: 1 },
    extension: null,
  },
  limits: { limit: { unit: 'working-day', value: 1 }, legalLimit: null },
};

/**
 * The dossier on the desk: its state, its alarm, and the lock that lets one act happen at a time. Each asynchronous step costs
 * every dossier, so there are few.
 */
export class DossierDesk {
  #snapshot: DossierSnapshot;
  /** A run that began before dossiers kept what their clocks are counted from; its ledger knows. */
  #isOld: boolean;
  readonly #turns = new Turns();
  #quietUntil = 0;
  readonly #alarm = new Alarm();
  readonly #errands: Errands;

  constructor({ snapshot, continueAfterEvents, continued }: DossierInput) {
    this.#errands = new Errands(continueAfterEvents);
    this.#snapshot = modern(snapshot);
    this.#isOld = !('basis' in snapshot.state);
    this.#alarm.set(nextAlarm(this.state));
    if (continued !== true) this.#errands.review(this.state);
  }

  get snapshot(): DossierSnapshot {
    return this.#snapshot;
  }

  get state(): DossierState {
    return this.#snapshot.state;
  }

  get ended(): boolean {
    return hasEnded(this.state);
  }

  /** True when a clock has rung and what is due has not been looked at yet. */
  get rang(): boolean {
    return this.#alarm.rang;
  }

  /** The validator's half: synchronous, on what is known now. What is not known yet is for the ledger to tell. */
  check(request: ActRequest): void {
    requireIdle(this.busy);
    if (this.#isBehind(request)) return;
    try {
      judge(this.#snapshot, request.act, request.actor, now());
    } catch (error) {
      throw asRefusal(error, this.state);
    }
  }

  get busy(): boolean {
    return this.#turns.taken;
  }

  /** True when the run has learnt of that event of its ledger. */
  knows(seq: number): boolean {
    return seq <= this.state.seq;
  }

  /** Reads what the ledger holds up to an event, of which the run has not learnt. */
  learn(seq: number): Promise<void> {
    return this.#turns.alone(async () => {
      try {
        if (!this.knows(seq)) await this.#catchUp();
      } catch (error) {
        throw asRefusal(error, this.state);
      } finally {
        this.#setAlarm();
      }
    });
  }

  /** One act: decided again under the lock, since another may have won it, then committed and folded in. */
  act(request: ActRequest): Promise<ActOutcome> {
    return this.#carryOut<never>(request, (at) => this.#decided(request, at));
  }

  /**
   * Decided under the lock. Duties were once kept apart in the order of the route only: what was accepted then is accepted on replay, and
   * nothing but such an act ever asks for the patch.
   */
  #decided(request: ActRequest, at: string): DecidedCommand {
    try {
      return decideCommand(this.#snapshot, request, at);
    } catch (error) {
      if (!isAgainstTheOrder(error, request.act.act) || patched('duties-apart-both-ways')) throw error;
      const { state } = this.#snapshot;
      return decideCommand({ ...this.#snapshot, state: { ...state, actedBy: {} } }, request, at);
    }
  }

  /**
   * Records the due instants that have passed, if any, and sets the alarm anew. A refusal does not end the run, on which people go
   * on to act: what is due is looked at again an hour later.
   */
  async recordDue(): Promise<void> {
    try {
      await this.#carryOut(null, (at) => this.#passed(at));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      log.error('a due instant could not be recorded', { reason: error.type });
    }
  }

  /** True while its consultations or parts are to be started, or told something. */
  get hasErrands(): boolean {
    return this.#errands.any;
  }

  /** Does the first of that. */
  runErrand(): Promise<void> {
    return this.#errands.runFirst(
      () => this.state,
      (report) => this.hear(report),
      (work) => this.#turns.alone(work),
    );
  }

  /** Enters what a child reports in the ledger, once. */
  async hear(report: Report): Promise<void> {
    try {
      if (!this.#hasChild(report.child)) await this.#turns.alone(() => this.#catchUp());
      await this.#carryOut(null, (at) => this.#reported(report, at));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      log.error('a report could not be recorded', { reason: error.type });
    }
  }

  /** False for a child that was asked for in a command of which this run has not learnt: the relay has started it. */
  #hasChild(child: string): boolean {
    const { consultations, parts } = this.state;
    return consultations.some(({ code }) => code === child) || parts.some(({ begun }) => begun?.code === child);
  }

  /** Does what the run of its dossier orders, where this is a part of one. */
  async told(told: Told): Promise<void> {
    try {
      await this.#carryOut(null, (at) => decideTold(this.#snapshot, told, at));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      log.error('an order could not be recorded', { reason: error.type });
    }
  }

  #reported({ news, ...report }: Report, at: string): DecidedCommand | null {
    return news.kind === 'ended'
      ? decidePartReport(this.#snapshot, { ...report, news }, at)
      : decideConsultationReport(this.#snapshot, { ...report, news }, at);
  }

  #passed(at: string): DecidedCommand | null {
    const drafts = ring(this.state, at);
    if (drafts.length === 0) return null;
    return {
      key: `clock:${this.state.seq}`,
      requestHash: 'clock',
      act: 'clock',
      at,
      actor: CLOCK_ACTOR,
      rights: null,
      medium: 'electronic',
      place: null,
      drafts,
      documents: [],
    };
  }

  /**
   * Waits for its turn, decides, commits, folds in what was written. A run that is behind its ledger, by what the request knows of
   * it or because the commit says so, catches up first.
   * @param request null where a clock has rung
   */
  #carryOut<N extends null>(
    request: ActRequest | null,
    decideAt: (at: string) => DecidedCommand | N,
  ): Promise<ActOutcome | N> {
    return this.#turns.alone(() => this.#carryOutAlone(request, decideAt));
  }

  async #carryOutAlone<N extends null>(
    request: ActRequest | null,
    decideAt: (at: string) => DecidedCommand | N,
  ): Promise<ActOutcome | N> {
    try {
      if (this.#isOld && patched('read-anew')) await this.#readAnew();
      if (request !== null && this.#isBehind(request)) await this.#catchUp();
      for (let again = false; ; again = true) {
        if (this.#hasMoved) await this.#takeVersion();
        const decision = decideAt(now());
        if (decision === null) return decision;
        try {
          const { stages: _, ...snapshot } = this.#snapshot;
          const receipt = await commitCommand({ ...decision, snapshot, runId: workflowInfo().runId });
          if (this.#misses(receipt)) await this.#catchUp();
          else this.#fold(receipt);
          if (this.#hasMoved) await this.#takeVersion();
          return receipt.outcome;
        } catch (error) {
          if (again || !isLedgerAhead(error)) throw error;
          await this.#catchUp();
        }
      }
    } catch (error) {
      if (request === null) this.#quietUntil = Date.now() + QUIET_MS;
      throw asRefusal(error, this.state);
    } finally {
      this.#setAlarm();
    }
  }

  #setAlarm(): void {
    this.#alarm.set(nextAlarm(this.state), this.#quietUntil);
  }

  /** True when a worker died after its commit, before the engine knew of it, and whoever sends a request has seen more since. */
  #isBehind({ act, ledgerSeq = 0 }: ActRequest): boolean {
    return isBehind(this.state, act.task) || ledgerSeq > this.state.seq;
  }

  /** True for a known command that others were written before, of which the run has not learnt either. */
  #misses({ events: [first] }: LedgerTail): boolean {
    return first !== undefined && first.seq > this.state.seq + 1;
  }

  /** The ledger is the truth. */
  async #catchUp(): Promise<void> {
    this.#fold(await readLedger({ code: this.state.code, afterSeq: this.state.seq }));
  }

  /** The whole of it, folded as it is folded now. */
  async #readAnew(): Promise<void> {
    const { code } = this.state;
    const { events, headHash } = await readLedger({ code, afterSeq: 0 });
    this.#snapshot = { ...this.#snapshot, state: fold(code, events), headHash };
    this.#isOld = false;
  }

  /** True when the dossier is on another version of its procedure than the route that is held here. */
  get #hasMoved(): boolean {
    const { version } = this.state;
    return version !== null && version !== this.#snapshot.version;
  }

  /** The route, the rules and the limits of the version that it was moved to. */
  async #takeVersion(): Promise<void> {
    this.#snapshot = await loadDossier({ code: this.state.code });
  }

  /** What was folded before is passed over: a command that is known is answered with the events it wrote then. */
  #fold({ events, headHash }: LedgerTail): void {
    const news = events.filter(({ seq }) => seq > this.state.seq);
    if (news.length === 0) return;
    const before = this.state;
    this.#snapshot = { ...this.#snapshot, state: news.reduce(evolve, before), headHash };
    this.#errands.add(before, this.state, headHash);
  }
}

/** What a run that started long ago was not given: the state has grown since. */
function modern(snapshot: DossierSnapshot): DossierSnapshot {
  const { state } = snapshot;
  const step = state.step && {
    ...state.step,
    dueSoonAt: state.step.dueSoonAt ?? null,
    escalateAt: state.step.escalateAt ?? null,
  };
  return { ...LONG_AGO, ...snapshot, state: { ...emptyDossier(state.code), ...state, step } };
}

/** True for duties that are apart only since they are in either order. */
function isAgainstTheOrder(error: unknown, act: string): boolean {
  if (!(error instanceof DomainError) || error.code !== 'duties-not-separate') return false;
  return !isApartInOrder(String(error.params['act']), act);
}

/** The workflow's own clock: deterministic under replay. */
function now(): string {
  return new Date().toISOString();
}
