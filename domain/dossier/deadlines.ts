import type { DueResult } from '../calendar/due-date.ts';
import { countConsultation } from '../consultation/clocks.ts';
import type { Pause } from '../calendar/types.ts';
import { DomainError } from '../errors.ts';
import type { StatedLimit } from '../procedure/route.ts';
import type { DossierClocks, DossierEvent, StepClocks } from './events.ts';
import type { ClockCalendar, Count, CountedDue, Holder } from './clock-calendar.ts';
import { evolve } from './evolve.ts';
import type { DossierRules } from './rules.ts';
import type { Lead } from '../calendar/lead.ts';
import type { ClockBasis, DossierHead, DossierState } from './state.ts';

export type { ClockCalendar, Count, CountedDue, Holder } from './clock-calendar.ts';

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
  const clocksOf = (after: DossierState, by = rules): DossierClocks | null => {
    if (after.basis === null) return null;
    const counted = countDossier(after, after.basis, { rules: by, office }, calendar);
    explanation = counted.explanation;
    return counted.clocks;
  };
  const stamped = events.map((event) => {
    const filled = fill(event, before, { rules, office }, calendar, clocksOf);
    before = evolve(before, filled);
    return filled;
  });
  return { events: stamped, explanation };
}

function fill(
  event: DossierEvent,
  before: DossierState,
  { rules, office }: Pick<Counted, 'rules' | 'office'>,
  calendar: ClockCalendar,
  clocksOf: (after: DossierState, by?: DossierRules) => DossierClocks | null,
): DossierEvent {
  const { at } = event;
  const after = evolve(before, event);
  const paperBy = (planned: string | null | undefined): string | null =>
    typeof planned === 'string' ? calendar.transferBy({ office }, at, rules.transferCutOff) : null;
  switch (event.type) {
    case 'step-opened': {
      const clocks = countStep({ ...event.data, routedAt: at }, [], rules, calendar);
      return { ...event, data: { ...event.data, ...clocks } };
    }
    case 'dossier-received': {
      const clocks = clocksOf(after);
      if (clocks === null) return event;
      const { dueAt, provisional } = clocks;
      return {
        ...event,
        data: { ...event.data, clocks, dueAt, dueProvisional: provisional, paperBy: paperBy(event.data.paperBy) },
      };
    }
    case 'dossier-accepted':
      return { ...event, data: { ...event.data, clocks: clocksOf(after), paperBy: paperBy(event.data.paperBy) } };
    case 'dossier-reopened':
      return { ...event, data: { ...event.data, clocks: clocksOf(after) } };
    case 'part-begun':
      return { ...event, data: { ...event.data, clocks: clocksOf(after) } };
    case 'part-resumed':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'consultations-asked': {
      const asks = event.data.asks.map((ask) => ({ ...ask, ...countConsultation(ask, at, [], calendar) }));
      return { ...event, data: { ...event.data, asks } };
    }
    case 'supplement-requested':
      return { ...event, data: { ...event.data, respondBy: respondBy(calendar, office, rules, at) } };
    case 'payment-requested': {
      const by = event.data.stopsClock ? respondBy(calendar, office, rules, at) : null;
      return { ...event, data: { ...event.data, respondBy: by } };
    }
    case 'supplement-received':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'payment-recorded':
      return { ...event, data: { ...event.data, ...(before.wait === after.wait ? untouched : runningOn()) } };
    case 'payment-waived':
      return { ...event, data: { ...event.data, ...(before.wait === after.wait ? untouched : runningOn()) } };
    case 'dossier-resumed':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'deadline-extended':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'apology-approved':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'clocks-replanned':
      return { ...event, data: { ...event.data, ...runningOn() } };
    case 'version-migrated': {
      const { supplementWithinWorkingDays } = event.data;
      return { ...event, data: { ...event.data, ...runningOn({ ...rules, supplementWithinWorkingDays }) } };
    }
    default:
      return event;
  }

  /** The clocks as they run on; none while they stand still. */
  function runningOn(by = rules): { clocks: DossierClocks | null; step: StepClocks | null } {
    if (after.wait !== null) return untouched;
    const step = after.step === null ? null : countStep(after.step, after.pauses, by, calendar);
    return { clocks: clocksOf(after, by), step };
  }
}

const untouched = { clocks: null, step: null } as const;

function respondBy(calendar: ClockCalendar, office: string, { respondWithin }: DossierRules, from: string): string {
  return known(calendar.due({ office }, { from, limit: respondWithin, pauses: [], afterSupplement: 'resume' }));
}

/** The clocks of a step from when it was routed. */
function countStep(
  { agency, budget, routedAt }: { readonly agency: string; readonly budget: StatedLimit; readonly routedAt: string },
  pauses: readonly Pause[],
  { dueSoon, escalateAfter, afterSupplement }: DossierRules,
  calendar: ClockCalendar,
): StepClocks {
  const met = pausesFrom(pauses, routedAt);
  const count = { from: routedAt, limit: budget, pauses: met, afterSupplement };
  const dueAt = known(calendar.due({ agency }, count));
  const overdue = {
    from: dueAt,
    limit: escalateAfter,
    pauses: since(pauses, dueAt),
    afterSupplement: 'resume',
  } as const;
  const escalated = calendar.due({ agency }, overdue);
  return {
    dueAt,
    dueSoonAt: laterThan(routedAt, warnedAt(dueSoon, count, dueAt, { agency }, calendar)),
    escalateAt: laterThan(routedAt, known(escalated)),
  };
}

function countDossier(
  { pauses, reappointments, partOf }: DossierState,
  basis: ClockBasis,
  { rules, office }: Pick<Counted, 'rules' | 'office'>,
  calendar: ClockCalendar,
): { clocks: DossierClocks; explanation: DueExplanation } {
  const { receivedAt, limit, legalLimit, putOff } = basis;
  const { afterSupplement } = rules;
  const of = partOf === null ? { office } : { agency: partOf.agency };
  const whole = { from: receivedAt, pauses, afterSupplement };
  const count = (stated: StatedLimit): CountedDue => lengthened(calendar.due(of, { ...whole, limit: stated }));
  const named = (one: NonNullable<ClockBasis['putOff']>): CountedDue => {
    const counted = countPutOff(one, pauses, of, calendar);
    return one.extended ? lengthened(counted) : counted;
  };
  const lengthened = (counted: CountedDue): CountedDue => {
    if (basis.extension === null) return counted;
    const from = known(counted);
    const more = calendar.due(of, {
      from,
      limit: basis.extension,
      pauses: since(pauses, from),
      afterSupplement: 'resume',
    });
    return {
      ...more,
      explanation: [...counted.explanation, ...more.explanation],
      provisional: counted.provisional || more.provisional,
    };
  };
  const appointment = putOff === null ? count(limit) : named(putOff);
  const legal = legalLimit !== null ? count(legalLimit) : putOff !== null ? count(limit) : null;
  const dueAt = known(appointment);
  return {
    explanation: { ...appointment, legal },
    clocks: {
      dueAt,
      legalDueAt: legal === null ? null : known(legal),
      dueSoonAt: laterThan(receivedAt, warnedAt(rules.dueSoon, whole, dueAt, of, calendar)),
      apologyBy:
        // The appointment, and all that is asked of the applicant, are the whole dossier's.
        partOf === null && reappointments < rules.maxReappointments
          ? laterThan(receivedAt, calendar.apologyBy(of, dueAt, rules.apologyLeadCalendarDays))
          : null,
      supplementBy: partOf === null ? supplementBy(receivedAt, pauses, rules, of, calendar) : null,
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
  const count = { from: at, limit, afterSupplement: 'resume' } as const;
  const counted = calendar.due(of, { ...count, pauses: since(pauses, at) });
  // Where nothing stood still it is the named instant itself, also where no working minute ends at it.
  return counted.due === calendar.due(of, { ...count, pauses: [] }).due ? { ...counted, due: dueAt } : counted;
}

/** The days for asking run from reception, and anew from a supplement after which the limit starts from zero (art. 19.4). */
function supplementBy(
  receivedAt: string,
  pauses: readonly Pause[],
  { afterSupplement, supplementWithinWorkingDays }: DossierRules,
  of: Holder,
  calendar: ClockCalendar,
): string {
  const completed =
    since(pauses, receivedAt).findLast(({ kind, to }) => kind === 'supplement' && to !== null)?.to ?? null;
  const from = afterSupplement === 'restart' && completed !== null ? completed : receivedAt;
  const limit: StatedLimit = { unit: 'working-day', value: supplementWithinWorkingDays };
  return known(calendar.due(of, { from, limit, pauses: [], afterSupplement: 'resume' }));
}

/** The pauses of a step: with what is left of one in which it was opened, when the last part had ended before it heard of the wait. */
export function pausesFrom(pauses: readonly Pause[], instant: string): readonly Pause[] {
  const beginning = Date.parse(instant);
  return pauses.flatMap((pause) => {
    if (Date.parse(pause.from) >= beginning) return [pause];
    return pause.to === null || Date.parse(pause.to) > beginning ? [{ ...pause, from: instant }] : [];
  });
}

function since(pauses: readonly Pause[], instant: string): readonly Pause[] {
  return pauses.filter(({ from }) => Date.parse(from) >= Date.parse(instant));
}

/** From when on people are warned. A share is one of the working time in which the clock runs: since it restarted, without pauses. */
function warnedAt(
  lead: Lead,
  { from, pauses, afterSupplement }: Omit<Count, 'limit'>,
  dueAt: string,
  of: Holder,
  calendar: ClockCalendar,
): string {
  const met = since(pauses, from).filter((pause) => Date.parse(pause.from) < Date.parse(dueAt));
  if (met.length === 0 || !('share' in lead)) return calendar.dueSoon(of, from, dueAt, lead);
  const restarted = afterSupplement === 'restart' ? met.findLast(({ kind }) => kind === 'supplement')?.to : null;
  const start = restarted ?? from;
  const minutes = since(met, start).reduce(
    (left, pause) => left - calendar.workingMinutes(of, pause.from, pause.to ?? dueAt),
    calendar.workingMinutes(of, start, dueAt),
  );
  return calendar.dueSoon(of, start, dueAt, { workingMinutes: Math.max(0, Math.round(minutes * lead.share)) });
}

/**
 * An instant that comes after the beginning of what it belongs to, else null: there is nothing to warn of before. One that has passed
 * by now stays: unless it was recorded, it still has to be.
 */
function laterThan(beginning: string, instant: string): string | null {
  return Date.parse(instant) > Date.parse(beginning) ? instant : null;
}

/** The due instant, ISO, UTC. @throws DomainError `limit-unknown` while a pause is open */
function known({ due }: DueResult): string {
  if (due === null) throw new DomainError('limit-unknown');
  return new Date(due).toISOString();
}
