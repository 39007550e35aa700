import type { ActAs } from '../../../contracts/task.ts';
import type { Identity } from '../../../contracts/identity.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { powersOf } from '../../../infra/identity/powers.ts';

/** The power by which a person would do a step: his own before one that was delegated to him; null when it is not his to do. */
export function actAs(identity: Identity, step: { readonly agency: string; readonly role: Role }): ActAs | null {
  const power = powersOf(identity).find(({ agency, role }) => agency === step.agency && role === step.role);
  if (power === undefined) return null;
  const { appointment, onBehalfOf } = power;
  if (onBehalfOf === null) return { appointment, onBehalfOf };
  return { appointment, onBehalfOf: identity.delegations.find(({ id }) => id === appointment)?.principal ?? null };
}
