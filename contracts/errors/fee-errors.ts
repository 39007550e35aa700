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
} as const satisfies Record<string, ErrorRow>;
