import type { DueResult } from '../calendar/due-date.ts';
import type { Lead } from '../calendar/lead.ts';
import type { Pause } from '../calendar/types.ts';
import type { StatedLimit } from '../procedure/route.ts';

/** Whose calendar counts: an agency's or a one-stop office's, by its code. */
export type Holder = { readonly agency: string } | { readonly office: string };

/** A period to be counted. */
export interface Count {
  readonly from: string;
  readonly limit: StatedLimit;
  readonly pauses: readonly Pause[];
  readonly afterSupplement: 'restart' | 'resume';
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
