/** One dossier under way at a peer. */
export interface Journey {
  readonly workflowId: string;
  /** What the acts need and the other peer has no counterpart of; timed apart. */
  prepare(): Promise<void>;
  /** Steps 2 to 5, in order. */
  readonly acts: readonly (() => Promise<void>)[];
}

/** Something that carries five-step dossiers: measured side by side with another. */
export interface Peer {
  readonly name: string;
  /** Step 1: takes a dossier in. */
  begin(): Promise<Journey>;
  close(): Promise<void>;
}
