import { DomainError } from '../errors.ts';
import { limitsOf } from '../procedure/limits.ts';
import type { ProcedureContent } from '../procedure/procedure.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import type { DossierEvent, DraftEvent } from './events.ts';
import { receptionStage } from './receive.ts';
import { resolveStages } from './resolve-stages.ts';
import { rulesOf, type ClockRules } from './rules.ts';
import { fold } from './evolve.ts';
import { emptyDossier, type DossierSnapshot } from './state.ts';

/** What is pinned for a dossier at its intake: the version of its procedure, and its rule set. */
export interface Pinned {
  readonly content: ProcedureContent;
  readonly rules: ClockRules;
}

/** How a dossier begins: what was filed or received, before anything is folded. */
export type Beginning = Pick<Extract<DraftEvent, { type: 'dossier-filed' | 'dossier-received' }>, 'type' | 'data'>;

/**
 * The snapshot before the first event: what is pinned, and nothing that happened.
 * @throws DomainError `case-unknown`, `limit-unknown`, `agency-unresolved`
 */
export function blankSnapshot(code: string, { type, data }: Beginning, { content, rules }: Pinned): DossierSnapshot {
  const { procedure, version, office, receivingAgency, competentAgency, centrePremises, receivedElsewhere } = data;
  const stages = resolveStages(content.route ?? { stages: [] }, data.agencies);
  return {
    procedure,
    version,
    office,
    receivingAgency,
    competentAgency,
    centrePremises,
    receivedElsewhere,
    rules: rulesOf(rules, content),
    limits: limitsOf(content, data.case),
    stages: type === 'dossier-filed' ? [receptionStage(receivingAgency, rules), ...stages] : stages,
    state: emptyDossier(code),
    headHash: GENESIS_HASH,
  };
}

/**
 * The snapshot a run starts from: the fold of the stream, and the route and the rules that were pinned.
 * @throws DomainError `dossier-unknown` when the stream does not start with a filing or a reception, and as `blankSnapshot`
 */
export function snapshotOf(
  code: string,
  events: readonly DossierEvent[],
  pinned: Pinned,
  headHash: string,
): DossierSnapshot {
  return { ...blankSnapshot(code, beginningOf(code, events), pinned), state: fold(code, events), headHash };
}

/** The first event of a dossier's stream, which says what it is. @throws DomainError `dossier-unknown` */
export function beginningOf(
  code: string,
  [first]: readonly DossierEvent[],
): Extract<DossierEvent, { type: 'dossier-filed' | 'dossier-received' }> {
  if (first?.type !== 'dossier-received' && first?.type !== 'dossier-filed')
    throw new DomainError('dossier-unknown', { code });
  return first;
}
