import { stampDeadlines } from '../domain/dossier/clock.ts';
import type { ActOutcome, CommandInput, CommandReceipt, CommandWrite, LedgerTail } from '../domain/dossier/command.ts';
import { stampResult } from '../domain/dossier/decide.ts';
import { nationalStatus } from '../domain/dossier/national-status.ts';
import { evolve } from '../domain/dossier/state.ts';
import { deltasOf } from '../domain/indicators/deltas.ts';
import { chain } from '../domain/ledger/hash-chain.ts';
import { placeEvents } from '../domain/ledger/ledger-event.ts';
import type { ResultPorts } from './results.ts';
import type { StatedLimit } from '../domain/procedure/route.ts';

export interface CommandPorts {
  /**
   * Writes a command, or finds that the same one was written before.
   * @throws a non-retryable failure when the domain refuses (`key-reused`, `rights-changed`, `stream-moved`), any other error
   * when the outcome is unknown
   */
  write(write: CommandWrite): Promise<CommandReceipt>;
  /**
   * What the ledger of a dossier holds after an event, verified.
   * @throws a non-retryable failure `ledger-gap` or `ledger-tampered`
   */
  read(code: string, afterSeq: number): Promise<LedgerTail>;
  due(agency: string, budget: StatedLimit, at: string): string;
}

/** Writes decided commands: ledger, projection, tasks, counts and the command itself, exactly once. */
export function createCommandActivities(ports: CommandPorts & ResultPorts) {
  return {
    async readLedger({ code, afterSeq }: { code: string; afterSeq: number }): Promise<LedgerTail> {
      return ports.read(code, afterSeq);
    },
    async commitCommand({ snapshot, drafts, document, ...input }: CommandInput): Promise<CommandReceipt> {
      const { state } = snapshot;
      const result = document === null ? null : await ports.sealResult(state.code, document, input.at);
      const events = placeEvents(
        {
          stream: state.code,
          afterSeq: state.seq,
          actor: input.actor,
          medium: input.medium,
          place: input.place,
          command: input.key,
        },
        stampDeadlines(result === null ? drafts : stampResult(drafts, result), ports.due),
      );
      const chained = chain(snapshot.headHash, events);
      const after = events.reduce(evolve, state);
      const headHash = chained.at(-1)?.hash ?? snapshot.headHash;
      const outcome: ActOutcome = {
        code: state.code,
        act: input.act,
        seq: after.seq,
        at: input.at,
        status: after.status,
        nationalStatus: nationalStatus(after),
        step: after.step && {
          task: after.step.task,
          stage: after.step.stage,
          agency: after.step.agency,
          dueAt: after.step.dueAt,
        },
        headHash,
      };
      return ports.write({
        before: snapshot,
        after,
        input,
        chained,
        deltas: deltasOf(snapshot, state, events),
        outcome,
      });
    },
  };
}

export type CommandActivities = ReturnType<typeof createCommandActivities>;
