import type { Delivery, Enclosed } from '../consultation/events.ts';
import type { ActName, StepActName } from './act-names.ts';
import type {
  AskedComponent,
  DossierEventData,
  Handover,
  Medium,
  NoteRef,
  ObligationLine,
  ReceivedComponent,
  ReopenGround,
  VersionMove,
} from './events.ts';

/** What every act says. Ids and codes only; free text lies in an erasable table and is named by id. */
interface ActBase {
  /** The task the person saw when acting; another one open means the act is stale. Empty for a dossier that has ended. */
  readonly task: string;
  readonly medium: Medium;
  /** Code of the premises where it is done; null where nobody stands at a counter or desk. */
  readonly place: string | null;
  readonly note: NoteRef | null;
  /** Id of the uploaded result, for stages that require one. */
  readonly document: string | null;
  /**
   * Number of the last event that the person had seen; what has happened since makes the act void. Null or absent: no condition.
   * A number beyond the state's own is of events that a run behind its ledger has yet to learn of.
   */
  readonly expectedSeq?: number | null;
}

/** A further result of a dossier that has several: the procedure's id of it, and the upload. */
export interface FurtherResult {
  readonly result: string;
  readonly document: string;
}

/** When a verification takes place, ISO, UTC; its note is where, with whom, and what is found. */
interface VerificationTime {
  readonly from: string;
  readonly to: string;
}

/** What an act says beyond that, by its name. */
interface ActDetails {
  readonly seal: { readonly further?: readonly FurtherResult[] };
  readonly return: { readonly handover?: Handover };
  /** With a paper part, which has to be handed on. */
  readonly accept: { readonly paper?: boolean };
  /** Id of the stage to go back to. */
  readonly 'send-back': { readonly stage: string };
  readonly assign: {
    readonly lead: string;
    readonly supporting: readonly string[];
    readonly following: readonly string[];
  };
  readonly consult: {
    readonly asks: readonly {
      readonly rule: string;
      /** Where the rule leaves it open; null otherwise. */
      readonly agency: string | null;
      readonly via: Delivery;
      readonly question: NoteRef;
      readonly documents: readonly Enclosed[];
    }[];
  };
  readonly 'request-supplement': { readonly components: readonly AskedComponent[] };
  readonly 'receive-supplement': { readonly components: readonly ReceivedComponent[] };
  readonly 'request-payment': {
    readonly obligation: string;
    readonly kind: DossierEventData['payment-requested']['kind'];
    readonly lines: readonly ObligationLine[];
    readonly stopsClock: boolean;
  };
  readonly 'record-payment': {
    readonly obligation: string;
    readonly method: DossierEventData['payment-recorded']['method'];
    readonly reference: string;
  };
  readonly 'waive-payment': { readonly obligation: string };
  readonly 'refund-payment': { readonly obligation: string; readonly amount: number };
  /** The new appointment, ISO, UTC. */
  readonly 'draft-apology': { readonly dueAt: string };
  readonly 'plan-verification': VerificationTime;
  readonly 'record-verification': VerificationTime & { readonly documents: readonly string[] };
  /** Hash of the event that routed the step, hex. */
  readonly 'acknowledge-handover': { readonly hash: string };
  readonly 'accept-handover': { readonly hash: string };
  readonly replan: { readonly change: string };
  readonly migrate: VersionMove;
  /** `parts`: those of an interlinked stage that are done anew. */
  readonly reopen: { readonly ground: ReopenGround; readonly stage: string; readonly parts?: readonly string[] };
}

/** A human act on a dossier, of one kind. */
export type ActOf<N extends ActName> = ActBase & { readonly act: N } & (N extends keyof ActDetails
    ? ActDetails[N]
    : unknown);

/** A human act on a dossier. */
export type Act = { [N in ActName]: ActOf<N> }[ActName];

/** An act that completes the open step. */
export type CompletingAct = { [N in StepActName]: ActOf<N> }[StepActName];
