import { row, type ErrorRow } from './error-row.ts';

/** Refusals of doing one act on many dossiers. */
export const BATCH_ERRORS = {
  'batch-unknown': row(
    404,
    ['Không có lô này', 'No such batch'],
    ['Không có lô xử lý này. Hãy tải lại danh sách.', 'There is no such batch. Load the list again.'],
  ),
  'batch-not-yours': row(
    403,
    ['Lô của người khác', 'Another person’s batch'],
    [
      'Lô này do người khác bắt đầu. Chỉ người ấy, hoặc lãnh đạo cơ quan, được xem và điều khiển; chỉ người ấy được hoàn tác.',
      'Somebody else began this batch. Only he, or who leads the agency, sees and steers it; only he takes it back.',
    ],
  ),
  'batch-empty': row(
    422,
    ['Không có hồ sơ nào', 'There is nothing to do'],
    [
      'Người này không chủ trì việc đang mở nào ở cơ quan bạn. Hãy kiểm tra mã người, hoặc nêu từng hồ sơ trong "items".',
      'This person leads no open task at your agency. Check the id, or name the dossiers in "items".',
    ],
  ),
  'batch-too-large': row(
    422,
    ['Quá nhiều hồ sơ cho một lô', 'Too many dossiers for one batch'],
    [
      'Người này chủ trì hơn {most} việc đang mở; một lô nhiều nhất {most}. Hãy nêu từng hồ sơ trong "items", chia thành nhiều lô.',
      'This person leads more than {most} open tasks, and a batch takes {most}. Name the dossiers in "items", in several batches.',
    ],
  ),
  'batch-settled': row(
    409,
    ['Lô không còn ở trạng thái đó', 'The batch cannot do that any more'],
    [
      'Lô đang ở trạng thái: {batchStatus}, nên không làm việc đó được nữa. Hãy tải lại lô.',
      'The batch is {batchStatus}, so that can no longer be done. Load it again.',
    ],
  ),
  'batch-under-way': row(
    409,
    ['Lô chưa xong', 'The batch is not over'],
    [
      'Lô đang ở trạng thái: {batchStatus}; còn hồ sơ chưa có kết quả. Hãy chờ xong, hoặc hủy phần còn lại, rồi hoàn tác.',
      'The batch is {batchStatus}, and some of its dossiers are not settled. Wait, or cancel the rest, then take it back.',
    ],
    5,
  ),
  'batch-not-undoable': row(
    409,
    ['Thao tác này không hoàn tác được', 'This act is not taken back'],
    [
      'Thao tác "{act}" không hoàn tác được. Xử lý từng hồ sơ theo quy trình nếu có sai sót.',
      'The act “{act}” cannot be taken back. Put right each dossier by the acts that the law has for it.',
    ],
  ),
  'batch-undo-over': row(
    409,
    ['Đã hết thời gian hoàn tác', 'The time to take it back is over'],
    [
      'Chỉ hoàn tác được cả lô đến {until}. Từng hồ sơ chưa ai làm tiếp vẫn hoàn tác riêng được.',
      'The batch as a whole could be taken back until {until}. A dossier on which nobody has acted can still be, by itself.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
