import { DomainError } from '../../domain/errors.ts';
import type { Identity } from '../../contracts/identity.ts';

/** Who is asking, on a route that is not public. @throws DomainError `unauthenticated` */
export function identityOf({ identity }: { readonly identity: Identity | null }): Identity {
  if (identity === null) throw new DomainError('unauthenticated');
  return identity;
}
