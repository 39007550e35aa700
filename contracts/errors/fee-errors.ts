import { row, type ErrorRow } from './error-row.ts';

/** Why the fees of a dossier cannot be computed (Decree 61/2018 art. 22). */
export const FEE_ERRORS = {
  'fee-quantity-missing': row(
    422,
    ['Thiếu số lượng để tính phí', 'A quantity for the fee is missing'],
    [
      'Khoản phí "{fee}" tính theo {quantity}, nhưng số này thiếu hoặc không dùng được. Hãy nhập số nguyên từ 0 đến 1.000.000.',
      'The fee "{fee}" goes by {quantity}, which is missing or cannot be used. Give a whole number from 0 to 1,000,000.',
    ],
  ),
  'fee-ground-unknown': row(
    422,
    ['Không có diện miễn, giảm này', 'No such ground for an exemption'],
    [
      'Thủ tục này không có diện miễn, giảm phí "{ground}". Hãy chọn trong danh sách của thủ tục.',
      'This procedure has no exemption or reduction "{ground}". Choose one of those the procedure lists.',
    ],
  ),
  'fee-amount-missing': row(
    422,
    ['Thiếu số tiền của khoản phí', 'The amount of a fee is missing'],
    [
      'Hệ thống chưa có mức thu của: {fees} (do Hội đồng nhân dân tỉnh hoặc văn bản khác quy định). Hãy nêu số tiền từng khoản trong "lines", "item" là mã khoản.',
      'The system has no amount for: {fees} (the provincial council or another text sets it). State each amount in "lines", with the fee’s id as "item".',
    ],
  ),
  'fee-line-not-asked': row(
    422,
    ['Khoản này không nhập số tiền', 'No amount is to be stated for that'],
    [
      'Khi hệ thống tính phí, "lines" chỉ nêu mỗi khoản chưa có mức thu một lần: {fees}. Hãy bỏ các dòng khác.',
      'When the system computes the fees, "lines" states once each only what it has no amount for: {fees}. Leave the other lines out.',
    ],
  ),
  'nothing-to-pay': row(
    422,
    ['Không có khoản nào phải nộp', 'Nothing is to be paid'],
    [
      'Theo quy định thu, hồ sơ không phải nộp khoản nào, hoặc các khoản đã được yêu cầu nộp. Hãy tải lại hồ sơ để xem.',
      'By the fee rules nothing is owed for this dossier, or all of it was asked for before. Load the dossier again to see.',
    ],
  ),
  'fees-not-yet': row(
    422,
    ['Chưa thu phí', 'No fee is due yet'],
    [
      'Phí chỉ yêu cầu khi hồ sơ được tiếp nhận hoặc đã nộp. Hãy bỏ "fees" khi yêu cầu bổ sung hay từ chối tiếp nhận.',
      'A fee is asked for only of a dossier that is accepted or filed. Leave "fees" out when it is to be supplemented or is refused.',
    ],
  ),
  'correction-is-free': row(
    409,
    ['Không thu phí khi sửa lỗi của cơ quan', 'A correction is free'],
    [
      'Hồ sơ được mở lại do lỗi của cơ quan nên không thu thêm phí, lệ phí (khoản {obligation}).',
      'The dossier was taken up again by the agency’s fault, so no new fee is charged ({obligation}).',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
