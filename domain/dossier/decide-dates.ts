import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { openStepOf, reasonOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';

/**
 * Extends the limit by what the procedure's law allows, once and while it runs: one that has passed is apologised for.
 * @throws DomainError `extension-not-allowed`, `extension-used`, `extension-too-late`, `extension-unverified`, `act-not-now` before
 *   reception or once processed
 */
export function extend(desk: Deciding, act: ActOf<'extend'>): DraftEvent[] {
  const { state, rules, at } = desk;
  assertRuns(desk, act.act);
  if (rules.extension === null) throw new DomainError('extension-not-allowed');
  if (state.basis?.extension !== null) throw new DomainError('extension-used');
  const passed = [state.dueAt, state.clocks?.legalDueAt ?? null].find(
    (due) => due !== null && Date.parse(at) > Date.parse(due),
  );
  if (passed != null) throw new DomainError('extension-too-late', { dueAt: passed });
  if (rules.extensionGround === 'verification' && state.verifications === 0)
    throw new DomainError('extension-unverified');
  return [
    {
      type: 'deadline-extended',
      at,
      data: { by: rules.extension, note: reasonOf(act), clocks: null, step: null },
    },
  ];
}

/**
 * Drafts an apology with a new appointment (văn bản xin lỗi và hẹn lại, Decree 61/2018 art. 19.9). A later draft takes the place of
 * an earlier one.
 * @throws DomainError `reappointments-used`, `appointment-not-later`, `act-not-now`
 */
export function draftApology(desk: Deciding, act: ActOf<'draft-apology'>): DraftEvent[] {
  assertRuns(desk, act.act);
  assertLeft(desk);
  assertLater(desk, act.dueAt);
  return [{ type: 'apology-drafted', at: desk.at, data: { dueAt: act.dueAt, note: reasonOf(act) } }];
}

/**
 * The leader approves the apology: the appointment is put off to its date.
 * @throws DomainError `apology-missing`, `reappointments-used`, `appointment-not-later`, `act-not-now`
 */
export function approveApology(desk: Deciding, act: ActOf<'approve-apology'>): DraftEvent[] {
  const { state, at } = desk;
  assertRuns(desk, act.act);
  assertLeft(desk);
  if (state.apology === null) throw new DomainError('apology-missing');
  const { dueAt } = state.apology;
  assertLater(desk, dueAt);
  const by = state.clocks?.apologyBy ?? null;
  return [
    {
      type: 'apology-approved',
      at,
      data: {
        formerDueAt: state.dueAt ?? at,
        dueAt,
        inTime: by !== null && Date.parse(at) <= Date.parse(by),
        note: act.note,
        clocks: null,
        step: null,
      },
    },
  ];
}

function assertLeft({ state, rules }: Deciding): void {
  if (state.reappointments >= rules.maxReappointments)
    throw new DomainError('reappointments-used', { allowed: rules.maxReappointments });
}

function assertLater({ state, at }: Deciding, dueAt: string): void {
  const earliest = Math.max(Date.parse(at), Date.parse(state.dueAt ?? at));
  if (!(Date.parse(dueAt) > earliest))
    throw new DomainError('appointment-not-later', { dueAt: new Date(earliest).toISOString() });
}

/** The dossier's own clocks run: it was received, and its result is not ready yet. */
function assertRuns(desk: Deciding, act: string): void {
  const { state } = desk;
  if (state.basis === null || state.processedAt !== null)
    throw new DomainError('act-not-now', { act, stage: openStepOf(desk).stage });
}

/** The paper part has arrived at the agency that holds the step (art. 18). @throws DomainError `paper-not-awaited` */
export function confirmPaper({ state, at }: Deciding): DraftEvent[] {
  if (state.paperBy === null) throw new DomainError('paper-not-awaited');
  return [{ type: 'paper-arrived', at, data: { late: Date.parse(at) > Date.parse(state.paperBy) } }];
}

/** The calendar has changed: the clocks that run are set anew, and each keeps what it was before in the ledger. */
export function replan({ state, at }: Deciding, act: ActOf<'replan'>): DraftEvent[] {
  return [
    {
      type: 'clocks-replanned',
      at,
      data: { change: act.change, formerDueAt: state.dueAt, clocks: null, step: null },
    },
  ];
}
