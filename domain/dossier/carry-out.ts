import { deltasOf } from '../indicators/deltas.ts';
import { chain } from '../ledger/hash-chain.ts';
import { placeEvents } from '../ledger/ledger-event.ts';
import type { ActOutcome, CommandInput, CommandWrite } from './command.ts';
import { birthsOf } from './births.ts';
import { stampClocks, type ClockCalendar } from './deadlines.ts';
import { stampResults } from './decide.ts';
import type { StoredResult } from './events.ts';
import { nationalStatus } from './national-status.ts';
import { partBirthsOf } from './part-births.ts';
import { evolve } from './evolve.ts';
import type { DossierState } from './state.ts';

/**
 * Makes of a decided command everything that is to be written: its events, stamped, placed and chained, the state they lead to,
 * what they count, and what the command answers.
 * @param results what was stored for the command's documents, in their order
 * @throws DomainError as the calendar does
 */
export function carryOut(
  { snapshot, drafts, ...command }: CommandInput,
  results: readonly StoredResult[],
  calendar: ClockCalendar,
): CommandWrite {
  const { state, headHash: head } = snapshot;
  const { documents: _documents, ...input } = command;
  const { events, explanation } = stampClocks(
    snapshot,
    placeEvents(
      {
        stream: state.code,
        afterSeq: state.seq,
        actor: input.actor,
        medium: input.medium,
        place: input.place,
        command: input.key,
      },
      stampResults(drafts, results),
    ),
    calendar,
  );
  const chained = chain(head, events);
  const after = events.reduce(evolve, state);
  const headHash = chained.at(-1)?.hash ?? head;
  const outcome = outcomeOf(after, { act: input.act, at: input.at, headHash });
  const parts = partBirthsOf(snapshot, after, events, calendar);
  const births = [...birthsOf(state, events), ...parts];
  const deltas = [...deltasOf(snapshot, state, events), ...parts.flatMap((part) => part.deltas)];
  return { before: snapshot, after, input, chained, births, deltas, outcome, explanation };
}

/** What a command answers that led to a state. */
export function outcomeOf(
  state: DossierState,
  { act, at, headHash }: Pick<ActOutcome, 'act' | 'at' | 'headHash'>,
): ActOutcome {
  const { code, seq, status, step, dueAt } = state;
  return {
    code,
    act,
    seq,
    at,
    status,
    nationalStatus: nationalStatus(state),
    step: step && { task: step.task, stage: step.stage, agency: step.agency, dueAt: step.dueAt },
    dueAt,
    headHash,
  };
}
