import type { CalendarChangePorts } from '../../activities/calendar-changes.ts';
import type { CommandPorts } from '../../activities/commands.ts';
import type { PeriodicPorts } from '../../activities/periodic.ts';
import type { ResultPorts } from '../../activities/results.ts';
import type { CommandReceipt, CommandWrite } from '../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { DomainError } from '../../domain/errors.ts';
import { A_RESULT } from './builders.ts';
import { plainCalendar } from './plain-calendar.ts';

const NO_WALK = { page: async () => [], visit: async () => false };
const NO_CALENDAR_CHANGES: CalendarChangePorts['calendarChanges'] = {
  begin: async () => null,
  preview: async () => NO_WALK,
  endPreview: async () => undefined,
  apply: async () => NO_WALK,
  finish: async () => undefined,
};

/** A fake of the ledger's port that keeps its promises: one effect a key, no gap, and it can be away. */
export class MemoryLedger {
  readonly events: DossierEvent[] = [];
  readonly receipts = new Map<string, CommandReceipt>();
  /** Set to make every call fail, as while the database is down. */
  away = false;
  /** Set to make every write be refused for good. */
  refusal: DomainError | null = null;
  /** Fails once after the write took effect, as when a worker dies before it could say so. */
  forgetOnce = false;
  calls = 0;
  stored = 0;
  readonly #heads = new Map<string, string>();

  readonly ports: CommandPorts & ResultPorts & PeriodicPorts & CalendarChangePorts;

  /** @param calendar by which due instants are counted */
  constructor(calendar: ClockCalendar = plainCalendar()) {
    this.ports = {
      write: async (write) => this.#write(write),
      read: async (code, afterSeq) => ({
        events: this.streamOf(code).filter(({ seq }) => seq > afterSeq),
        headHash: this.headOf(code),
      }),
      calendar,
      foldIndicators: async () => 0,
      removeExpiredDrafts: async () => 0,
      calendarsReady: async () => undefined,
      calendarChanges: NO_CALENDAR_CHANGES,
      sealResult: async () => {
        this.stored += 1;
        return A_RESULT;
      },
    };
  }

  /** The stream of one dossier. */
  streamOf(code: string): DossierEvent[] {
    return this.events.filter(({ stream }) => stream === code);
  }

  /** Hash of the last event of a stream. */
  headOf(code: string): string {
    return this.#heads.get(code) ?? '';
  }

  /** Starts from events that were written elsewhere. */
  seed(events: readonly DossierEvent[], headHash: string): this {
    this.events.push(...events);
    for (const { stream } of events) this.#heads.set(stream, headHash);
    return this;
  }

  #write({ before, input, chained, outcome }: CommandWrite): CommandReceipt {
    this.calls += 1;
    if (this.away) throw new Error('database is away');
    if (this.refusal !== null) throw this.refusal;
    const id = `${before.state.code} ${input.key}`;
    const known = this.receipts.get(id);
    if (known !== undefined) return known;
    if (before.headHash !== this.headOf(before.state.code)) throw new DomainError('stream-moved');
    const events = chained.map(({ event }) => event);
    const receipt = { events, headHash: outcome.headHash, outcome };
    this.events.push(...events);
    this.#heads.set(before.state.code, outcome.headHash);
    this.receipts.set(id, receipt);
    if (this.forgetOnce) {
      this.forgetOnce = false;
      throw new Error('connection lost after commit');
    }
    return receipt;
  }
}
