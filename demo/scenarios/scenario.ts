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

/** The paper that an act seals. */
export interface ResultPaper {
  readonly fileName: string;
  paper(facts: ResultFacts): Paper;
}

/** One dossier of the demo as the applicant brings it. All persons and numbers are made up and say so. */
export interface FiledScenario {
  readonly procedure: string;
  readonly title: Texts;
  /** What this dossier shows. */
  readonly story: Texts;
  /** Received by an office that does not serve the competent agency's territory (phi địa giới). */
  readonly nonTerritorial: boolean;
  /** All five steps are done where it was received. */
  readonly onSite: boolean;
  /** Everything of the reception but the components. */
  readonly intake: Omit<z.input<typeof IntakeRequest>, 'components'>;
  readonly handedIn: readonly HandedIn[];
  /** Values that may stand in no event of the ledger. */
  readonly personalValues: readonly string[];
}

/** From the applicant's papers to the one result, step after step. */
export interface Scenario extends FiledScenario {
  /** Premises where each step is done; the reception is done where `intake.place` says. */
  readonly places: Readonly<Partial<Record<StageKind, string>>>;
  readonly notes: Readonly<Partial<Record<StageKind, string>>>;
  readonly result: ResultPaper;
}

/** One agency's part of an interlinked dossier. */
export interface PartScenario {
  readonly place: string;
  /** The agency works with a system of its own, which takes part over the API. */
  readonly throughClient?: true;
  readonly result: ResultPaper;
}

/** Several agencies for one dossier, and what comes between. */
export interface InterlinkedScenario extends FiledScenario {
  readonly returnedAt: string;
  /** Asked while a part is appraised, and answered before that goes on. */
  readonly consultation: {
    readonly part: string;
    readonly rule: string;
    /** The agency that is asked, and the premises where it answers. */
    readonly agency: string;
    readonly place: string;
    readonly question: string;
    readonly opinion: string;
  };
  readonly supplement: { readonly part: string; readonly why: string; readonly brought: HandedIn };
  /** Why the limit is extended. */
  readonly extension: string;
  readonly parts: Readonly<Record<string, PartScenario>>;
}
