import type { FormSchema } from '../../contracts/catalogue.ts';
import { mayHold } from '../../domain/procedure/condition.ts';
import type { ProcedureContent } from '../../domain/procedure/procedure.ts';
import { ROUTE_FACTS } from '../../domain/procedure/resolve-agencies.ts';
import { checkCondition } from './check-condition.ts';

/**
 * Refuses conditions of stages that ask for what intake does not know, that hold in no case, or that could leave a dossier without
 * a step before its return, or without the return.
 */
export const checkRoute = (
  { route, cases }: Pick<ProcedureContent, 'route' | 'cases'>,
  form: FormSchema | undefined,
  refuse: (message: string) => void,
): void => {
  const stages = route?.stages ?? [];
  for (const { id, kind, when } of stages) {
    if (when === undefined) continue;
    const say = (message: string): void => refuse(`stage ${id}: ${message}`);
    if (kind === 'return') say('every dossier is returned, so it has no condition');
    checkCondition(when, { facts: ROUTE_FACTS, form }, say);
    if (!cases.some((one) => mayHold(when, { case: one.id }))) say('its condition holds in no case');
  }
  const before = stages.slice(0, -1);
  if (before.length > 0 && before.every(({ when }) => when !== undefined))
    refuse('every stage before the return has a condition, so a dossier could have none');
};
