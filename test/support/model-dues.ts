import { apologyBy, appointment, lawsLimit, stepDue, upAt, type Situation, type World } from './dossier-model.ts';

/** An instant that is recorded once when it has passed. A warning has nothing left to say once `before` has passed. */
export interface Due {
  readonly type: string;
  readonly at: number;
  readonly name: string;
  readonly before?: number;
}

/** What has to be recorded of a dossier when its time has come, in no order. */
export function duesOf(world: World, s: Situation): Due[] {
  if (s.end !== null) return [];
  const dues: Due[] = [];
  const add = (type: string, at: number | null, name = '', before?: number): void => {
    if (at !== null)
      dues.push({ type, at, name: `${type} ${name} ${at}`, ...(before === undefined ? {} : { before }) });
  };
  const warn = (type: string, due: number | null, from: number, name = ''): void => {
    const at = due === null ? null : due - world.warning * runs(world, s, from, due);
    if (due !== null && at !== null && at > from) dues.push({ type, at, name: `${type} ${name} ${due}`, before: due });
  };
  add('paper-overdue', s.paperBy);
  if (s.wait !== null) {
    add('response-overdue', s.wait.answerBy, String(s.wait.from));
    return dues;
  }
  const step = stepDue(world, s);
  add('step-overdue', step, String(s.task));
  warn('step-due-soon', step, s.since, String(s.task));
  add('step-escalated', step === null ? null : upAt(step, world.escalateAfter, s.standstills, false), String(s.task));
  if (s.ready !== null || s.received === null) return dues;
  add('dossier-overdue', appointment(world, s));
  warn('dossier-due-soon', appointment(world, s), s.received);
  add('legal-limit-passed', lawsLimit(world, s));
  if (s.draft === null) add('apology-due', apologyBy(world, s));
  return dues;
}

/** How long a clock runs until it is due: from its beginning, or from where a supplement began it anew, without the standstills. */
function runs({ supplementRestarts }: World, { standstills }: Situation, from: number, due: number): number {
  const met = standstills.filter((one) => one.from >= from && one.from < due);
  const start = supplementRestarts ? (met.findLast(({ kind }) => kind === 'supplement')?.to ?? from) : from;
  return met.filter((one) => one.from >= start).reduce((sum, one) => sum - (one.to - one.from), due - start);
}
