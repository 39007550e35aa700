import { row, type ErrorRow } from './error-row.ts';

/** Why personal data of a dossier are not erased (xóa dữ liệu cá nhân), and what came of those that were. */
export const ERASURE_ERRORS = {
  'erasure-dossier-open': row(
    409,
    ['Hồ sơ chưa kết thúc', 'The dossier is open'],
    [
      'Hồ sơ {code}, một phần liên thông hoặc một phiếu lấy ý kiến của hồ sơ chưa kết thúc. Chỉ xóa dữ liệu sau khi mọi việc đã kết thúc.',
      'The dossier {code}, a part of it or a consultation of it is open. Its data are erased only once everything has ended.',
    ],
  ),
  'erasure-too-early': row(
    409,
    ['Chưa hết thời hạn lưu trữ', 'Its retention has not ended'],
    [
      'Hồ sơ {code} phải lưu đến {from}. Hãy xóa sau thời điểm đó, hoặc sửa retention.json nếu thời hạn nêu ở đó chưa đúng.',
      'The dossier {code} is kept until {from}. Erase it after that, or correct retention.json if the period it states is wrong.',
    ],
  ),
  'erasure-kept-for-good': row(
    409,
    ['Hồ sơ bảo quản vĩnh viễn', 'The dossier is kept for good'],
    [
      'retention.json không nêu số năm cho thủ tục của hồ sơ {code}, nên hồ sơ được bảo quản vĩnh viễn. Nếu có thời hạn, hãy ghi vào tệp đó.',
      'retention.json states no years for the procedure of dossier {code}, so it is kept for good. If there is a period, write it there.',
    ],
  ),
  'erasure-held': row(
    409,
    ['Có lệnh giữ hồ sơ', 'The dossier is held'],
    [
      'Có lệnh giữ hồ sơ {code}. Hãy bỏ lệnh giữ (motcua erase release) khi việc cần hồ sơ đã xong.',
      'Somebody ordered that dossier {code} be kept. Lift that (motcua erase release) when it is no longer needed.',
    ],
  ),
  'erasure-document-reused': row(
    409,
    ['Giấy tờ đang được dùng lại', 'A document is in use elsewhere'],
    [
      'Hồ sơ khác đang giải quyết dùng giấy tờ của hồ sơ {code}. Hãy xóa sau khi hồ sơ đó kết thúc.',
      'Another open dossier uses a document of dossier {code}. Erase this one when that has ended.',
    ],
  ),
  'erasure-of-part': row(
    409,
    ['Đây là hồ sơ con', 'This is a part'],
    [
      'Hồ sơ con được xóa cùng hồ sơ chính {parent}. Hãy nêu mã hồ sơ chính.',
      'A part is erased with its dossier {parent}. Name that one.',
    ],
  ),
  'administrator-unknown': row(
    403,
    ['Không phải quản trị hệ thống', 'Not a system administrator'],
    [
      'Người nêu trong --by không có bổ nhiệm quản trị hệ thống còn hiệu lực. Chỉ quản trị hệ thống được xóa dữ liệu, giữ hoặc bỏ giữ hồ sơ.',
      'Whoever --by names has no appointment as system administrator in effect. Only one erases data, or holds and releases dossiers.',
    ],
  ),
  'hold-exists': row(
    409,
    ['Đã có lệnh giữ', 'It is held already'],
    ['Hồ sơ {code} đã có lệnh giữ.', 'The dossier {code} is held already.'],
  ),
  'hold-unknown': row(
    409,
    ['Không có lệnh giữ', 'It is not held'],
    ['Hồ sơ {code} không có lệnh giữ nào.', 'Nobody holds the dossier {code}.'],
  ),
} as const satisfies Record<string, ErrorRow>;
