import type { FeeQuote, FeeQuoteRequest } from '../../../contracts/fee.ts';
import { localDate } from '../../../domain/dossier/code.ts';
import { explainFee } from '../../../domain/procedure/fee-text.ts';
import type { ProcedureVersions } from '../../../infra/db/procedures.ts';
import type { CountFees } from './count-fees.ts';

export interface FeeQuoteService {
  /**
   * What a dossier would cost by the newest published version of a procedure.
   * @throws DomainError `procedure-unknown`, `procedure-draft`, `case-unknown`, `fee-quantity-missing`, `fee-ground-unknown`
   */
  quote(procedure: string, asked: FeeQuoteRequest): Promise<FeeQuote>;
}

export interface FeeQuoteParts {
  readonly procedures: Pick<ProcedureVersions, 'newest'>;
  readonly countFees: CountFees;
  readonly now: () => Date;
}

export function createFeeQuoteService({ procedures, countFees, now }: FeeQuoteParts): FeeQuoteService {
  return {
    async quote(procedure, { case: caseId, channel, day: asked, form, quantities, grounds }) {
      const day = asked ?? localDate(now().toISOString());
      const { version, content } = await procedures.newest(procedure, day);
      const { lines, total, knownTotal } = countFees(content, { caseId, channel, day, form, quantities, grounds });
      return {
        procedure: content.code,
        version,
        case: caseId,
        channel,
        day,
        lines: lines.map((line) => ({
          fee: line.fee,
          name: line.name,
          quantities: { ...line.quantities },
          gross: line.gross,
          reductions: line.reductions.map((one) => ({ ...one })),
          amount: line.amount,
          explanation: { vi: explainFee(line, 'vi'), en: explainFee(line, 'en') },
        })),
        total,
        knownTotal,
      };
    },
  };
}
