import type { ActorContext } from './actor.ts';
import { readerOf, type Reader } from './personal-view.ts';
import type { AccessSubject } from './subject.ts';

/** How much somebody sees of what is the administration's own: personal to nobody who asks, and no matter of his either. */
export interface InternalView {
  /** Which officers work on it, what they and the agencies that are asked think and write, their working papers. */
  readonly proceedings: boolean;
  /** Where in the store a result lies: for who proves that it does, or looks after the store. */
  readonly storage: boolean;
}

const OUTSIDE: InternalView = { proceedings: false, storage: false };
const WORKS: InternalView = { proceedings: true, storage: false };
const PROVES: InternalView = { proceedings: true, storage: true };

/** Whoever works on a dossier or oversees it sees how it is worked on; who asks for it, or where it stands, sees what comes of it. */
const SEEN: Readonly<Record<Reader, InternalView>> = {
  citizen: OUTSIDE,
  'other-counter': OUTSIDE,
  receptionist: WORKS,
  appraiser: WORKS,
  'agency-leader': WORKS,
  'one-stop-head': WORKS,
  'seal-clerk': WORKS,
  'return-clerk': WORKS,
  superior: WORKS,
  'indicator-officer': WORKS,
  'catalogue-administrator': WORKS,
  auditor: PROVES,
  'auditor-for-cause': PROVES,
  'system-administrator': PROVES,
};

/** What an actor sees of the administration's own in a dossier that he may read. */
export function internalView(actor: ActorContext, subject: AccessSubject): InternalView {
  return SEEN[readerOf(actor, subject, false)];
}
