import { deltasOf, type IndicatorDelta } from '../indicators/deltas.ts';
import { chain } from '../ledger/hash-chain.ts';
import { GENESIS_HASH, placeEvents } from '../ledger/ledger-event.ts';
import { stampClocks, type ClockCalendar, type DueExplanation } from './deadlines.ts';
import { type ChainedDossierEvent, ofType, type BegunPart, type DossierEvent, type DraftEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { emptyDossier, type DossierHead, type DossierState } from './state.ts';

/** A sub-dossier that begins with a command of its dossier: its stream is begun, and its row written, in the same statement. */
export interface PartBirth {
  readonly kind: 'part';
  readonly part: string;
  readonly number: number;
  readonly agency: string;
  readonly state: DossierState;
  readonly chained: readonly ChainedDossierEvent[];
  readonly headHash: string;
  readonly deltas: readonly IndicatorDelta[];
  /** How its due instant was counted. */
  readonly explanation: DueExplanation | null;
}

/**
 * The sub-dossiers that begin with the events of a command. One whose dossier waits at that moment begins by waiting.
 * @param after the dossier as the command leaves it
 * @throws DomainError as the calendar does
 */
export function partBirthsOf(
  head: DossierHead,
  after: DossierState,
  events: readonly DossierEvent[],
  calendar: ClockCalendar,
): PartBirth[] {
  return ofType(events, 'parts-begun').flatMap((event) =>
    event.data.parts.map((part) => birthOf(part, event, head, after, calendar)),
  );
}

function birthOf(
  begun: BegunPart,
  { at, actor, medium, place, command }: DossierEvent,
  head: DossierHead,
  { code: of, wait, withdrawal, step }: DossierState,
  calendar: ClockCalendar,
): PartBirth {
  const { part, number, code, agency, limit, first } = begun;
  // By another part's end it is begun by nobody: whoever holds the dossier hands it over.
  const from = 'agency' in actor ? {} : { from: step?.agency ?? head.receivingAgency };
  const drafts: DraftEvent[] = [
    { type: 'part-begun', at, data: { of, part, number, agency, limit, clocks: null } },
    { type: 'step-opened', at, data: { ...first, task: `${code}.1`, dueAt: null, ...from } },
    ...(wait === null ? [] : [{ type: 'part-paused', at, data: { kind: wait.kind } } as const]),
    ...(withdrawal ? [{ type: 'part-held', at, data: {} } as const] : []),
  ];
  const blank = { ...head, state: emptyDossier(code) };
  const placed = placeEvents({ stream: code, afterSeq: 0, actor, medium, place, command }, drafts);
  const { events, explanation } = stampClocks(blank, placed, calendar);
  const chained = chain(GENESIS_HASH, events);
  return {
    kind: 'part',
    part,
    number,
    agency,
    state: events.reduce(evolve, blank.state),
    chained,
    headHash: chained.at(-1)?.hash ?? GENESIS_HASH,
    deltas: deltasOf(head, blank.state, events),
    explanation,
  };
}
