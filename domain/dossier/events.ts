import type { EventActor } from '../access/actor.ts';
import type { Role } from '../access/roles.ts';
import type { Channel } from '../procedure/procedure.ts';
import type { ActName, StageKind, StatedLimit } from '../procedure/route.ts';

/** How an act was done and handed on: in the system, or on paper and entered afterwards. */
export type Medium = 'electronic' | 'paper';

/** A digitised result as stored: where its ciphertext lies and until when nobody can delete it. */
export interface StoredResult {
  readonly document: string;
  readonly bucket: string;
  /** Object key, which ends in the ciphertext's own SHA-256. */
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
  readonly retainUntil: string;
}

/** A handed-in component: ids and counts only; names come from the pinned procedure version. */
export interface ReceivedComponent {
  readonly component: string;
  readonly originals: number;
  readonly copies: number;
  readonly documents: readonly string[];
}

/** What the events of a dossier's stream say. Ids, codes, instants and salted commitments; never a personal value. */
export interface DossierEventData {
  readonly 'dossier-received': {
    readonly procedure: string;
    readonly version: number;
    readonly case: string;
    readonly channel: Channel;
    readonly office: string;
    readonly receivingAgency: string;
    readonly competentAgency: string;
    /** Codes of the premises of the receiving centre, by which steps on site are told. */
    readonly centrePremises: readonly string[];
    /** The receiving office does not serve the territory of the competent agency (phi địa giới, Decree 118/2025 art. 14). */
    readonly receivedElsewhere: boolean;
    /** Stage id -> agency, as resolved at intake. */
    readonly agencies: Readonly<Record<string, string>>;
    readonly ruleSet: string;
    readonly limit: StatedLimit;
    readonly dueAt: string;
    readonly dueProvisional: boolean;
    readonly components: readonly ReceivedComponent[];
    /** SHA-256 over salt and canonical personal data; salt and data lie in erasable tables. */
    readonly applicantCommitment: string;
    readonly formCommitment: string | null;
  };
  readonly 'step-opened': {
    readonly task: string;
    readonly stage: string;
    readonly kind: StageKind;
    readonly agency: string;
    readonly role: Role;
    readonly budget: StatedLimit;
    /** Null only in a draft: the calendar stamps it before the event is written. */
    readonly dueAt: string | null;
  };
  readonly 'step-acted': {
    readonly task: string;
    readonly stage: string;
    readonly kind: StageKind;
    readonly act: ActName;
    /** Id of a note in the erasable table of texts, with its commitment. */
    readonly note: { readonly id: string; readonly commitment: string } | null;
    readonly result: StoredResult | null;
  };
  readonly 'dossier-returned': { readonly late: boolean };
  readonly 'step-overdue': { readonly task: string; readonly dueAt: string };
  readonly 'dossier-overdue': { readonly dueAt: string };
}

export type DossierEventType = keyof DossierEventData;

/** An event before it has its place in the ledger. */
export type DraftEvent = {
  [T in DossierEventType]: { readonly type: T; readonly at: string; readonly data: DossierEventData[T] };
}[DossierEventType];

/** One row of the ledger without its hashes. The shape is final: the ledger can only be appended to. */
export type DossierEvent = DraftEvent & {
  readonly v: 1;
  readonly stream: string;
  readonly seq: number;
  readonly actor: EventActor;
  readonly medium: Medium;
  /** Code of the premises where the act was done; null where the engine acted. */
  readonly place: string | null;
  /** Idempotency key of the command that wrote it. */
  readonly command: string;
};
