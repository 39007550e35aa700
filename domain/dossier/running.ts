import type { Pause, PauseKind } from '../calendar/types.ts';
import type { DossierClocks, StepClocks } from './events.ts';
import type { ClockBasis, DossierState, OpenStep, Wait } from './state.ts';

/** The clocks of a step while the dossier waits. */
export const STILL = { dueAt: null, dueSoonAt: null, escalateAt: null } as const;

/** What the clocks are counted from, from reception on. */
export function basisOf(
  receivedAt: string,
  limit: ClockBasis['limit'],
  legalLimit: ClockBasis['legalLimit'],
): ClockBasis {
  return { receivedAt, limit, legalLimit, extension: null, putOff: null };
}

/** The clocks of the oldest dossiers, which knew their appointment only. */
export function onlyDue(dueAt: string, provisional: boolean): DossierClocks {
  return { dueAt, legalDueAt: null, dueSoonAt: null, apologyBy: null, supplementBy: null, provisional };
}

/** The dossier’s clocks as they run, or none. */
export function running(clocks: DossierClocks | null): Pick<DossierState, 'clocks' | 'dueAt'> {
  return { clocks, dueAt: clocks?.dueAt ?? null };
}

/** Clocks that were set anew: what was overdue by another instant is not by this one. */
export function rescheduled(
  state: DossierState,
  { clocks, step }: { readonly clocks: DossierClocks | null; readonly step: StepClocks | null },
): Pick<DossierState, 'clocks' | 'dueAt' | 'overdue' | 'step'> {
  const moved = clocks?.dueAt !== state.clocks?.dueAt;
  return {
    ...running(clocks),
    overdue: clocks !== null && state.rung.includes(`dossier-overdue ${clocks.dueAt}`) ? true : state.overdue && !moved,
    step: state.step && stepWith(state, state.step, step),
  };
}

function stepWith({ rung }: DossierState, open: OpenStep, clocks: StepClocks | null): OpenStep {
  if (clocks === null) return open;
  return { ...open, ...clocks, overdue: rung.includes(`step-overdue ${open.task} ${clocks.dueAt}`) };
}

/** The clocks stand still from an instant on. */
export function standing(
  state: DossierState,
  kind: PauseKind,
  from: string,
  respondBy: string | null,
  obligation: string | null,
): DossierState {
  const wait: Wait = { kind, from, respondBy, overdue: false, obligation };
  return {
    ...state,
    wait,
    pauses: [...state.pauses, { kind, from, to: null }],
    clocks: null,
    dueAt: null,
    step: state.step && { ...state.step, ...STILL },
  };
}

/** With what stood still running from an instant on. */
export function ended(pauses: readonly Pause[], at: string): readonly Pause[] {
  return pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
}

/** The wait is over, and the clocks run on as they were stamped. */
export function goingOn(
  state: DossierState,
  at: string,
  clocks: { readonly clocks: DossierClocks | null; readonly step: StepClocks | null },
): DossierState {
  const after = { ...state, wait: null, pauses: ended(state.pauses, at) };
  return { ...after, ...rescheduled(after, clocks) };
}

/** With an obligation settled so. */
export function withObligation(
  state: DossierState,
  id: string,
  status: DossierState['obligations'][number]['status'],
): DossierState {
  return { ...state, obligations: state.obligations.map((one) => (one.id === id ? { ...one, status } : one)) };
}

/** With an obligation settled, and the wait for it over if there was one. */
export function settled(
  state: DossierState,
  at: string,
  data: Parameters<typeof goingOn>[2] & { readonly obligation: string },
  status: 'paid' | 'waived',
): DossierState {
  const met = withObligation(state, data.obligation, status);
  return state.wait?.obligation === data.obligation ? goingOn(met, at, data) : met;
}
