import type { AccessSubject, Permission } from '../../domain/access/access.ts';
import type { ActorContext } from '../../domain/access/actor.ts';
import { errorRow, isErrorCode } from '../../contracts/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { findSubject } from '../../infra/db/dossier-subject.ts';
import type { Database } from '../../infra/db/orm.ts';
import { isStrange, mayKnow } from '../../infra/identity/powers.ts';
import type { RouteContext } from '../routing.ts';
import { identityOf } from './identity-of.ts';

type Asking = Pick<RouteContext<unknown, unknown, unknown, unknown>, 'identity' | 'actorFor'>;

/** An actor, with the permission that let him. */
export interface Admitted {
  readonly actor: ActorContext;
  readonly permission: Permission;
}

/**
 * The actor for something of a dossier, by the first of the permissions that allows it.
 * @param subject null where there is no such dossier
 * @throws DomainError `dossier-unknown` for a stranger, who is not told whether the dossier exists; else the refusal of the first
 */
export function actorOnDossier(
  ctx: Asking,
  code: string,
  subject: AccessSubject | null,
  permissions: readonly [Permission, ...Permission[]],
): Admitted {
  const unknown = new DomainError('dossier-unknown', { code });
  if (subject === null) throw unknown;
  const refusals: unknown[] = [];
  for (const permission of permissions) {
    try {
      return { actor: ctx.actorFor(subject, permission), permission };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusals.push(error);
    }
  }
  const refusal = refusals.find((error) => !isSilent(error)) ?? refusals[0];
  throw isSilent(refusal) && !mayKnow(identityOf(ctx), subject) ? unknown : refusal;
}

/** A refusal of a stranger; or of a token that is not made out for one of several permissions, which says nothing of the others. */
function isSilent(error: unknown): boolean {
  return isStrange(error) || (error instanceof DomainError && error.code === 'scope-missing');
}

/**
 * Does something with a dossier. Whatever refuses it: who may not know of the dossier is answered as if there were none of that code.
 * @throws DomainError `dossier-unknown`, or what `work` throws
 */
export async function unlessStranger<T>(
  ctx: Asking,
  db: Pick<Database, 'execute'>,
  code: string,
  work: () => Promise<T>,
): Promise<T> {
  const knows = async (): Promise<boolean> => {
    const subject = await findSubject(db, code);
    return subject !== null && mayKnow(identityOf(ctx), subject);
  };
  return concealed(work, knows, new DomainError('dossier-unknown', { code }));
}

/**
 * Does something with a thing that not everybody may know of.
 * @param knows asked only when it was refused
 * @throws DomainError `unknown` where it was refused to somebody who may not know of it, else what `work` throws
 */
export async function concealed<T>(
  work: () => Promise<T>,
  knows: () => Promise<boolean>,
  unknown: DomainError,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error) || (await knows())) throw error;
    throw unknown;
  }
}

/** Not what we could not do: that is the same for everybody. */
function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && isErrorCode(error.code) && errorRow(error.code).status < 500;
}

/** True for somebody with an appointment or a delegation at one of these agencies. */
export function worksAt({ identity }: Pick<Asking, 'identity'>, agencies: readonly string[]): boolean {
  const held = identity === null ? [] : [...identity.appointments, ...identity.delegations];
  return held.some(({ agency }) => agencies.includes(agency));
}
