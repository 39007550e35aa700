import type { ExtensionGround, ProcedureContent } from '../procedure/procedure.ts';
import type { StatedLimit } from '../procedure/route.ts';
import type { Lead } from '../calendar/lead.ts';

/**
 * The clock and duty rules a dossier lives under: those in force on the day of its receipt. Data, by the id of its rule set; a
 * number that changes is another rule set with another date.
 */
export interface ClockRules {
  /** Decree 61/2018 art. 19.4: what the clock does when a supplement is complete. */
  readonly afterSupplement: 'restart' | 'resume';
  /** Art. 19.4: working days from reception within which a supplement must be asked for. */
  readonly supplementWithinWorkingDays: number;
  /** How long the applicant has to bring a supplement or to pay, before closing the dossier is proposed. */
  readonly respondWithin: StatedLimit;
  /** Art. 19.9: calendar days before the due date by which an apology must go out. */
  readonly apologyLeadCalendarDays: number;
  /** Art. 19.9: how often a dossier may be given another date. */
  readonly maxReappointments: number;
  /** Art. 18: a paper dossier received after this local time goes at the start of the next working day. */
  readonly transferCutOff: string;
  /** How long the one-stop office has to answer what was filed online or by post. */
  readonly receptionWithin: StatedLimit;
  readonly dueSoon: Lead;
  /** How long after a step is overdue its superior is told. */
  readonly escalateAfter: StatedLimit;
}

/** The rules of one dossier: those of its rule set, and what the law of its procedure says otherwise. */
export interface DossierRules extends ClockRules {
  /** By how much the limit may be extended, where the procedure's law allows it at all. */
  readonly extension: StatedLimit | null;
  /** What the extension needs beside a reason. */
  readonly extensionGround?: ExtensionGround;
}

/** The rules of a dossier by its rule set and its pinned procedure version. */
export function rulesOf(
  rules: ClockRules,
  {
    extension,
    extensionGround,
    supplementWithinWorkingDays,
  }: Pick<ProcedureContent, 'extension' | 'extensionGround' | 'supplementWithinWorkingDays'>,
): DossierRules {
  return {
    afterSupplement: rules.afterSupplement,
    supplementWithinWorkingDays: supplementWithinWorkingDays ?? rules.supplementWithinWorkingDays,
    respondWithin: rules.respondWithin,
    apologyLeadCalendarDays: rules.apologyLeadCalendarDays,
    maxReappointments: rules.maxReappointments,
    transferCutOff: rules.transferCutOff,
    receptionWithin: rules.receptionWithin,
    dueSoon: rules.dueSoon,
    escalateAfter: rules.escalateAfter,
    extension: extension ?? null,
    ...(extensionGround === undefined ? {} : { extensionGround }),
  };
}
