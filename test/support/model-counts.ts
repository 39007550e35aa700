import type { Act } from '../../domain/dossier/act.ts';
import type { Metric } from '../../domain/indicators/deltas.ts';
import { situationOf, type Fact, type World } from './dossier-model.ts';

const ON_SITE = 'centre-mau';
const COMPLETING: readonly Act['act'][] = ['accept', 'appraise', 'approve', 'seal', 'return', 'propose-refusal'];
const RECEPTION = { medium: 'electronic', place: ON_SITE } as const;

/** What acts count as beside steps and hand-overs. */
const COUNTED: Readonly<Partial<Record<Act['act'], Metric>>> = {
  accept: 'received',
  'refuse-reception': 'not-received',
  'send-back': 'sent-back',
  'request-supplement': 'supplement-requested',
  extend: 'extended',
  'approve-apology': 'reappointed',
  'confirm-withdrawal': 'withdrawn',
  'confirm-closing': 'supplement-lapsed',
  reopen: 'reopened',
  undo: 'undone',
};

/** The sums of all that was done with a dossier and stands, by metric; none that are nothing. */
export function countsByTheLaw(world: World, facts: readonly Fact[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const count = (metric: Metric): unknown => (sums[metric] = (sums[metric] ?? 0) + 1);
  for (const [index, { act, opens }] of facts.entries()) {
    const metric = act === null ? (world.filed ? undefined : 'received') : COUNTED[act.act];
    if (metric !== undefined) count(metric);
    const completes = act !== null && COMPLETING.includes(act.act);
    if (completes || act?.act === 'send-back') count('step-minutes');
    if (opens !== null && !(act === null && world.filed)) {
      count('handover');
      if ((act ?? RECEPTION).medium === 'electronic') count('handover-electronic');
    }
    if (completes && opens === null) finish(facts.slice(0, index + 1));
  }
  return sums;

  function finish(soFar: readonly Fact[]): void {
    const { late, refusing, supplements } = situationOf(world, soFar);
    count('finished');
    // Whoever was asked for more than one supplement counts as served late (Decision 766/QĐ-TTg, 2.1).
    count(late || supplements > 1 ? 'finished-late' : 'finished-on-time');
    if (refusing.length > 0) count('finished-refused');
    if (soFar.some(({ act }) => act?.act === 'seal')) count('finished-digitised');
    const steps = soFar.filter(({ act }) => (act === null ? !world.filed : COMPLETING.includes(act.act)));
    if (steps.every(({ act }) => (act ?? RECEPTION).place === ON_SITE)) count('finished-on-site');
  }
}
