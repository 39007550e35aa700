import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import { BUILDER, createConsulting, POLICE, POLICEMAN, type Consulting } from '../support/consulting.ts';
import type { Motcua, MotcuaOptions } from '../support/motcua.ts';
import { until } from '../support/until.ts';
import { AT, createWays, type Way } from '../support/ways.ts';
import { ledgerHas, type Scenario } from './scenarios-of-runs.ts';

/** The same calendar, in which the fire police have a second and are reminded after half of it. */
function hastily(calendar: ClockCalendar): ClockCalendar {
  const after = (from: string, ms: number): string => new Date(Date.parse(from) + ms).toISOString();
  const isPolice = (of: Parameters<ClockCalendar['due']>[0]): boolean => 'agency' in of && of.agency === POLICE;
  return {
    ...calendar,
    due: (of, count) =>
      isPolice(of) ? { ...calendar.due(of, count), due: after(count.from, 1000) } : calendar.due(of, count),
    dueSoon: (of, from, dueAt, lead) => (isPolice(of) ? after(from, 500) : calendar.dueSoon(of, from, dueAt, lead)),
  };
}

const HASTILY: MotcuaOptions = { ports: (real) => ({ ...real, calendar: hastily(real.calendar) }) };

function asking(go: (way: Way, consulting: Consulting, motcua: Motcua) => Promise<string>) {
  return async (motcua: Motcua): Promise<string> => {
    const ways = createWays(motcua);
    const consulting = createConsulting(motcua, ways);
    return go(await consulting.dossier(), consulting, motcua);
  };
}

const answered = async (way: Way, consulting: Consulting, motcua: Motcua): Promise<string> => {
  const code = await consulting.ask(way);
  await consulting.do(BUILDER, code, 'open');
  await consulting.do(BUILDER, code, 'ask-back');
  await consulting.do(AT.appraiser, code, 'reply');
  await consulting.do(BUILDER, code, 'pass-on', { agency: POLICE });
  await consulting.do(POLICEMAN, code, 'answer');
  // That it was passed on, and the answer.
  await ledgerHas(motcua, way.code, 'consultation-reported', 2);
  return code;
};

const recalled = async (way: Way, consulting: Consulting): Promise<string> => {
  const code = await consulting.ask(way);
  await way.do(AT.leader, 'suspend');
  await until(async () => (await consulting.view(BUILDER, code)).status === 'recalled');
  return code;
};

/** Consultations, and the runs of the dossiers that ask for them. */
export const SCENARIOS_OF_CONSULTATIONS: Readonly<Record<string, Scenario>> = {
  'consultation-answered': { run: asking(answered) },
  'consultation-recalled': { run: asking(recalled) },
  'consultation-overdue': {
    options: HASTILY,
    run: asking(async (way, consulting, motcua) => {
      const code = await consulting.ask(way, { rule: 'fire-safety', agency: POLICE });
      await ledgerHas(motcua, way.code, 'consultation-reported', 1);
      return code;
    }),
  },
  consulting: {
    run: asking(async (way, consulting, motcua) => {
      await answered(way, consulting, motcua);
      await recalled(way, consulting);
      return way.code;
    }),
  },
};
