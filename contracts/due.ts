/** A due date with what it follows from, as kept with a dossier. */
export interface DueExplanationRecord {
  readonly due: string | null;
  readonly provisional: boolean;
  readonly calendar: string;
  readonly explanation: readonly unknown[];
}
