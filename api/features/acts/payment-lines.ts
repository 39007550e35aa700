import type { PaymentRequest } from '../../../contracts/act.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import type { ObligationLine } from '../../../domain/dossier/events.ts';
import { feeLines } from '../../../domain/dossier/fee-lines.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Channel, ProcedureContent } from '../../../domain/procedure/procedure.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { SealedForm } from '../../../infra/storage/form-sealer.ts';
import type { CountFees } from '../fees/count-fees.ts';
import { instant, type StoredInstant } from '../instant.ts';

/** What a dossier's fees are computed from; a form that was erased is not there any more. */
const FEE_FACTS = {
  name: 'fee-facts',
  text: `select d.channel, coalesce(d.received_at, d.filed_at) as received, f.cipher, f.wrapped_key, f.master_key_id,
      array(select line->>'item' from obligation o, jsonb_array_elements(o.lines) line
        where o.dossier = d.code and o.status in ('requested', 'paid')) as asked
    from dossier d left join dossier_form f on f.dossier = d.code where d.code = $1`,
};

interface FeeFactsRow extends Record<string, unknown> {
  readonly channel: Channel;
  readonly received: StoredInstant;
  readonly cipher: Buffer | null;
  readonly wrapped_key: Buffer;
  readonly master_key_id: string;
  readonly asked: readonly string[];
}

export interface PaymentParts {
  readonly db: Pick<Database, 'execute'>;
  readonly countFees: CountFees;
  /** Opens the e-form of a dossier. */
  readonly openForm: (code: string, sealed: SealedForm) => unknown;
}

/**
 * The lines of a request for payment: as they were stated, or the dossier's fees by its pinned version, case, channel and day of
 * receipt, none that it was asked for before.
 * @throws DomainError `dossier-unknown`, those of `CountFees` and of `feeLines`
 */
export async function paymentLines(
  { db, countFees, openForm }: PaymentParts,
  { lines = [], fees }: PaymentRequest,
  { code, caseId, content }: { readonly code: string; readonly caseId: string; readonly content: ProcedureContent },
): Promise<readonly ObligationLine[]> {
  if (fees === undefined) return lines;
  const [row] = await db.execute<FeeFactsRow>(FEE_FACTS, [code]);
  if (row === undefined) throw new DomainError('dossier-unknown', { code });
  const { channel, received, cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId, asked } = row;
  const form = cipher === null ? undefined : openForm(code, { cipher, wrappedKey, masterKeyId });
  const day = localDate(instant(received));
  return feeLines(countFees(content, { ...fees, caseId, channel, day, form }), lines, asked);
}
