import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { DossierDesk } from './dossier-desk.ts';
import { requireNews } from './refusal.ts';
import {
  actUpdate,
  catchUpUpdate,
  positionQuery,
  renewUpdate,
  reportedSignal,
  toldSignal,
  type DossierInput,
} from './messages.ts';

/**
 * One dossier from its reception to its end: it waits for the acts of people, for the earliest of its clocks, and for what its
 * consultations and parts report. Facts are written by the acts; this body only keeps the position, the waiting and the time.
 */
export async function dossier(input: DossierInput): Promise<void> {
  const desk = new DossierDesk(input);
  let isToRenew = false;
  setHandler(actUpdate, (request) => desk.act(request), { validator: (request) => desk.check(request) });
  setHandler(catchUpUpdate, (seq) => desk.learn(seq), { validator: (seq) => requireNews(desk, seq) });
  setHandler(renewUpdate, () => {
    isToRenew = true;
  });
  setHandler(reportedSignal, (report) => desk.hear(report));
  setHandler(toldSignal, (told) => desk.told(told));
  setHandler(positionQuery, () => desk.state);

  const goesOnAnew = (): boolean =>
    isToRenew || workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= input.continueAfterEvents;

  for (;;) {
    await condition(() => desk.rang || desk.hasErrands || ((desk.ended || goesOnAnew()) && allHandlersFinished()));
    if (desk.hasErrands) await desk.runErrand();
    else if (desk.rang) await desk.recordDue();
    else if (desk.ended) return;
    else await continueAsNew<typeof dossier>({ ...input, snapshot: desk.snapshot, continued: true });
  }
}
