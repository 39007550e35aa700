import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type * as activities from './activities.ts';
import { BARE, BARE_STEPS, type BareAct } from './names.ts';

const { nothing } = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '5s' });

const act = defineUpdate<BareAct, [BareAct]>(BARE.update);

/** The least a five-step dossier can be on Temporal: each step is judged, does nothing, and moves the dossier on. */
export async function bareDossier(): Promise<void> {
  let step = 0;
  setHandler(
    act,
    async (request) => {
      const done = await nothing(request);
      step = done.step;
      return done;
    },
    {
      validator: (request) => {
        if (request.step !== step + 1) throw ApplicationFailure.create({ type: 'not-now', nonRetryable: true });
      },
    },
  );
  await condition(() => step === BARE_STEPS);
  await condition(allHandlersFinished);
}
