import { CLOCK_ACTOR } from '../access/actor.ts';
import { placeEvents } from '../ledger/ledger-event.ts';
import { stampClocks, type ClockCalendar } from './deadlines.ts';
import { ofType, type DossierClocks, type StepClocks } from './events.ts';
import { hasEnded, type DossierHead, type DossierState } from './state.ts';

/** Why a dossier keeps its dates whatever the calendar says now. */
export const LEFT_ALONE = ['dossier-ended', 'result-ready', 'dossier-waits', 'same-dates'] as const;
export type LeftAlone = (typeof LEFT_ALONE)[number];

/** The dates that people were told. */
export interface PlannedDates {
  /** The appointment; null before reception. */
  readonly dueAt: string | null;
  /** Of the open step. */
  readonly stepDueAt: string | null;
}

/** What planning anew would come to: other dates, or none and why. */
export type Replanning =
  | { readonly left: LeftAlone }
  | { readonly left: null; readonly former: PlannedDates; readonly next: PlannedDates };

/**
 * What a calendar would make of an open dossier's clocks, compared with what they are: the act `replan` is worth doing only where
 * they differ. The clocks of a dossier that waits stand still and are counted when it goes on; one whose result is ready has kept
 * its appointment or missed it; and what was due in an ended one is history. What a warning that has gone off would be by another
 * calendar is no difference.
 * @param at instant of the comparison, ISO, UTC
 * @throws DomainError as the calendar does
 */
export function planAnew(head: DossierHead, calendar: ClockCalendar, at: string): Replanning {
  const { state } = head;
  if (hasEnded(state)) return { left: 'dossier-ended' };
  if (state.processedAt !== null) return { left: 'result-ready' };
  if (state.wait !== null) return { left: 'dossier-waits' };
  const { clocks, step } = clocksBy(head, calendar, at);
  if (!differ(state, { clocks, step }, at)) return { left: 'same-dates' };
  return {
    left: null,
    former: { dueAt: state.dueAt, stepDueAt: state.step?.dueAt ?? null },
    next: { dueAt: clocks?.dueAt ?? null, stepDueAt: step?.dueAt ?? null },
  };
}

interface Clocks {
  readonly clocks: DossierClocks | null;
  readonly step: StepClocks | null;
}

/** The clocks as the act would stamp them. */
function clocksBy(head: DossierHead, calendar: ClockCalendar, at: string): Clocks {
  const { code, seq, dueAt } = head.state;
  const frame = {
    stream: code,
    afterSeq: seq,
    actor: CLOCK_ACTOR,
    medium: 'electronic',
    place: null,
    command: '',
  } as const;
  const data = { change: '', formerDueAt: dueAt, clocks: null, step: null };
  const { events } = stampClocks(head, placeEvents(frame, [{ type: 'clocks-replanned', at, data }]), calendar);
  return ofType(events, 'clocks-replanned')[0]?.data ?? data;
}

function differ(state: DossierState, { clocks, step }: Clocks, at: string): boolean {
  const isOther = (was: string | null | undefined, is: string | null | undefined): boolean =>
    instantOf(was) !== instantOf(is);
  /** A warning counts while it is still to come. */
  const warnsOtherwise = (was: string | null | undefined, is: string | null | undefined): boolean =>
    typeof was === 'string' && Date.parse(was) > Date.parse(at) && isOther(was, is);
  if (state.step !== null && step !== null) {
    if (isOther(state.step.dueAt, step.dueAt)) return true;
    if (warnsOtherwise(state.step.dueSoonAt, step.dueSoonAt)) return true;
    if (warnsOtherwise(state.step.escalateAt, step.escalateAt)) return true;
  }
  if (state.clocks === null || clocks === null) return false;
  const { dueAt, legalDueAt, dueSoonAt, apologyBy, supplementBy, provisional } = state.clocks;
  return (
    isOther(dueAt, clocks.dueAt) ||
    provisional !== clocks.provisional ||
    // The oldest dossiers have no clock but the appointment, and get no other by a change of the calendar.
    (supplementBy !== null && (isOther(supplementBy, clocks.supplementBy) || isOther(legalDueAt, clocks.legalDueAt))) ||
    warnsOtherwise(dueSoonAt, clocks.dueSoonAt) ||
    warnsOtherwise(apologyBy, clocks.apologyBy)
  );
}

function instantOf(text: string | null | undefined): number | null {
  return typeof text === 'string' ? Date.parse(text) : null;
}
