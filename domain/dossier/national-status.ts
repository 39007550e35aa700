import { COMPLETING_ACTS } from './act-names.ts';
import type { ClosedOutcome } from './events.ts';
import type { DossierState, Wait } from './state.ts';

/** The ten status codes of the national portal (TrangThaiHoSo). */
export const NATIONAL_STATUSES = {
  1: { vi: 'Mới đăng ký', en: 'Newly filed' },
  2: { vi: 'Được tiếp nhận', en: 'Received' },
  3: { vi: 'Không được tiếp nhận', en: 'Not received' },
  4: { vi: 'Đang xử lý', en: 'In process' },
  5: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Supplement requested' },
  6: { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'Financial obligation requested' },
  7: { vi: 'Công dân yêu cầu rút hồ sơ', en: 'Withdrawal requested' },
  8: { vi: 'Dừng xử lý', en: 'Processing stopped' },
  9: { vi: 'Đã xử lý xong', en: 'Processed' },
  10: { vi: 'Đã trả kết quả', en: 'Result returned' },
} as const;

export type NationalStatus = keyof typeof NATIONAL_STATUSES;

const OF_OUTCOME = {
  'not-received': 3,
  withdrawn: 7,
  'supplement-lapsed': 8,
} as const satisfies Record<ClosedOutcome, NationalStatus>;

/** The answer to what was filed is a step of its own, and not one of the route. */
const STEP_ACTS_OF_ROUTE = COMPLETING_ACTS.filter((act) => act !== 'accept');

const OF_WAIT = { supplement: 5, payment: 6, suspension: 8 } as const satisfies Record<Wait['kind'], NationalStatus>;

/**
 * The national status as a view of the state, never stored as a fact of its own: nothing that waits is shown as finished.
 * Received until a step of its route has been acted on, processed once only the return is left.
 */
export function nationalStatus(state: DossierState): NationalStatus {
  const { status, outcome, wait, withdrawal, step, actedBy, partOf } = state;
  // What the portal shows is the dossier's; of a part only whether its agency is through with it.
  if (partOf !== null) return status === 'in-process' ? 4 : 9;
  if (status === 'returned') return 10;
  if (outcome !== null) return OF_OUTCOME[outcome];
  if (withdrawal) return 7;
  if (wait !== null) return OF_WAIT[wait.kind];
  if (status === 'new') return 1;
  if (step?.kind === 'return') return 9;
  if (step?.kind === 'interlinked') return 4;
  return STEP_ACTS_OF_ROUTE.some((act) => actedBy[act] !== undefined) ? 4 : 2;
}
