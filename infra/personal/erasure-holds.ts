import { DatabaseError } from 'pg';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../db/orm.ts';
import type { ErasureOrder } from './erase-dossier.ts';
import { requireAdministrator } from './administrator.ts';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

const HOLD = {
  name: 'erasure-hold',
  text: 'insert into erasure_hold (dossier, placed_by, reason) values ($1, $2, $3)',
};
const RELEASE = {
  name: 'erasure-release',
  text: `update erasure_hold set lifted_at = now(), lifted_by = $2 where dossier = $1 and lifted_at is null returning id`,
};

/**
 * Keeps a dossier from being erased until it is released: a complaint, an inspection or a court needs it.
 * @throws DomainError `administrator-unknown`, `dossier-unknown`, `hold-exists`
 */
export async function holdDossier(db: Database, { code, by, reason }: ErasureOrder): Promise<void> {
  await requireAdministrator(db.execute, by);
  try {
    await db.execute(HOLD, [code, by, reason]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === UNIQUE_VIOLATION) throw new DomainError('hold-exists', { code });
    if (error.code === FOREIGN_KEY_VIOLATION) throw new DomainError('dossier-unknown', { code });
    throw error;
  }
}

/** @throws DomainError `administrator-unknown`, `hold-unknown` */
export async function releaseDossier(db: Database, { code, by }: Omit<ErasureOrder, 'reason'>): Promise<void> {
  await requireAdministrator(db.execute, by);
  const lifted = await db.execute(RELEASE, [code, by]);
  if (lifted.length === 0) throw new DomainError('hold-unknown', { code });
}
