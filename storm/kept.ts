/** A command of which somebody was told that it is done. */
export interface Acknowledged {
  /** The dossier's code or, of a reception, `intake:` and who received it: where its key is known. */
  readonly scope: string;
  readonly key: string;
  /** The stream that it wrote to. */
  readonly code: string;
  readonly act: string;
  readonly seq: number;
  readonly headHash: string;
}

/** A command that was refused. */
export interface Refused extends Unacknowledged {
  /**
   * It was sent once: nothing of it can be done later. Of several tries one may be refused, and another that was under way be judged
   * when the dossier has moved on.
   */
  readonly once: boolean;
}

export interface Unacknowledged {
  readonly scope: string;
  readonly key: string;
  readonly act: string;
  /** Why it was refused; of one whose outcome nobody has learnt, why not. */
  readonly code: string;
}

/** An upload that was answered. */
export interface Uploaded {
  readonly document: string;
  readonly sha256: string;
}

/** Everything that the people of a storm were told. */
export interface Kept {
  readonly acknowledged: Acknowledged[];
  readonly refused: Refused[];
  /** Still unknown when everybody had gone home. */
  readonly unknown: Unacknowledged[];
  readonly uploaded: Uploaded[];
  /** Repeats of an acknowledged command that were answered otherwise than it was, and answers that no storm excuses. */
  readonly oddities: string[];
}

export function emptyKept(): Kept {
  return { acknowledged: [], refused: [], unknown: [], uploaded: [], oddities: [] };
}
