import { dossierOfPart } from '../../domain/dossier/parts.ts';
import { partSnapshotOf, pinnedBy, pinnedForPart, snapshotOf } from '../../domain/dossier/snapshot.ts';
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
  const of = dossierOfPart(code);
  if (of !== null) return loadPart(db, procedures, code, of);
  const chained = await readStream(db, code);
  const events = chained.map(({ event }) => event);
  const { data } = pinnedBy(code, events);
  const headHash = verifyChain(chained);
  const [{ content }, rules] = await Promise.all([
    procedures.get(data.procedure, data.version),
    procedures.rules(data.ruleSet),
  ]);
  return snapshotOf(code, events, { content, rules }, headHash);
}

/** A sub-dossier has its own history; what was filed, and by which version and rules, is its dossier's. */
async function loadPart(
  db: Pick<Database, 'execute'>,
  procedures: ProcedureVersions,
  code: string,
  of: string,
): Promise<DossierSnapshot> {
  const [own, whole] = await Promise.all([readStream(db, code), readStream(db, of)]);
  const events = own.map(({ event }) => event);
  const ofDossier = whole.map(({ event }) => event);
  verifyChain(whole);
  const { data } = pinnedForPart(code, of, ofDossier);
  const [{ content }, rules] = await Promise.all([
    procedures.get(data.procedure, data.version),
    procedures.rules(data.ruleSet),
  ]);
  return partSnapshotOf(code, events, ofDossier, { content, rules }, verifyChain(own));
}
