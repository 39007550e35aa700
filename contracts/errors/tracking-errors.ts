import { row, type ErrorRow } from './error-row.ts';

/** Why the public is told nothing of a dossier; the same for every reason. */
export const TRACKING_ERRORS = {
  'tracking-unknown': row(
    404,
    ['Không tra cứu được', 'Nothing found'],
    [
      'Mã hồ sơ hoặc mã tra cứu không đúng, hoặc hồ sơ không còn tra cứu được. Hãy kiểm tra lại giấy tiếp nhận; nếu mất giấy, hãy đến bộ phận một cửa để được cấp lại mã tra cứu.',
      'The code or the tracking secret is wrong, or the dossier can no longer be looked up. Check the receipt; if it is lost, a one-stop office can issue a new secret.',
    ],
  ),
} as const satisfies Record<string, ErrorRow>;
