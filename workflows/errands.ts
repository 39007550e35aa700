import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { CommandActivities } from '../activities/commands.ts';
import type { ConsultationActivities } from '../activities/consultations.ts';
import { newChildren, openChildren, ordersAfter, recallsOf, type Child } from '../domain/dossier/children.ts';
import type { Message, Report } from '../domain/dossier/messages.ts';
import { openParts, reportOfPart, standingOrders } from '../domain/dossier/parts.ts';
import { hasEnded, type DossierState } from '../domain/dossier/state.ts';
import { dependableActivities, refusedBy } from './dependable.ts';
import { ENGINE_NAMES } from './names.ts';

const { openConsultation, readReports, tell } = dependableActivities<ConsultationActivities>();
const { loadDossier } = dependableActivities<CommandActivities>();

/** Does one thing while no other activity of the dossier is under way. */
type Alone = <T>(work: () => Promise<T>) => Promise<T>;

type Errand = { readonly start: Child } | { readonly message: Message } | { readonly review: string };

/**
 * What a dossier's run has to do for its children after its own ledger has been written, in order: start the runs of consultations,
 * and tell them what was ordered. A dossier without any costs nothing.
 */
export class Errands {
  #waiting: Errand[] = [];
  readonly #continueAfterEvents: number;

  constructor(continueAfterEvents: number) {
    this.#continueAfterEvents = continueAfterEvents;
  }

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  /** What a change of the dossier asks for; a part that has ended reports to its dossier. */
  add(before: DossierState, after: DossierState, headHash: string): void {
    const report = reportOfPart(before, after, headHash);
    if (report !== null) this.#waiting.push({ message: report });
    for (const child of newChildren(before, after)) this.#waiting.push({ start: child });
    for (const message of ordersAfter(before, after)) this.#waiting.push({ message });
  }

  /** A run that was made anew does not know what its children have said meanwhile, nor whether they have runs. */
  review(state: DossierState): void {
    if (openChildren(state).length > 0 || recallsOf(state).length > 0) this.#waiting.push({ review: state.code });
  }

  /**
   * Does the first of what is waiting. What is refused for good is left.
   * @param alone local activities of two at once are over in one order when they run, and in another when they are replayed
   */
  async runFirst(state: () => DossierState, hear: (report: Report) => Promise<void>, alone: Alone): Promise<void> {
    const [errand] = this.#waiting;
    if (errand === undefined) return;
    try {
      if ('start' in errand) await this.#start(errand.start, alone);
      else if ('message' in errand) await alone(() => tell(errand.message));
      else {
        for (const report of await alone(() => readReports({ code: errand.review }))) await hear(report);
        for (const message of recallsOf(state())) await alone(() => tell(message));
        for (const child of openChildren(state())) await this.#start(child, alone);
        for (const to of openParts(state().parts))
          for (const payload of standingOrders(state())) await alone(() => tell({ to, signal: 'told', payload }));
      }
    } catch (error) {
      const refused = refusedBy(error);
      if (refused === null) throw error;
      log.error('an errand of a dossier was refused', { reason: refused.type });
    }
    this.#waiting = this.#waiting.slice(1);
  }

  async #start({ kind, code }: Child, alone: Alone): Promise<void> {
    if (kind === 'part') {
      const snapshot = await alone(() => loadDossier({ code }));
      if (!hasEnded(snapshot.state)) await this.#begin(ENGINE_NAMES.dossierWorkflow, code, { snapshot });
      return;
    }
    const { recall, ...held } = await alone(() => openConsultation({ code }));
    await this.#begin(ENGINE_NAMES.consultationWorkflow, code, { held, recall });
  }

  /** One that has a run already, by the relay or from before, is left alone. It goes on when this run does not. */
  async #begin(workflow: string, workflowId: string, from: object): Promise<void> {
    const args = [{ ...from, continueAfterEvents: this.#continueAfterEvents }];
    try {
      await startChild(workflow, { workflowId, parentClosePolicy: ParentClosePolicy.ABANDON, args });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
