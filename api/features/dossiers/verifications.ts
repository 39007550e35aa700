import type { Verification, VerificationTexts } from '../../../contracts/verification.ts';
import type { DossierEventData } from '../../../domain/dossier/events.ts';
import { instant } from '../instant.ts';

/** A verification by the ledger, with what the erasable table says of it. */
export interface VerificationFound {
  readonly type: 'verification-planned' | 'verification-recorded';
  readonly at: string;
  readonly person: string;
  readonly data: DossierEventData['verification-planned'] & Partial<DossierEventData['verification-recorded']>;
  readonly texts: VerificationTexts | null;
}

/**
 * The verifications that took place, in the order in which they were recorded, and after them the one that is planned: what was planned
 * before another plan or record is history.
 */
export function verificationsShown(
  found: readonly VerificationFound[],
  textsShown: boolean,
  isOpen: boolean,
): Verification[] {
  const shown = found.filter(
    ({ type }, index) => type === 'verification-recorded' || (isOpen && index === found.length - 1),
  );
  return shown.map(({ type, at, person, data, texts }) => ({
    status: type === 'verification-recorded' ? 'recorded' : 'planned',
    task: data.task,
    stage: data.stage,
    from: data.from,
    to: data.to,
    at: instant(at),
    person,
    texts: textsShown ? texts : null,
    documents: [...(data.documents ?? [])],
  }));
}
