import { beginningOf, snapshotOf } from '../../domain/dossier/snapshot.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
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
  const { data } = beginningOf(code, events);
  const headHash = verifyChain(chained);
  const [{ content }, rules] = await Promise.all([
    procedures.get(data.procedure, data.version),
    procedures.rules(data.ruleSet),
  ]);
  return snapshotOf(code, events, { content, rules }, headHash);
}
