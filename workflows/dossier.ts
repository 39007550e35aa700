import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { DossierDesk } from './dossier-desk.ts';
import { actUpdate, positionQuery, type DossierInput } from './messages.ts';

/**
 * One dossier from its reception to its end: it waits for the acts of people and for the earliest of its clocks. Facts are
 * written by the acts; this body only keeps the position, the waiting and the time.
 */
export async function dossier(input: DossierInput): Promise<void> {
  const desk = new DossierDesk(input.snapshot);
  setHandler(actUpdate, (request) => desk.act(request), { validator: (request) => desk.check(request) });
  setHandler(positionQuery, () => desk.state);

  const historyIsLong = (): boolean =>
    workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= input.continueAfterEvents;

  for (;;) {
    await condition(() => desk.rang || ((desk.ended || historyIsLong()) && allHandlersFinished()));
    if (desk.rang) await desk.recordDue();
    else if (desk.ended) return;
    else await continueAsNew<typeof dossier>({ ...input, snapshot: desk.snapshot });
  }
}
