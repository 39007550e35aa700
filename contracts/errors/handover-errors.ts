import { row, type ErrorRow } from './error-row.ts';

/** Refusals around hand-overs between agencies (bàn giao), and of the systems of agencies that act through the API. */
export const HANDOVER_ERRORS = {
  'handover-unknown': row(
    404,
    ['Không có lần bàn giao này', 'No such hand-over'],
    [
      'Không có lần bàn giao nào mang mã {task}: việc không tồn tại, hoặc không do cơ quan khác chuyển đến. Xem danh sách tại GET /handovers.',
      'There is no hand-over {task}: no such task, or no other agency routed it there. See the list at GET /handovers.',
    ],
  ),
  'not-a-handover': row(
    409,
    ['Không phải bàn giao giữa hai cơ quan', 'Not a hand-over between agencies'],
    [
      'Việc {task} không do cơ quan khác chuyển đến nên không có gì để báo nhận. Hãy làm tiếp bước đang mở.',
      'Task {task} was not routed there by another agency, so there is nothing to acknowledge. Go on with the open step.',
    ],
  ),
  'already-accepted': row(
    409,
    ['Đã tiếp nhận bàn giao', 'Accepted already'],
    [
      'Việc {task} đã được tiếp nhận, bằng thao tác tiếp nhận bàn giao hoặc bằng thao tác đầu tiên trên bước này. Xem biên nhận tại GET /handovers/{task}.',
      'Task {task} has been taken over, by accepting it or by a first act on the step. See the receipt at GET /handovers/{task}.',
    ],
  ),
  'officer-missing': row(
    400,
    ['Thiếu cán bộ chịu trách nhiệm', 'No officer is named'],
    [
      'Hệ thống của cơ quan ghi dữ liệu thay cho một cán bộ: hãy nêu mã của người đó trong tiêu đề X-Motcua-Officer.',
      'An agency’s system writes for one of its officers: name that person’s id in the header X-Motcua-Officer.',
    ],
  ),
  'officer-not-yours': row(
    403,
    ['Không làm thay được cho người này', 'The system may not act for that person'],
    [
      'Người nêu trong X-Motcua-Officer không có bổ nhiệm đang hiệu lực tại {agency}. Hệ thống chỉ làm thay cho cán bộ của chính cơ quan mình.',
      'Whom X-Motcua-Officer names has no appointment in force at {agency}. A system acts only for officers of its own agency.',
    ],
  ),
  'not-by-client': row(
    403,
    ['Việc này phải tự mình làm', 'This is done in person'],
    [
      'Việc này không làm thay được qua hệ thống của cơ quan. Hãy để chính người đó đăng nhập và thực hiện.',
      'An agency’s system does not do this for anybody. The person signs in and does it.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
