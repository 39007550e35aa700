import { createLinking, type Linking } from '../support/linking.ts';
import type { Motcua } from '../support/motcua.ts';
import { until } from '../support/until.ts';
import { AT, createWays, type Way } from '../support/ways.ts';
import type { Scenario } from './scenarios-of-runs.ts';

/** Takes an interlinked dossier through what is to be recorded, until the run that is has closed, where it does. */
function linked(go: (way: Way, linking: Linking) => Promise<string>, closes = true) {
  return async (motcua: Motcua): Promise<string> => {
    const linking = createLinking(motcua, createWays(motcua));
    const code = await go(await linking.receive(), linking);
    const run = motcua.engine.client.workflow.getHandle(code);
    if (closes) await until(async () => (await run.describe()).status.name === 'COMPLETED');
    return code;
  };
}

const begin = async (way: Way, linking: Linking): Promise<void> => {
  await linking.finish(linking.sub(way, 1));
  await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'open' });
};

/** The dossier waits and goes on, and so do its parts. */
const stoppedFor = async (way: Way, linking: Linking): Promise<void> => {
  const waits = (yes: boolean): Promise<void> =>
    until(async () => {
      const parts = await Promise.all([2, 3].map((number) => linking.ledgerOf(linking.sub(way, number))));
      return parts.every(({ wait }) => (wait !== null) === yes);
    });
  await way.do(AT.leader, 'suspend');
  await waits(true);
  await way.do(AT.leader, 'resume');
  await waits(false);
};

const whole = async (way: Way, linking: Linking): Promise<string> => {
  await begin(way, linking);
  await stoppedFor(way, linking);
  await linking.finish(linking.sub(way, 3));
  await linking.refuse(linking.sub(way, 2));
  await linking.joined(way);
  await linking.returnIt(way);
  return way.code;
};

const withdrawn = async (way: Way, linking: Linking): Promise<string> => {
  await begin(way, linking);
  const held = (yes: boolean): Promise<void> =>
    until(async () => (await linking.ledgerOf(linking.sub(way, 2))).withdrawal === yes);
  await way.do(AT.counter, 'request-withdrawal');
  await held(true);
  await way.do(AT.leader, 'decline-withdrawal');
  await held(false);
  await way.do(AT.counter, 'request-withdrawal');
  await held(true);
  await way.do(AT.leader, 'confirm-withdrawal');
  await until(async () => (await linking.ledgerOf(linking.sub(way, 2))).status === 'closed');
  return way.code;
};

/** Interlinked dossiers, and their sub-dossiers. */
export const SCENARIOS_OF_PARTS: Readonly<Record<string, Scenario>> = {
  interlinked: { run: linked(whole) },
  'interlinked-refused': {
    run: linked(async (way, linking) => {
      await linking.refuse(linking.sub(way, 1));
      await linking.joined(way);
      return way.code;
    }, false),
  },
  'interlinked-withdrawn': { run: linked(withdrawn) },
  'part-done': { run: linked(async (way, linking) => `${await whole(way, linking)}.S3`) },
  'part-refused': { run: linked(async (way, linking) => `${await whole(way, linking)}.S2`) },
  'part-recalled': { run: linked(async (way, linking) => `${await withdrawn(way, linking)}.S2`) },
};
