import { snapshotOf } from '../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';
import { verifyChain } from '../../domain/ledger/hash-chain.ts';
import { readStream } from './ledger-rows.ts';
import type { Database } from './orm.ts';
import type { ProcedureVersions } from './procedures.ts';

/**
 * The snapshot of a dossier, folded from its verified ledger.
 * @throws DomainError `dossier-unknown`, `ledger-gap`, `ledger-tampered`
 */
export async function loadSnapshot(
  db: Pick<Database, 'execute'>,
  procedures: ProcedureVersions,
  code: string,
): Promise<DossierSnapshot> {
  const chained = await readStream(db, code);
  const events = chained.map(({ event }) => event);
  const [received] = events;
  if (received?.type !== 'dossier-received') throw new DomainError('dossier-unknown', { code });
  const headHash = verifyChain(chained);
  const { content } = await procedures.get(received.data.procedure, received.data.version);
  return snapshotOf(code, events, content.route ?? { stages: [] }, headHash);
}
