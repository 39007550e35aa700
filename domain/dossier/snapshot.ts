import { DomainError } from '../errors.ts';
import { limitsOf } from '../procedure/limits.ts';
import type { ProcedureContent } from '../procedure/procedure.ts';
import { GENESIS_HASH } from '../ledger/ledger-event.ts';
import { ofType, type DossierEvent, type DraftEvent } from './events.ts';
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
  return { ...blankSnapshot(code, pinnedBy(code, events), pinned), state: fold(code, events), headHash };
}

/**
 * How a dossier began, had it begun by the version of its procedure that it is on now.
 * @throws DomainError `dossier-unknown`
 */
export function pinnedBy(code: string, events: readonly DossierEvent[]): Beginning {
  const beginning = beginningOf(code, events);
  const move = ofType(events, 'version-migrated').at(-1)?.data;
  if (move === undefined) return beginning;
  const { to: version, agencies } = move;
  return beginning.type === 'dossier-filed'
    ? { type: beginning.type, data: { ...beginning.data, version, agencies } }
    : { type: beginning.type, data: { ...beginning.data, version, agencies } };
}

/**
 * The same of a sub-dossier: the stages of its part, and everything else as it is pinned for the dossier that it is part of. Its
 * agency is the one that decides.
 * @param ofDossier the dossier's own stream
 * @throws DomainError `dossier-unknown` when that has not begun it
 */
export function partSnapshotOf(
  code: string,
  events: readonly DossierEvent[],
  ofDossier: readonly DossierEvent[],
  pinned: Pinned,
  headHash: string,
): DossierSnapshot {
  const { of, part, agency, limit } = partBeginningOf(code, events).data;
  const whole = blankSnapshot(of, pinnedForPart(code, of, ofDossier), pinned);
  const resolved = whole.stages.flatMap(({ parts = [] }) => parts).find(({ id }) => id === part);
  if (resolved === undefined) throw new DomainError('dossier-unknown', { code });
  return {
    ...whole,
    competentAgency: agency,
    limits: { limit, legalLimit: null },
    stages: resolved.stages,
    state: fold(code, events),
    headHash,
  };
}

/** How its dossier had begun, by the version that it was on when it began the part: a move to another one does not move its parts. */
export function pinnedForPart(code: string, of: string, ofDossier: readonly DossierEvent[]): Beginning {
  const began = ofDossier.findIndex(
    (event) => event.type === 'parts-begun' && event.data.parts.some((one) => one.code === code),
  );
  if (began < 0) throw new DomainError('dossier-unknown', { code });
  return pinnedBy(of, ofDossier.slice(0, began));
}

function partBeginningOf(
  code: string,
  [first]: readonly DossierEvent[],
): Extract<DossierEvent, { readonly type: 'part-begun' }> {
  if (first?.type !== 'part-begun') throw new DomainError('dossier-unknown', { code });
  return first;
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
