import type { ConsultationPorts } from '../../activities/consultations.ts';
import type { ConsultationReceipt, ConsultationWrite } from '../../domain/consultation/carry-out.ts';
import { standingOf } from '../../domain/consultation/news.ts';
import type { ConsultationEvent } from '../../domain/consultation/events.ts';
import { foldConsultation } from '../../domain/consultation/state.ts';
import type { Birth } from '../../domain/dossier/births.ts';
import { DomainError } from '../../domain/errors.ts';

/** A fake of the consultations' port that keeps its promises: one effect a key, no gap. */
export class MemoryConsultations {
  readonly #streams = new Map<string, { events: ConsultationEvent[]; headHash: string }>();
  readonly #receipts = new Map<string, ConsultationReceipt>();
  /** Carries messages to runs; set once there is an engine. */
  carry: ConsultationPorts['tell'] = async () => undefined;
  told: Parameters<ConsultationPorts['tell']>[0][] = [];

  readonly ports: ConsultationPorts = {
    consultations: {
      open: async (code) => {
        const { events, headHash } = this.#of(code);
        return { state: foldConsultation(events), headHash, recall: null };
      },
      write: async (write) => this.#write(write),
    },
    reports: async (dossier) =>
      [...this.#streams].flatMap(([code, { events, headHash }]) =>
        code.startsWith(`${dossier}.`) ? standingOf(foldConsultation(events), headHash) : [],
      ),
    tell: async (message) => {
      this.told.push(message);
      await this.carry(message);
    },
  };

  begin(births: readonly Birth[]): void {
    for (const birth of births)
      if (birth.kind === 'consultation')
        this.#streams.set(birth.state.code, {
          events: birth.chained.map(({ event }) => event),
          headHash: birth.chained.at(-1)?.hash ?? '',
        });
  }

  streamOf(code: string): readonly ConsultationEvent[] {
    return this.#of(code).events;
  }

  #of(code: string): { events: ConsultationEvent[]; headHash: string } {
    const found = this.#streams.get(code);
    if (found === undefined) throw new DomainError('consultation-unknown', { consultation: code });
    return found;
  }

  #write({ before, beforeHash, chained, input, outcome }: ConsultationWrite): ConsultationReceipt {
    const id = `${before.code} ${input.key}`;
    const known = this.#receipts.get(id);
    if (known !== undefined) return known;
    const stream = this.#of(before.code);
    if (stream.headHash !== beforeHash) throw new DomainError('stream-moved');
    const events = chained.map(({ event }) => event);
    stream.events.push(...events);
    stream.headHash = outcome.headHash;
    const receipt = { events, headHash: outcome.headHash, outcome };
    this.#receipts.set(id, receipt);
    return receipt;
  }
}
