import type { DueResult } from '../calendar/due-date.ts';
import type { Pause } from '../calendar/types.ts';
import { DomainError } from '../errors.ts';
import type { StatedLimit } from '../procedure/route.ts';
import type { DossierClocks, DossierEvent, StepClocks } from './events.ts';
import { evolve } from './evolve.ts';
import type { DossierRules, Lead } from './rules.ts';
import type { ClockBasis, DossierHead, DossierState } from './state.ts';

/** Whose calendar counts: an agency's or a one-stop office's, by its code. */
export type Holder = { readonly agency: string } | { readonly office: string };

/** A period to be counted. */
export interface Count {
  readonly from: string;
  readonly limit: StatedLimit;
  readonly pauses: readonly Pause[];
  readonly afterSupplement: DossierRules['afterSupplement'];
}

/** A counted period, and the id of the calendar it was counted by. */
export interface CountedDue extends DueResult {
  readonly calendar: string;
}

/** What dossiers need of calendars. Instants are ISO, UTC. */
export interface ClockCalendar {
  /** @throws DomainError `agency-unknown`, `office-unknown`, and those of `dueDate` */
  due(of: Holder, count: Count): CountedDue;
  /** The instant from which people are warned of a due instant. */
  dueSoon(of: Holder, from: string, dueAt: string, lead: Lead): string;
  /** Until when an apology must go out (Decree 61/2018 art. 19.9). */
  apologyBy(of: Holder, dueAt: string, leadCalendarDays: number): string;
  /** Until when a paper part must be handed on (art. 18). */
  transferBy(of: Holder, receivedAt: string, cutOff: string): string;
  /** Working minutes of [from, to). */
  workingMinutes(of: Holder, from: string, to: string): number;
}

/** How a dossier's appointment was counted, as its row keeps it; and the law's limit, where it is another. */
export interface DueExplanation extends CountedDue {
  readonly legal: CountedDue | null;
}

/** Where a dossier is counted. */
type Counted = Pick<DossierHead, 'state' | 'rules' | 'office'>;

/**
 * Fills in what the calendar says of events that were decided: due instants, warnings, and until when the applicant is to answer.
 * The events are folded one by one, since each counts from what the one before it left.
 * @returns the events, and how the appointment was counted where it was set anew
 * @throws DomainError as the calendar does
 */
export function stampClocks(
  { state, rules, office }: Counted,
  events: readonly DossierEvent[],
  calendar: ClockCalendar,
): { events: DossierEvent[]; explanation: DueExplanation | null } {
  let before = state;
  let explanation: DueExplanation | null = null;
  const clocksOf = (after: DossierState, at: string): DossierClocks | null => {
    if (after.basis === null) return null;
    const counted = countDossier(after, after.basis, { rules, office }, calendar, at);
    explanation = counted.explanation;
    return counted.clocks;
  };
  const stamped = events.map((event) => {
    const filled = fill(event, evolve(before, event), { rules, office }, calendar, clocksOf);
    before = evolve(before, filled);
    return filled;
  });
  return { events: stamped, explanation };
}

function fill(
  event: DossierEvent,
  after: DossierState,
  { rules, office }: Pick<Counted, 'rules' | 'office'>,
  calendar: ClockCalendar,
  clocksOf: (after: DossierState, at: string) => DossierClocks | null,
): DossierEvent {
  const { at } = event;
  const paperBy = (planned: string | null | undefined): string | null =>
    typeof planned === 'string' ? calendar.transferBy({ office }, at, rules.transferCutOff) : null;
  switch (event.type) {
    case 'step-opened': {
      const clocks = countStep({ ...event.data, routedAt: at }, [], rules, calendar, at);
      return { ...event, data: { ...event.data, ...clocks } };
    }
    case 'dossier-received': {
      const clocks = clocksOf(after, at);
      if (clocks === null) return event;
      const { dueAt, provisional } = clocks;
      return {
        ...event,
        data: { ...event.data, clocks, dueAt, dueProvisional: provisional, paperBy: paperBy(event.data.paperBy) },
      };
    }
    case 'dossier-accepted':
      return { ...event, data: { ...event.data, clocks: clocksOf(after, at), paperBy: paperBy(event.data.paperBy) } };
    case 'dossier-reopened':
      return { ...event, data: { ...event.data, clocks: clocksOf(after, at) } };
    case 'supplement-requested':
      return { ...event, data: { ...event.data, respondBy: respondBy(calendar, office, rules, at) } };
    case 'payment-requested': {
      const by = event.data.stopsClock ? respondBy(calendar, office, rules, at) : null;
      return { ...event, data: { ...event.data, respondBy: by } };
    }
    case 'supplement-received':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'payment-recorded':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'payment-waived':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'dossier-resumed':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'deadline-extended':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'apology-approved':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    case 'clocks-replanned':
      return { ...event, data: { ...event.data, ...runningOn(after, at) } };
    default:
      return event;
  }

  /** The clocks as they run on; none while they stand still. */
  function runningOn(state: DossierState, now: string): { clocks: DossierClocks | null; step: StepClocks | null } {
    if (state.wait !== null) return { clocks: null, step: null };
    const step = state.step === null ? null : countStep(state.step, state.pauses, rules, calendar, now);
    return { clocks: clocksOf(state, now), step };
  }
}

function respondBy(calendar: ClockCalendar, office: string, { respondWithin }: DossierRules, from: string): string {
  return known(calendar.due({ office }, { from, limit: respondWithin, pauses: [], afterSupplement: 'resume' }));
}

/** The clocks of a step from when it was routed; those that would have rung by `now` are left out. */
function countStep(
  { agency, budget, routedAt }: { readonly agency: string; readonly budget: StatedLimit; readonly routedAt: string },
  pauses: readonly Pause[],
  { dueSoon, escalateAfter, afterSupplement }: DossierRules,
  calendar: ClockCalendar,
  now: string,
): StepClocks {
  const met = pauses.filter(({ from }) => from >= routedAt);
  const dueAt = known(calendar.due({ agency }, { from: routedAt, limit: budget, pauses: met, afterSupplement }));
  const escalated = calendar.due({ agency }, { from: dueAt, limit: escalateAfter, pauses: [], afterSupplement });
  return {
    dueAt,
    dueSoonAt: ahead(calendar.dueSoon({ agency }, routedAt, dueAt, dueSoon), now),
    escalateAt: ahead(known(escalated), now),
  };
}

function countDossier(
  { pauses, reappointments }: DossierState,
  basis: ClockBasis,
  { rules, office }: Pick<Counted, 'rules' | 'office'>,
  calendar: ClockCalendar,
  now: string,
): { clocks: DossierClocks; explanation: DueExplanation } {
  const { receivedAt, limit, legalLimit, putOff } = basis;
  const { afterSupplement } = rules;
  const of = { office };
  const count = (stated: StatedLimit): CountedDue => {
    const whole = calendar.due(of, { from: receivedAt, limit: stated, pauses, afterSupplement });
    if (basis.extension === null) return whole;
    const from = known(whole);
    const more = calendar.due(of, {
      from,
      limit: basis.extension,
      pauses: since(pauses, from),
      afterSupplement: 'resume',
    });
    return {
      ...more,
      explanation: [...whole.explanation, ...more.explanation],
      provisional: whole.provisional || more.provisional,
    };
  };
  const appointment = putOff === null ? count(limit) : countPutOff(putOff, pauses, of, calendar);
  const legal = legalLimit !== null ? count(legalLimit) : putOff !== null ? count(limit) : null;
  const dueAt = known(appointment);
  return {
    explanation: { ...appointment, legal },
    clocks: {
      dueAt,
      legalDueAt: legal === null ? null : known(legal),
      dueSoonAt: ahead(calendar.dueSoon(of, receivedAt, dueAt, rules.dueSoon), now),
      apologyBy:
        reappointments < rules.maxReappointments
          ? ahead(calendar.apologyBy(of, dueAt, rules.apologyLeadCalendarDays), now)
          : null,
      supplementBy: supplementBy(receivedAt, pauses, rules, of, calendar),
      provisional: appointment.provisional,
    },
  };
}

/** An appointment that was put off is a date that was named. What stands still afterwards is added to it, working minute for minute. */
function countPutOff(
  { at, dueAt }: { readonly at: string; readonly dueAt: string },
  pauses: readonly Pause[],
  of: Holder,
  calendar: ClockCalendar,
): CountedDue {
  const minutes = calendar.workingMinutes(of, at, dueAt);
  const limit: StatedLimit = { unit: 'working-hour', value: minutes / 60 };
  const counted = calendar.due(of, { from: at, limit, pauses: since(pauses, at), afterSupplement: 'resume' });
  // Without a pause it is the named instant itself, also where no working minute ends at it.
  return since(pauses, at).length === 0 ? { ...counted, due: dueAt } : counted;
}

/** The days for asking run from reception, and anew from a supplement after which the limit starts from zero (art. 19.4). */
function supplementBy(
  receivedAt: string,
  pauses: readonly Pause[],
  { afterSupplement, supplementWithinWorkingDays }: DossierRules,
  of: Holder,
  calendar: ClockCalendar,
): string {
  const completed = pauses.filter(({ kind, to }) => kind === 'supplement' && to !== null).at(-1)?.to ?? null;
  const from = afterSupplement === 'restart' && completed !== null ? completed : receivedAt;
  const limit: StatedLimit = { unit: 'working-day', value: supplementWithinWorkingDays };
  return known(calendar.due(of, { from, limit, pauses: [], afterSupplement: 'resume' }));
}

function since(pauses: readonly Pause[], instant: string): readonly Pause[] {
  return pauses.filter(({ from }) => Date.parse(from) >= Date.parse(instant));
}

/** An instant that is still to come, else null. */
function ahead(instant: string, now: string): string | null {
  return Date.parse(instant) > Date.parse(now) ? instant : null;
}

/** The due instant, ISO, UTC. @throws DomainError `limit-unknown` while a pause is open */
function known({ due }: DueResult): string {
  if (due === null) throw new DomainError('limit-unknown');
  return new Date(due).toISOString();
}
