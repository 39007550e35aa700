import { ApplicationFailure, log, workflowInfo } from '@temporalio/workflow';
import type { ConsultationActivities } from '../activities/consultations.ts';
import { CLOCK_ACTOR, ledgerActor, MESSAGE_ACTOR } from '../domain/access/actor.ts';
import type { ConsultationActRequest } from '../domain/consultation/acts.ts';
import type { ConsultationInput, ConsultationOutcome } from '../domain/consultation/carry-out.ts';
import { decideConsultation, decideRecall, nextAlarmOf, ringConsultation } from '../domain/consultation/decide.ts';
import type { ConsultationDraft, ConsultationEvent } from '../domain/consultation/events.ts';
import {
  evolveConsultation,
  isOver,
  type ConsultationState,
  type HeldConsultation,
} from '../domain/consultation/state.ts';
import { newsOf, standingOf } from '../domain/consultation/news.ts';
import type { Report, Told } from '../domain/dossier/messages.ts';
import { Alarm } from './alarm.ts';
import { dependableActivities, refusedBy } from './dependable.ts';
import { asRefusalTo, isLedgerAhead, requireIdle } from './refusal.ts';
import { Turns } from './turns.ts';

const { commitConsultation, openConsultation, tell } = dependableActivities<ConsultationActivities>();

/** How long a due instant that could not be recorded is left, before it is tried again. */
const QUIET_MS = 3_600_000;

type Decided = Omit<ConsultationInput, 'state' | 'headHash' | 'runId'>;

/** A consultation on the asked agency's desk: its state, its clock, the lock, and what its dossier has to be told. */
export class ConsultationDesk {
  #held: HeldConsultation;
  readonly #turns = new Turns();
  #quietUntil = 0;
  #news: Report[] = [];
  readonly #alarm = new Alarm();

  constructor(held: HeldConsultation) {
    this.#held = held;
    this.#alarm.set(nextAlarmOf(held.state));
  }

  get held(): HeldConsultation {
    return this.#held;
  }

  get isOver(): boolean {
    return isOver(this.#held.state);
  }

  get rang(): boolean {
    return this.#alarm.rang;
  }

  get hasNews(): boolean {
    return this.#news.length > 0;
  }

  /** The validator's half, on what is known now. */
  check(request: ConsultationActRequest): void {
    requireIdle(this.busy);
    if (this.#isBehind(request)) return;
    const { state } = this.#held;
    try {
      decideConsultation(state, request.act, request.actor, now());
    } catch (error) {
      throw asRefusalTo(error, presentOf(state));
    }
  }

  get busy(): boolean {
    return this.#turns.taken;
  }

  /** True when the run has learnt of that event of its ledger. */
  knows(seq: number): boolean {
    return seq <= this.#held.state.seq;
  }

  /** Reads what the ledger holds up to an event, of which the run has not learnt. */
  learn(seq: number): Promise<void> {
    return this.#turns.alone(async () => {
      try {
        if (!this.knows(seq)) await this.#read();
      } catch (error) {
        throw asRefusalTo(error, presentOf(this.#held.state));
      } finally {
        this.#setAlarm();
      }
    });
  }

  /** One act: decided again under the lock, then committed and folded in. */
  act(request: ConsultationActRequest): Promise<ConsultationOutcome> {
    const { key, requestHash, act, actor } = request;
    const { medium, place } = act;
    const rights = { person: actor.person, version: actor.rightsVersion };
    const frame = { key, requestHash, act: act.act, actor: ledgerActor(actor), rights, medium, place };
    return this.#carryOut<never>(request, (state, at) => ({
      ...frame,
      at,
      drafts: decideConsultation(state, act, actor, at),
    }));
  }

  /** What the run of its dossier orders; anything but taking it back is not for consultations. */
  async told(told: Told): Promise<void> {
    if (told.order !== 'recall') return;
    const { because } = told;
    await this.#tryTo((state, at) =>
      byEngine(`recall:${because}`, 'recall', MESSAGE_ACTOR, at, decideRecall(state, because, at)),
    );
  }

  /** Records the due instants that have passed, and sets the alarm anew. */
  recordDue(): Promise<void> {
    return this.#tryTo((state, at) =>
      byEngine(`clock:${state.seq}`, 'clock', CLOCK_ACTOR, at, ringConsultation(state, at)),
    );
  }

  /** Tells the dossier what it has to know, in order. */
  async tellNews(): Promise<void> {
    const { of } = this.#held.state;
    for (let [report] = this.#news; report !== undefined; [report] = this.#news) {
      try {
        await tell({ to: of, signal: 'reported', payload: report });
      } catch (error) {
        const refused = refusedBy(error);
        if (refused === null) throw error;
        log.error('a report of a consultation was refused', { reason: refused.type });
      }
      this.#news = this.#news.slice(1);
    }
  }

  async #tryTo(decide: (state: ConsultationState, at: string) => Decided | null): Promise<void> {
    try {
      await this.#carryOut(null, decide);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      log.error('a consultation’s own command was refused', { reason: error.type });
    }
  }

  #carryOut<N extends null>(
    request: ConsultationActRequest | null,
    decide: (state: ConsultationState, at: string) => Decided | N,
  ): Promise<ConsultationOutcome | N> {
    return this.#turns.alone(() => this.#carryOutAlone(request, decide));
  }

  async #carryOutAlone<N extends null>(
    request: ConsultationActRequest | null,
    decide: (state: ConsultationState, at: string) => Decided | N,
  ): Promise<ConsultationOutcome | N> {
    try {
      if (request !== null && this.#isBehind(request)) await this.#read();
      for (let again = false; ; again = true) {
        const { state, headHash } = this.#held;
        const decided = decide(state, now());
        if (decided === null) return decided;
        try {
          const receipt = await commitConsultation({ ...decided, state, headHash, runId: workflowInfo().runId });
          this.#fold(receipt.events, receipt.headHash);
          return receipt.outcome;
        } catch (error) {
          if (again || !isLedgerAhead(error)) throw error;
          await this.#read();
        }
      }
    } catch (error) {
      if (request === null) this.#quietUntil = Date.now() + QUIET_MS;
      throw asRefusalTo(error, presentOf(this.#held.state));
    } finally {
      this.#setAlarm();
    }
  }

  #setAlarm(): void {
    this.#alarm.set(nextAlarmOf(this.#held.state), this.#quietUntil);
  }

  #isBehind({ ledgerSeq = 0 }: ConsultationActRequest): boolean {
    return ledgerSeq > this.#held.state.seq;
  }

  /** The ledger is the truth; what it holds is told to the dossier, which knows what it has heard before. */
  async #read(): Promise<void> {
    const { code, seq } = this.#held.state;
    const { state, headHash } = await openConsultation({ code });
    if (state.seq <= seq) return;
    this.#held = { state, headHash };
    this.#news.push(...standingOf(state, headHash));
  }

  #fold(events: readonly ConsultationEvent[], headHash: string): void {
    const fresh = events.filter(({ seq }) => seq > this.#held.state.seq);
    if (fresh.length === 0) return;
    const state = fresh.reduce(evolveConsultation, this.#held.state);
    this.#held = { state, headHash };
    for (const event of fresh) {
      const news = newsOf(event);
      if (news !== null) this.#news.push({ child: state.code, seq: event.seq, headHash, news });
    }
  }
}

function presentOf({ status, seq, last }: ConsultationState): object {
  return { status, seq, step: null, waitsFor: null, last };
}

function byEngine(
  key: string,
  act: string,
  actor: Decided['actor'],
  at: string,
  drafts: readonly ConsultationDraft[] | null,
): Decided | null {
  if (drafts === null || drafts.length === 0) return null;
  return { key, requestHash: act, act, at, actor, rights: null, medium: 'electronic', place: null, drafts };
}

/** The workflow's own clock: deterministic under replay. */
function now(): string {
  return new Date().toISOString();
}
