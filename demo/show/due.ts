import { z } from 'zod';
import type { DossierView } from '../../contracts/dossier.ts';
import { explain } from '../../domain/calendar/explain.ts';
import type { Explanation } from '../../domain/calendar/explanation.ts';
import { localInstant } from '../format.ts';
import type { Report, Texts } from '../report.ts';
import type { FinishedDossier } from '../desk-work.ts';

/** The steps are handed on as the calendar wrote them. */
const Step = z.custom<Explanation>((value) => z.looseObject({ kind: z.string() }).safeParse(value).success);
const DueExplanation = z.looseObject({ due: z.string().nullable(), explanation: z.array(Step) });

/** Prints why the dossier is due when it is, first in Vietnamese, then in English. */
export function showDue({ dueAt, limit }: FinishedDossier, dossier: DossierView, report: Report): void {
  report.heading({ vi: `Ngày hẹn trả: ${localInstant(dueAt)}`, en: 'Due date explained' });
  const explained = DueExplanation.parse(dossier.dueExplanation);
  for (const language of ['vi', 'en'] as const) {
    for (const line of explain(explained, language)) report.line(`· ${line}`);
    report.line('');
  }
  const [first] = explained.explanation;
  const ends = explained.explanation.findLast((step) => step.kind === 'due');
  report.check(
    'due-limit',
    LIMIT,
    first?.kind === 'received' && first.unit === limit.unit && first.value === limit.value,
  );
  report.check(
    'due-explained',
    EXPLAINED,
    dossier.dueAt === dueAt &&
      [explained.due, ends?.at].every((at) => at != null && dossier.dueAt !== null && isSame(at, dossier.dueAt)),
  );
}

const isSame = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

const LIMIT: Texts = { vi: 'tính theo thời hạn của thủ tục', en: 'counted by the limit of the procedure' };
const EXPLAINED: Texts = {
  vi: 'cách tính dẫn tới đúng ngày đã hẹn',
  en: 'the explanation leads to the date that was promised',
};
