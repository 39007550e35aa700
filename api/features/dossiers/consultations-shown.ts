import type { ConsultationShort } from '../../../contracts/dossier.ts';
import type { InternalView } from '../../../domain/access/internal-view.ts';
import { instant, instantOrNull } from '../instant.ts';
import type { Names } from '../names.ts';

/** A consultation of a dossier as the database has it. */
export interface ConsultationFound {
  readonly code: string;
  readonly stage: string;
  readonly rule: string;
  readonly agency: string;
  readonly status: ConsultationShort['status'];
  readonly on_silence: ConsultationShort['onSilence'];
  readonly sent_at: string;
  readonly due_at: string | null;
  readonly overdue: boolean;
  readonly opinion: ConsultationShort['opinion'];
  readonly late: boolean;
}

/** The consultations of a dossier `d`, in the order in which they were asked for, as JSON. */
export const CONSULTATIONS_OF = `(select coalesce(jsonb_agg(to_jsonb(x) - 'number' order by x.number), '[]') from (
    select k.code, k.number, k.stage, k.rule, k.agency, k.status, k.on_silence, k.sent_at, k.due_at, k.overdue, k.opinion, k.late
    from consultation k where k.dossier = d.code) as x)`;

/** Who does not see the proceedings learns that an agency was asked, by when, and whether it has answered; not what it thinks, nor asks. */
export function consultationsShown(
  found: readonly ConsultationFound[],
  names: Names,
  { proceedings }: Pick<InternalView, 'proceedings'>,
): ConsultationShort[] {
  return found.map((one) => ({
    code: one.code,
    stage: one.stage,
    rule: one.rule,
    agency: names.agency(one.agency),
    status: !proceedings && one.status === 'asked-back' ? 'open' : one.status,
    onSilence: one.on_silence,
    sentAt: instant(one.sent_at),
    dueAt: instantOrNull(one.due_at),
    overdue: one.overdue,
    opinion: proceedings ? one.opinion : null,
    late: one.late,
  }));
}
