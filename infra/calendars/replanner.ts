import type { ActorContext } from '../../domain/access/actor.ts';
import type { ActRequest } from '../../domain/dossier/command.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { planAnew, type PlannedDates } from '../../domain/dossier/replanning.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { createClockCalendar } from '../catalogue/deadlines.ts';
import type { Catalogue } from '../catalogue/load-catalogue.ts';
import { toCalendar } from '../catalogue/to-calendar.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import type { Database } from '../db/orm.ts';
import type { ProcedureVersions } from '../db/procedures.ts';
import { sendAct } from '../relay/send-act.ts';
import type { Engine } from '../temporal/engine.ts';
import { holdersOf, withCalendar, withCalendarsInForce, type CalendarStore } from './calendar-store.ts';
import { getCalendarVersion } from './calendar-versions.ts';
import {
  approverNow,
  beginChange,
  endPreview,
  finishChange,
  getChangeFacts,
  keepOutcome,
  keepPreview,
  pageOfDossiers,
  settleItems,
  type ChangeFacts,
} from './change-rows.ts';

/** A walk over dossiers: their codes page by page, and what is done with each. */
export interface DossierWalk {
  /** Codes that come after one, in order; none when the walk is over. */
  page(after: string | null): Promise<readonly string[]>;
  /** @returns true when something changes, or was changed, for the dossier */
  visit(code: string): Promise<boolean>;
}

export interface ReplannerParts {
  readonly db: Database;
  readonly engine: Engine;
  readonly procedures: ProcedureVersions;
  /** As its files have it. */
  readonly catalogue: Catalogue;
  readonly calendars: CalendarStore;
  readonly now?: () => Date;
}

const PAGE = 100;
const ACT_WAIT_MS = 20_000;

/** How often a dossier that moved while it was looked at is looked at again; the next pass does the rest. */
const TRIES = 4;

/** The dossier is not where it was when its dates were compared. */
const MOVED = ['precondition-failed', 'act-stale', 'stream-moved', 'dossier-ended'];

/** Nothing is known of the act; it may have been done. */
const UNKNOWN = ['engine-busy', 'engine-unavailable', 'run-missing'];

/** Changes of calendars, and what they come to for open dossiers. */
export function createReplanner({
  db,
  engine,
  procedures,
  catalogue,
  calendars,
  now = () => new Date(),
}: ReplannerParts) {
  const inForce = withCalendarsInForce(catalogue, calendars);
  const at = (): string => now().toISOString();
  /** Compares a dossier's dates with what a calendar makes of them. @returns null when they are the same */
  const compare = async (code: string, calendar: ClockCalendar): Promise<Comparison | null> => {
    let snapshot: DossierSnapshot | null = null;
    try {
      snapshot = await loadSnapshot(db, procedures, code);
      const planned = planAnew(snapshot, calendar, at());
      return planned.left === null ? { snapshot, ...planned, fault: null } : null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { dueAt = null, step = null } = snapshot?.state ?? {};
      return { snapshot, former: { dueAt, stepDueAt: step?.dueAt ?? null }, next: null, fault: error };
    }
  };

  const walk = async (
    change: string,
    open: (facts: ChangeFacts) => Promise<DossierWalk['visit']>,
  ): Promise<DossierWalk> => {
    const facts = await getChangeFacts(db, change);
    const holders = holdersOf(catalogue, facts.calendar);
    const visit = await open(facts);
    return { page: (after) => pageOfDossiers(db, holders, after, PAGE), visit };
  };

  return {
    /**
     * Puts an approved change in force; this process counts by it at once.
     * @returns after how many milliseconds every process does; null when there is nothing to begin
     */
    async begin(change: string): Promise<{ readonly settleMs: number } | null> {
      const sinceMs = await beginChange(db, change);
      if (sinceMs === null) return null;
      await calendars.refresh();
      return { settleMs: Math.ceil(Math.max(0, calendars.settleMs - sinceMs)) };
    },

    /** Looks what a proposed change would make of each dossier, and keeps what it would change. */
    preview: (change: string): Promise<DossierWalk> =>
      walk(change, async ({ calendar, version }) => {
        const { content } = await getCalendarVersion(db, calendar, version);
        const proposed = createClockCalendar(withCalendar(inForce, calendar, toCalendar(content)));
        return async (code) => {
          const found = await compare(code, proposed);
          if (found !== null) await keepPreview(db, change, code, { ...found, code: found.fault?.code ?? null });
          return found !== null;
        };
      }),
    endPreview: (change: string, lookedAt: number): Promise<void> => endPreview(db, change, lookedAt),

    /** Plans each dossier anew whose dates the calendar in force has otherwise. Repeats change nothing. */
    apply: (change: string): Promise<DossierWalk> =>
      walk(change, async ({ approvedAs }) => {
        if (approvedAs === null) throw new DomainError('calendar-change-settled', { status: 'proposed' });
        await calendars.refresh();
        const calendar = createClockCalendar(inForce);
        const requestHash = canonicalHash({ replan: change });
        let actor: Promise<ActorContext> | null = null;
        const approver = (anew = false): Promise<ActorContext> => {
          if (anew || actor === null) actor = approverNow(db, approvedAs);
          return actor;
        };

        const replan = async (code: string): Promise<boolean> => {
          for (let tried = 1; ; tried += 1) {
            const found = await compare(code, calendar);
            if (found === null) {
              await settleItems(db, change, code);
              return false;
            }
            try {
              if (found.fault !== null) throw found.fault;
              const request = { ...actOn(found.snapshot, change), requestHash, actor: await approver(tried > 1) };
              const { dueAt } = await sendAct({ db, engine, procedures, waitMs: ACT_WAIT_MS }, code, request);
              await keepOutcome(db, change, code, found.former, { outcome: 'done', dueAt });
              return true;
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              // For the engine a refusal is final; this is none.
              if (UNKNOWN.includes(error.code)) throw new Error(error.code, { cause: error });
              const mayPass = MOVED.includes(error.code) || error.code === 'rights-changed';
              if (mayPass && tried < TRIES) continue;
              await keepOutcome(db, change, code, found.former, { outcome: 'refused', code: error.code });
              return MOVED.includes(error.code);
            }
          }
        };
        return replan;
      }),
    finish: (change: string): Promise<void> => finishChange(db, change),
  };
}

/** What a calendar would change of a dossier, or why its dates cannot be counted. */
type Comparison = { readonly former: PlannedDates } & (
  | { readonly snapshot: DossierSnapshot; readonly next: PlannedDates; readonly fault: null }
  | { readonly snapshot: DossierSnapshot | null; readonly next: null; readonly fault: DomainError }
);

/** The act on exactly what was compared: what has happened since makes it void, and its repeat is the same command. */
function actOn({ state }: DossierSnapshot, change: string): Pick<ActRequest, 'key' | 'act' | 'ledgerSeq'> {
  return {
    key: `${change}:${state.code}:${state.seq}`,
    ledgerSeq: state.seq,
    act: {
      act: 'replan',
      change,
      task: state.step?.task ?? '',
      medium: 'electronic',
      place: null,
      note: null,
      document: null,
      expectedSeq: state.seq,
    },
  };
}
