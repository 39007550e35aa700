import { ActRequestBody } from '../../contracts/act.ts';
import { ACTS } from '../../domain/dossier/acts.ts';
import { DomainError } from '../../domain/errors.ts';
import { createActDesk, type ActCommand, type ActDeskParts } from '../acts/act-desk.ts';
import { findSubject } from '../db/dossier-subject.ts';
import { loadSnapshot } from '../db/load-snapshot.ts';
import { findThrough } from '../identity/find-client.ts';
import { findIdentity } from '../identity/find-identity.ts';
import { actorFor, isStrange, mayKnow } from '../identity/powers.ts';
import { sendAct } from '../relay/send-act.ts';
import type { Engine } from '../temporal/engine.ts';
import {
  claimItem,
  isWritten,
  nextItems,
  settleItem,
  standsNow,
  type BatchStands,
  type BegunItem,
} from './batch-rows.ts';

export interface BatchRunnerParts extends Pick<ActDeskParts, 'db' | 'procedures' | 'hash' | 'places' | 'agencies'> {
  readonly engine: Engine;
  readonly now?: () => Date;
}

/** Items of one slice: short, so that batches of several agencies take turns. */
const SLICE = 10;
/** Less than a worker may be silent for. */
const ACT_WAIT_MS = 10_000;

/** How often an item is tried at once when something has come between. */
const TRIES = 4;
const MAY_PASS = ['rights-changed', 'stream-moved', 'precondition-failed'];

/** Nothing is known of the act; it may have been done. */
const UNKNOWN = ['engine-busy', 'engine-unavailable', 'run-missing', 'busy-retry'];

/** Does what batches say, item by item, each as whoever asked for it would have done it by hand at that moment. */
export function createBatchRunner({ now = () => new Date(), ...parts }: BatchRunnerParts) {
  const { db, engine, procedures } = parts;
  const desk = createActDesk({
    ...parts,
    now,
    find: () => Promise.resolve({ paper: false, lines: [] }),
    send: (code, request) => sendAct({ db, engine, procedures, waitMs: ACT_WAIT_MS }, code, request),
  });

  /** The rights are read anew for each try: those of before count no more. */
  const actAs = async (
    { person, appointment, via, dossier }: BegunItem,
    key: string,
    body: ActRequestBody,
    conditionOn: ActCommand['conditionOn'],
  ): Promise<number> => {
    const identity = await (via === null ? findIdentity(db, person) : findThrough(db, via, person));
    if (identity === null) throw new DomainError('appointment-unknown');
    try {
      const { seq } = await desk.act({
        code: dossier,
        key,
        body,
        conditionOn,
        person,
        actorFor: (subject) => actorFor(identity, ACTS[body.act].permission, subject, appointment),
      });
      return seq;
    } catch (error) {
      if (!isStrange(error)) throw error;
      // As by hand: who has come to be nothing to the dossier is not told that it is there.
      const subject = await findSubject(db, dossier);
      if (subject !== null && mayKnow(identity, subject)) throw error;
      throw new DomainError('dossier-unknown', { code: dossier });
    }
  };

  const act = (item: BegunItem, key: string): Promise<number> => {
    const { act: name, task, note, details } = item;
    const body = ActRequestBody.parse({ ...details, act: name, task, ...(note === null ? {} : { note }) });
    return actAs(item, key, body, () => null);
  };

  /** Takes back what the item itself did, and nothing that came after. @returns null when it was taken back before */
  const undo = async (item: BegunItem, key: string): Promise<number | null> => {
    const undoing = `${key}:undo`;
    if (await isWritten(db, item.dossier, undoing)) return null;
    const { state } = await loadSnapshot(db, procedures, item.dossier);
    if (state.undo?.command !== key || state.step === null) throw new DomainError('nothing-to-undo');
    const { medium, place } = item.details;
    const body = ActRequestBody.parse({ act: 'undo', task: state.step.task, medium, place });
    return actAs(item, undoing, body, () => state.seq);
  };

  return {
    /** Positions of the next items of a batch; none when it is over or paused. */
    next: (batch: string): Promise<readonly number[]> => nextItems(db, batch, SLICE),

    /** Works on one item. @returns false when nothing is known of its outcome yet: it comes again */
    async visit(batch: string, position: number): Promise<boolean> {
      const item = await claimItem(db, batch, position);
      if (item === null) return true;
      const key = `${batch}:${position}`;
      for (let tried = 1; ; tried += 1) {
        try {
          if (item.undoing) {
            await settleItem(db, batch, position, { outcome: 'undone', seq: await undo(item, key) });
          } else {
            await settleItem(db, batch, position, { outcome: 'done', seq: await act(item, key) });
          }
          return true;
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          if (UNKNOWN.includes(error.code)) return false;
          if (MAY_PASS.includes(error.code) && tried < TRIES) continue;
          const outcome = item.undoing ? 'undo-refused' : 'refused';
          await settleItem(db, batch, position, { outcome, refusal: error });
          return true;
        }
      }
    },

    /** Ends the batch when nothing is left of it. */
    stands: (batch: string): Promise<BatchStands> => standsNow(db, batch),
  };
}
