import type { BatchStatus } from '../domain/batch/batch.ts';
import type { Role } from '../domain/access/roles.ts';
import type { ActName } from '../domain/dossier/acts.ts';
import type { AgencyLevel, Bilingual } from '../domain/procedure/procedure.ts';
import type { StepKind } from '../domain/procedure/route.ts';

/** Names of codes that people read in errors and on the page of the API; the terms are those of the glossary. */
export const ROLE_LABELS = {
  citizen: { vi: 'công dân', en: 'citizen' },
  receptionist: { vi: 'công chức tiếp nhận', en: 'receptionist' },
  appraiser: { vi: 'công chức thẩm định', en: 'appraiser' },
  'agency-leader': { vi: 'lãnh đạo cơ quan', en: 'agency leader' },
  'seal-clerk': { vi: 'văn thư đóng dấu', en: 'seal clerk' },
  'return-clerk': { vi: 'công chức trả kết quả', en: 'return clerk' },
  'one-stop-head': { vi: 'trưởng bộ phận một cửa', en: 'head of the one-stop office' },
  'indicator-officer': { vi: 'công chức theo dõi chỉ tiêu', en: 'indicator officer' },
  auditor: { vi: 'kiểm tra viên', en: 'auditor' },
  'catalogue-administrator': { vi: 'quản trị danh mục', en: 'catalogue administrator' },
  'system-administrator': { vi: 'quản trị hệ thống', en: 'system administrator' },
} as const satisfies Record<Role, Bilingual>;

export const STAGE_LABELS = {
  appraisal: { vi: 'thẩm định', en: 'appraisal' },
  approval: { vi: 'phê duyệt', en: 'approval' },
  sealing: { vi: 'đóng dấu', en: 'sealing' },
  return: { vi: 'trả kết quả', en: 'return' },
  reception: { vi: 'tiếp nhận', en: 'reception' },
  interlinked: { vi: 'giải quyết liên thông', en: 'interlinked processing' },
} as const satisfies Record<StepKind, Bilingual>;

export const ACT_LABELS = {
  appraise: { vi: 'thẩm định', en: 'appraise' },
  approve: { vi: 'phê duyệt', en: 'approve' },
  seal: { vi: 'đóng dấu', en: 'seal' },
  return: { vi: 'trả kết quả', en: 'return' },
  accept: { vi: 'tiếp nhận', en: 'accept' },
  'propose-refusal': { vi: 'đề xuất từ chối giải quyết', en: 'propose refusal' },
  'refuse-reception': { vi: 'từ chối tiếp nhận', en: 'refuse reception' },
  'send-back': { vi: 'trả lại bước trước', en: 'send back' },
  undo: { vi: 'hoàn tác', en: 'undo' },
  assign: { vi: 'phân công', en: 'assign' },
  consult: { vi: 'lấy ý kiến cơ quan khác', en: 'consult other agencies' },
  'request-supplement': { vi: 'yêu cầu bổ sung', en: 'request a supplement' },
  'receive-supplement': { vi: 'nhận bổ sung', en: 'receive a supplement' },
  'confirm-closing': { vi: 'kết thúc do quá hạn bổ sung', en: 'close for want of an answer' },
  'request-payment': { vi: 'yêu cầu nghĩa vụ tài chính', en: 'request payment' },
  'record-payment': { vi: 'ghi nhận thanh toán', en: 'record payment' },
  'waive-payment': { vi: 'miễn thu', en: 'waive payment' },
  'refund-payment': { vi: 'hoàn trả tiền', en: 'refund' },
  suspend: { vi: 'dừng giải quyết', en: 'suspend' },
  resume: { vi: 'tiếp tục giải quyết', en: 'resume' },
  extend: { vi: 'gia hạn', en: 'extend' },
  'draft-apology': { vi: 'soạn văn bản xin lỗi', en: 'draft an apology' },
  'approve-apology': { vi: 'duyệt văn bản xin lỗi', en: 'approve an apology' },
  'request-withdrawal': { vi: 'đề nghị rút hồ sơ', en: 'ask to withdraw' },
  'confirm-withdrawal': { vi: 'đồng ý rút hồ sơ', en: 'confirm a withdrawal' },
  'decline-withdrawal': { vi: 'không đồng ý rút hồ sơ', en: 'decline a withdrawal' },
  'confirm-paper': { vi: 'nhận bản giấy', en: 'confirm the paper part' },
  'acknowledge-handover': { vi: 'báo đã nhận bàn giao', en: 'acknowledge a hand-over' },
  'accept-handover': { vi: 'tiếp nhận bàn giao', en: 'accept a hand-over' },
  'plan-verification': { vi: 'lên lịch xác minh', en: 'plan a verification' },
  'record-verification': { vi: 'ghi nhận xác minh', en: 'record a verification' },
  replan: { vi: 'tính lại hạn', en: 'plan anew' },
  migrate: { vi: 'chuyển phiên bản thủ tục', en: 'move to another version' },
  reopen: { vi: 'mở lại hồ sơ', en: 'reopen' },
} as const satisfies Record<ActName, Bilingual>;

/** What a dossier waits for. */
const WAIT_LABELS: Readonly<Record<string, Bilingual>> = {
  supplement: { vi: 'bổ sung giấy tờ', en: 'a supplement' },
  payment: { vi: 'nghĩa vụ tài chính', en: 'payment' },
  suspension: { vi: 'hết dừng giải quyết', en: 'the end of a suspension' },
};

export const LEVEL_LABELS = {
  ministry: { vi: 'bộ, ngành', en: 'ministry' },
  province: { vi: 'cấp tỉnh', en: 'province' },
  district: { vi: 'cấp huyện', en: 'district' },
  commune: { vi: 'cấp xã', en: 'commune' },
  vertical: { vi: 'ngành dọc', en: 'vertical agency' },
} as const satisfies Record<AgencyLevel, Bilingual>;

/** What fees are counted by. */
const QUANTITY_LABELS: Readonly<Record<string, Bilingual>> = {
  copies: { vi: 'số bản', en: 'the number of copies' },
  pages: { vi: 'số trang', en: 'the number of pages' },
};

/** How a batch stands. */
const BATCH_STATUS_LABELS = {
  queued: { vi: 'chờ xử lý', en: 'queued' },
  running: { vi: 'đang xử lý', en: 'running' },
  paused: { vi: 'tạm dừng', en: 'paused' },
  done: { vi: 'đã xong', en: 'done' },
  cancelled: { vi: 'đã hủy', en: 'cancelled' },
  undoing: { vi: 'đang hoàn tác', en: 'being undone' },
  undone: { vi: 'đã hoàn tác', en: 'undone' },
} as const satisfies Record<BatchStatus, Bilingual>;

/** Which labels the values of an error's param of that name have. */
const LABELS_OF_PARAM: Readonly<Record<string, Readonly<Record<string, Bilingual>>>> = {
  role: ROLE_LABELS,
  needed: ROLE_LABELS,
  kind: STAGE_LABELS,
  stage: STAGE_LABELS,
  act: { ...ACT_LABELS, work: { vi: 'giải quyết', en: 'work on it' } },
  for: WAIT_LABELS,
  quantity: QUANTITY_LABELS,
  batchStatus: BATCH_STATUS_LABELS,
};

/** A param's value in words: codes that have a label by it (a list of them by comma), anything else as it is. */
export function labelOf(param: string, value: string, language: keyof Bilingual): string {
  const labels = LABELS_OF_PARAM[param];
  if (labels === undefined) return value;
  return value
    .split(',')
    .map((code) => labels[code]?.[language] ?? code)
    .join(', ');
}
