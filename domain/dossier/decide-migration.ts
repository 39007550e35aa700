import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import { openStepOf, type Deciding } from './deciding.ts';
import type { DraftEvent } from './events.ts';
import { hasEnded, type DossierState, type ResolvedStage } from './state.ts';

/**
 * Moves a dossier to another version of its procedure, as whoever approved the migration; the dossier stays at its open step.
 * @throws DomainError `version-moved` when it is on another version than was looked at, `stage-not-in-version`, and as `assertMovable`
 */
export function migrate(desk: Deciding, act: ActOf<'migrate'>): DraftEvent[] {
  const { state, version, at } = desk;
  if (version !== act.from) throw new DomainError('version-moved', { version });
  assertMovable(state);
  const step = openStepOf(desk);
  if (step.kind !== 'reception' && act.agencies[step.stage] !== step.agency)
    throw new DomainError('stage-not-in-version', { stage: step.stage, version: act.to });
  assertRefusersStay(state, act.agencies, act.to);
  const { migration, from, to, agencies, limit, legalLimit, supplementWithinWorkingDays, budget } = act;
  return [
    {
      type: 'version-migrated',
      at,
      data: {
        migration,
        from,
        to,
        agencies,
        limit,
        legalLimit,
        supplementWithinWorkingDays,
        budget,
        formerDueAt: state.dueAt,
        clocks: null,
        step: null,
      },
    },
  ];
}

/**
 * A dossier goes on by another version only while its clocks run and nothing of it is elsewhere.
 * @throws DomainError `dossier-ended`, `result-ready`, `dossier-waits`, `withdrawal-pending`, `parts-open`,
 * `consultations-open`
 */
export function assertMovable(state: DossierState): void {
  const { status, step, processedAt, wait, withdrawal, consultations } = state;
  if (hasEnded(state))
    throw new DomainError('dossier-ended', { status, task: step?.task ?? null, stage: step?.stage ?? null });
  if (processedAt !== null) throw new DomainError('result-ready');
  if (wait !== null) throw new DomainError('dossier-waits', { for: wait.kind });
  if (withdrawal) throw new DomainError('withdrawal-pending');
  if (step?.kind === 'interlinked') throw new DomainError('parts-open', { stage: step.stage });
  const asked = consultations.find((one) => one.status === 'open');
  if (asked !== undefined) throw new DomainError('consultations-open', { code: asked.code });
}

/**
 * A refusal that is proposed is thought over at the stage that proposed it, and nowhere else: without that stage it would stand for
 * good, whatever anybody thought of it later.
 * @throws DomainError `stage-not-in-version`
 */
export function assertRefusersStay(
  { refusedAt }: Pick<DossierState, 'refusedAt'>,
  agencies: Readonly<Record<string, string>>,
  version: number,
): void {
  const gone = refusedAt.find((stage) => agencies[stage] === undefined);
  if (gone !== undefined) throw new DomainError('stage-not-in-version', { stage: gone, version });
}

/** True where an open step is one of the stage, done by the same people. */
export function isAt(
  stage: Pick<ResolvedStage, 'id' | 'kind' | 'agency' | 'role'>,
  step: NonNullable<DossierState['step']>,
): boolean {
  return (
    stage.id === step.stage && stage.kind === step.kind && stage.agency === step.agency && stage.role === step.role
  );
}
