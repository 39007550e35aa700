import type { BatchPorts } from '../../activities/batches.ts';
import type { CalendarChangePorts } from '../../activities/calendar-changes.ts';
import type { CommandPorts } from '../../activities/commands.ts';
import type { PeriodicPorts } from '../../activities/periodic.ts';
import type { ProcedureVersionPorts } from '../../activities/procedure-versions.ts';
import type { ConsultationPorts } from '../../activities/consultations.ts';
import type { ResultPorts } from '../../activities/results.ts';
import type { CommandReceipt, CommandWrite } from '../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { dossierOfPart } from '../../domain/dossier/parts.ts';
import { partSnapshotOf, type Pinned } from '../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { A_RESULT } from './builders.ts';
import { MemoryConsultations } from './memory-consultations.ts';
import { plainCalendar } from './plain-calendar.ts';

const NO_WALK = { page: async () => [], visit: async () => false };
const NO_CALENDAR_CHANGES: CalendarChangePorts['calendarChanges'] = {
  begin: async () => null,
  preview: async () => NO_WALK,
  endPreview: async () => undefined,
  apply: async () => NO_WALK,
  finish: async () => undefined,
};

const NO_VERSIONS: ProcedureVersionPorts = {
  versionFolder: { fold: async () => NO_WALK, endFolding: async () => undefined },
  versionMover: {
    preview: async () => NO_WALK,
    endPreview: async () => undefined,
    begin: async () => false,
    apply: async () => NO_WALK,
    finish: async () => undefined,
  },
};

const NO_BATCHES: BatchPorts['batches'] = {
  next: async () => [],
  visit: async () => true,
  stands: async () => ({ status: 'done', open: 0, outcomes: {} }),
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
  /** The procedure and the rules of dossiers with parts. */
  pinned: Pinned | null = null;
  readonly consultations = new MemoryConsultations();
  readonly #heads = new Map<string, string>();

  readonly ports: CommandPorts &
    ConsultationPorts &
    ResultPorts &
    PeriodicPorts &
    CalendarChangePorts &
    BatchPorts &
    ProcedureVersionPorts;

  /** @param calendar by which due instants are counted */
  constructor(calendar: ClockCalendar = plainCalendar()) {
    this.ports = {
      write: async (write) => this.#write(write),
      read: async (code, afterSeq) => ({
        events: this.streamOf(code).filter(({ seq }) => seq > afterSeq),
        headHash: this.headOf(code),
      }),
      load: async (code) => this.#loadPart(code),
      ...NO_VERSIONS,
      calendar,
      foldIndicators: async () => 0,
      removeExpiredDrafts: async () => 0,
      recheckHeldDocuments: async () => 0,
      removeUnusedDocuments: async () => 0,
      calendarsReady: async () => undefined,
      calendarChanges: NO_CALENDAR_CHANGES,
      ...this.consultations.ports,
      batches: NO_BATCHES,
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

  /** Only sub-dossiers are loaded: no dossier here is moved to another version. */
  #loadPart(code: string): DossierSnapshot {
    const of = dossierOfPart(code);
    if (of === null || this.pinned === null) throw new Error(`${code} is not to be loaded`);
    return partSnapshotOf(code, this.streamOf(code), this.streamOf(of), this.pinned, this.headOf(code));
  }

  #write({ before, input, chained, births, outcome }: CommandWrite): CommandReceipt {
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
    this.consultations.begin(births);
    for (const birth of births)
      if (birth.kind === 'part')
        this.seed(
          birth.chained.map(({ event }) => event),
          birth.headHash,
        );
    this.#heads.set(before.state.code, outcome.headHash);
    this.receipts.set(id, receipt);
    if (this.forgetOnce) {
      this.forgetOnce = false;
      throw new Error('connection lost after commit');
    }
    return receipt;
  }
}
