import type { z } from 'zod';
import type { IntakeRequest } from '../../contracts/intake.ts';
import type { StageKind } from '../../domain/procedure/route.ts';
import type { Paper } from '../pdf/make-pdf.ts';
import type { Texts } from '../report.ts';

/** A component as it is handed in: counts of paper, and the scan of it. */
export interface HandedIn {
  readonly component: string;
  readonly originals: number;
  readonly copies: number;
  readonly fileName: string;
  readonly paper: Paper;
}

/** What the paper of a result says beside the facts of the scenario. */
export interface ResultFacts {
  readonly code: string;
  /** `ngày … tháng … năm …` of the decision. */
  readonly decidedOn: string;
}

/** One dossier of the demo, from the applicant's papers to the result. All persons and numbers are made up and say so. */
export interface Scenario {
  readonly procedure: string;
  readonly title: Texts;
  /** What this dossier shows. */
  readonly story: Texts;
  /** Received by an office that does not serve the competent agency's territory (phi địa giới). */
  readonly nonTerritorial: boolean;
  /** Everything of the reception but the components. */
  readonly intake: Omit<z.input<typeof IntakeRequest>, 'components'>;
  readonly handedIn: readonly HandedIn[];
  /** Premises where each step is done; the reception is done where `intake.place` says. */
  readonly places: Readonly<Record<StageKind, string>>;
  readonly notes: Readonly<Partial<Record<StageKind, string>>>;
  readonly result: { readonly fileName: string; paper(facts: ResultFacts): Paper };
  /** Values that may stand in no event of the ledger. */
  readonly personalValues: readonly string[];
}
