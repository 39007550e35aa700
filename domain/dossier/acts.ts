import type { Permission } from '../access/access.ts';
import type { StageKind } from '../procedure/route.ts';

interface ActRule {
  /** The kind of step that the act completes. */
  readonly completes: StageKind;
  readonly permission: Permission;
  /** The act must name the PDF that becomes the digitised result. */
  readonly needsResult: boolean;
}

/** The acts on an open dossier after reception (Decree 61/2018 art. 19-20). */
export const ACTS = {
  appraise: { completes: 'appraisal', permission: 'act.appraise', needsResult: false },
  approve: { completes: 'approval', permission: 'act.approve', needsResult: false },
  seal: { completes: 'sealing', permission: 'act.seal', needsResult: true },
  return: { completes: 'return', permission: 'act.return', needsResult: false },
} as const satisfies Record<string, ActRule>;

export type ActName = keyof typeof ACTS;
export const ACT_NAMES = Object.keys(ACTS) as ActName[];
