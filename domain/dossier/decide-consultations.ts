import { MESSAGE_ACTOR } from '../access/actor.ts';
import { consultationCode } from '../consultation/state.ts';
import { DomainError } from '../errors.ts';
import type { ActOf } from './act.ts';
import type { DecidedCommand } from './command.ts';
import { awaited, isKnown } from './consulted.ts';
import { openStepOf, type Deciding, type Position } from './deciding.ts';
import type { AskedConsultation, DraftEvent } from './events.ts';
import type { ConsultationNews, Report } from './messages.ts';
import type { DossierState, ResolvedStage } from './state.ts';

/**
 * Asks other agencies what they think (lấy ý kiến, Decree 61/2018 art. 19.5), several at once, each with its content and deadline.
 * @throws DomainError `consultation-not-here` (the route has no such rule at this stage), `consultation-agency` (it leaves the agency
 * open and none was named, or names one itself), `consultation-of-oneself`, `consultation-asked` (that agency has it already)
 */
export function consult(desk: Deciding, { asks }: ActOf<'consult'>): DraftEvent[] {
  const { state, stage, rules, at } = desk;
  const { task, agency: asker } = openStepOf(desk);
  if (stage === null) throw new DomainError('consultation-not-here', { rule: asks[0]?.rule ?? '' });
  const asked = asks.map(({ rule: id, agency: named, via, question, documents }, index): AskedConsultation => {
    const rule = stage.consultations?.find((one) => one.id === id);
    if (rule?.within === undefined) throw new DomainError('consultation-not-here', { rule: id, stage: stage.id });
    const agency = rule.agency ?? named;
    if (agency === null || (rule.agency !== null && named !== null && named !== rule.agency))
      throw new DomainError('consultation-agency', { rule: id, agency: rule.agency });
    if (agency === asker) throw new DomainError('consultation-of-oneself', { agency });
    const isAsked = [...state.consultations, ...asks.slice(0, index).map((one) => ofAsk(one, stage))].some(
      (one) => one.status === 'open' && one.rule === id && one.stage === stage.id && one.agency === agency,
    );
    if (isAsked) throw new DomainError('consultation-asked', { rule: id, agency });
    const { within, remind = rules.dueSoon, onSilence } = rule;
    const consultation = consultationCode(state.code, state.consultations.length + index + 1);
    const ask = { consultation, rule: id, agency, via, within, remind, onSilence, question, documents };
    return { ...ask, dueAt: null, remindAt: null };
  });
  return [{ type: 'consultations-asked', at, data: { task, stage: stage.id, asks: asked } }];
}

type Asked = Pick<DossierState['consultations'][number], 'status' | 'rule' | 'stage' | 'agency'>;

function ofAsk({ rule, agency }: ActOf<'consult'>['asks'][number], stage: ResolvedStage): Asked {
  const known = stage.consultations?.find(({ id }) => id === rule)?.agency;
  return { status: 'open', rule, stage: stage.id, agency: known ?? agency ?? '' };
}

/**
 * What is still to be heard of before a stage is completed.
 * @throws DomainError `consultation-open`, `consultation-missing`
 */
export function assertConsulted({ consultations }: DossierState, stage: ResolvedStage): void {
  const here = consultations.filter((one) => one.stage === stage.id);
  const open = here.filter(({ status }) => status === 'open');
  if (open.length > 0)
    throw new DomainError('consultation-open', { agencies: open.map(({ agency }) => agency).join(', ') });
  const missing = (stage.consultations ?? []).find(
    ({ id, required }) => required === true && !here.some(({ rule, status }) => rule === id && status !== 'recalled'),
  );
  if (missing !== undefined) throw new DomainError('consultation-missing', { rule: missing.id });
}

/** The command that enters a consultation's report in its dossier's ledger; null where it is known, or the dossier does not wait for it. */
export function decideConsultationReport(
  { state }: Pick<Position, 'state'>,
  { child, seq, headHash, news }: Report & { readonly news: ConsultationNews },
  at: string,
): DecidedCommand | null {
  const known = state.consultations.find(({ code }) => code === child);
  if (known === undefined || known.reported >= seq || !awaited(known) || isKnown(known, news)) return null;
  const data = { consultation: child, seq, hash: headHash, news };
  return reportCommand(child, seq, at, [{ type: 'consultation-reported', at, data }]);
}

/** A command that a report of a child leads to: the engine's own. */
export function reportCommand(child: string, seq: number, at: string, drafts: readonly DraftEvent[]): DecidedCommand {
  return {
    key: `report:${child}:${seq}`,
    requestHash: 'report',
    act: 'report',
    at,
    actor: MESSAGE_ACTOR,
    rights: null,
    medium: 'electronic',
    place: null,
    drafts,
    documents: [],
  };
}
