import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { ConsultationDesk } from './consultation-desk.ts';
import { requireNews } from './refusal.ts';
import {
  catchUpUpdate,
  consultationPositionQuery,
  consultationUpdate,
  renewUpdate,
  toldSignal,
  type ConsultationRun,
} from './messages.ts';

/**
 * One consultation (lấy ý kiến) from its sending to its answer or recall: it waits for the acts of both agencies, for its clock, and
 * for its dossier to take it back.
 */
export async function consultation({ held, recall, continueAfterEvents }: ConsultationRun): Promise<void> {
  const desk = new ConsultationDesk(held);
  let isToRenew = false;
  setHandler(consultationUpdate, (request) => desk.act(request), { validator: (request) => desk.check(request) });
  setHandler(catchUpUpdate, (seq) => desk.learn(seq), { validator: (seq) => requireNews(desk, seq) });
  setHandler(renewUpdate, () => {
    isToRenew = true;
  });
  setHandler(toldSignal, (told) => desk.told(told));
  setHandler(consultationPositionQuery, () => desk.held.state);
  if (recall !== null) await desk.told({ order: 'recall', because: recall });

  const goesOnAnew = (): boolean =>
    isToRenew || workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= continueAfterEvents;

  for (;;) {
    await condition(() => desk.rang || desk.hasNews || ((desk.isOver || goesOnAnew()) && allHandlersFinished()));
    if (desk.hasNews) await desk.tellNews();
    else if (desk.rang) await desk.recordDue();
    else if (desk.isOver) return;
    else await continueAsNew<typeof consultation>({ held: desk.held, recall: null, continueAfterEvents });
  }
}
