import { dueDate, type DueResult } from '../../domain/calendar/due-date.ts';
import type { Calendar } from '../../domain/calendar/types.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StatedLimit } from '../../domain/procedure/route.ts';
import type { Catalogue } from './load-catalogue.ts';

/** Due instants by the calendars of the catalogue. */
export interface Deadlines {
  /** The appointment of a dossier received at an office, with its explanation. */
  ofDossier(office: string, limit: StatedLimit, received: string): DueResult;
  /** When a step of an agency is due. */
  ofStep(agency: string, budget: StatedLimit, routedAt: string): string;
}

export function createDeadlines(catalogue: Catalogue): Deadlines {
  return {
    ofDossier: (office, limit, received) => compute(catalogue.calendarOfOffice(office), limit, received),
    ofStep(agency, budget, routedAt) {
      const { due } = compute(catalogue.calendarOfAgency(agency), budget, routedAt);
      if (due === null) throw new DomainError('limit-unknown', { agency });
      return new Date(due).toISOString();
    },
  };
}

function compute(calendar: Calendar, { unit, value, counting, cutOff }: StatedLimit, received: string): DueResult {
  return dueDate({
    received,
    limit: { unit, value },
    calendar,
    ...(counting === undefined ? {} : { counting }),
    ...(cutOff === undefined ? {} : { cutOff }),
  });
}
