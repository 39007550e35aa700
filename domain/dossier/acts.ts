import type { Permission } from '../access/access.ts';
import { ACT_NAMES, type ActName, type Stage, type StageKind } from '../procedure/route.ts';

export { ACT_NAMES, type ActName } from '../procedure/route.ts';

interface ActRule {
  /** The kind of step that the act completes, unless the route names the acts of a stage itself. */
  readonly completes: StageKind;
  readonly permission: Permission;
}

/** The acts on an open dossier after reception (Decree 61/2018 art. 19-20). */
export const ACTS = {
  appraise: { completes: 'appraisal', permission: 'act.appraise' },
  approve: { completes: 'approval', permission: 'act.approve' },
  seal: { completes: 'sealing', permission: 'act.seal' },
  return: { completes: 'return', permission: 'act.return' },
} as const satisfies Record<ActName, ActRule>;

/** The acts that complete a stage: those that its route names, else the one of its kind. */
export function actsOf({ acts, kind }: Pick<Stage, 'acts' | 'kind'>): readonly ActName[] {
  return acts ?? ACT_NAMES.filter((name) => ACTS[name].completes === kind);
}

/** True for a stage whose act must name the PDF that becomes the digitised result. */
export function needsResult({ requires }: Pick<Stage, 'requires'>): boolean {
  return requires.includes('result-document');
}
