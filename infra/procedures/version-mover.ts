import type { ActorContext } from '../../domain/access/actor.ts';
import type { ActRequest } from '../../domain/dossier/command.ts';
import { ofType, type VersionMove } from '../../domain/dossier/events.ts';
import { fold } from '../../domain/dossier/evolve.ts';
import { planMove, type NumberedVersion, type PlannedMove } from '../../domain/dossier/moving.ts';
import { DomainError } from '../../domain/errors.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { approverNow } from '../calendars/change-rows.ts';
import { sendAct } from '../relay/send-act.ts';
import type { Engine } from '../temporal/engine.ts';
import {
  beginMigration,
  endPreview,
  finishMigration,
  getMigrationFacts,
  keepOutcome,
  keepPlan,
  pageOfMigration,
  type MigrationFacts,
} from './migration-rows.ts';
import type { RecordedDossier } from './recorded-dossiers.ts';
import type { DossierWalk, VersionFolderParts } from './version-folder.ts';

export interface VersionMoverParts extends VersionFolderParts {
  readonly engine: Engine;
  readonly now?: () => Date;
}

const PAGE = 100;
const ACT_WAIT_MS = 20_000;

/** How often a dossier that moved on while it was looked at is looked at again. */
const TRIES = 4;

/** The dossier is not where it was when its move was planned, or its approver's rights are others by now. */
const MAY_PASS = ['precondition-failed', 'act-stale', 'stream-moved', 'rights-changed', 'version-moved'];

/** Nothing is known of the act; it may have been done. */
const UNKNOWN = ['engine-busy', 'engine-unavailable', 'run-missing'];

/** Moves running dossiers to another version of their procedure, each as whoever approved the migration. */
export function createVersionMover({
  db,
  engine,
  procedures,
  read,
  calendar,
  now = () => new Date(),
}: VersionMoverParts) {
  const versionsOf = async ({
    code,
    from,
    to,
  }: MigrationFacts): Promise<readonly [NumberedVersion, NumberedVersion]> => {
    const [former, next] = await Promise.all([procedures.get(code, from), procedures.get(code, to)]);
    return [
      { version: from, content: former.content },
      { version: to, content: next.content },
    ];
  };
  const plan = (recorded: RecordedDossier, [from, to]: readonly [NumberedVersion, NumberedVersion]): PlannedMove =>
    planMove(recorded, from, to, { calendar, rules: recorded.rules }, now().toISOString());

  return {
    /** Looks what a proposed migration would make of each dossier. @throws DomainError `migration-unknown`, `procedure-unknown` */
    async preview(migration: string): Promise<DossierWalk> {
      const versions = await versionsOf(await getMigrationFacts(db, migration));
      return {
        page: (after) => pageOfMigration(db, migration, after, PAGE),
        async visit(code) {
          try {
            const { differences, former, next, refused } = plan(await read(code, versions[1].content), versions);
            await keepPlan(db, migration, code, { differences, former, next, code: refused?.code ?? null });
            return refused === null;
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            await keepPlan(db, migration, code, { differences: [], former: null, next: null, code: error.code });
            return false;
          }
        },
      };
    },
    endPreview: (migration: string): Promise<void> => endPreview(db, migration),
    begin: (migration: string): Promise<boolean> => beginMigration(db, migration),

    /** Moves each dossier that can be moved. Repeats change nothing. @throws DomainError `migration-unknown`, `migration-settled` */
    async apply(migration: string): Promise<DossierWalk> {
      const facts = await getMigrationFacts(db, migration);
      const { approvedAs } = facts;
      if (approvedAs === null) throw new DomainError('migration-settled', { status: 'proposed' });
      const versions = await versionsOf(facts);
      const requestHash = canonicalHash({ migrate: migration });
      let actor: Promise<ActorContext> | null = null;
      const approver = (anew: boolean): Promise<ActorContext> => {
        if (anew || actor === null) actor = approverNow(db, approvedAs);
        return actor;
      };

      const move = async (code: string, anew: boolean): Promise<boolean> => {
        const recorded = await read(code, versions[1].content);
        const { move: planned, refused } = plan(recorded, versions);
        if (planned === null) {
          const done = ofType(recorded.events, 'version-migrated').find(({ data }) => data.migration === migration);
          // What the ledger says was done was done, whoever died before he could say so.
          if (done !== undefined)
            await keepOutcome(db, migration, code, { outcome: 'done', dueAt: done.data.clocks?.dueAt ?? null });
          else if (refused?.code === 'same-version')
            await keepOutcome(db, migration, code, { outcome: 'unchanged', code: refused.code });
          else throw refused ?? new DomainError('version-moved');
          return false;
        }
        const request = { ...actOn(recorded, planned, migration), requestHash, actor: await approver(anew) };
        const { dueAt } = await sendAct({ db, engine, procedures, waitMs: ACT_WAIT_MS }, code, request);
        await keepOutcome(db, migration, code, { outcome: 'done', dueAt });
        return true;
      };

      return {
        page: (after) => pageOfMigration(db, migration, after, PAGE),
        async visit(code) {
          for (let tried = 1; ; tried += 1) {
            try {
              return await move(code, tried > 1);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              // For the engine a refusal is final; this is none.
              if (UNKNOWN.includes(error.code)) throw new Error(error.code, { cause: error });
              if (MAY_PASS.includes(error.code) && tried < TRIES) continue;
              await keepOutcome(db, migration, code, { outcome: 'refused', code: error.code });
              return false;
            }
          }
        },
      };
    },
    finish: (migration: string): Promise<void> => finishMigration(db, migration),
  };
}

/** The act on exactly what was planned: what has happened since makes it void, and its repeat is the same command. */
function actOn(
  { code, events, seq }: RecordedDossier,
  move: Omit<VersionMove, 'migration'>,
  migration: string,
): Pick<ActRequest, 'key' | 'act' | 'ledgerSeq'> {
  return {
    key: `${migration}:${code}:${seq}`,
    ledgerSeq: seq,
    act: {
      act: 'migrate',
      ...move,
      migration,
      task: fold(code, events).step?.task ?? '',
      medium: 'electronic',
      place: null,
      note: null,
      document: null,
      expectedSeq: seq,
    },
  };
}
