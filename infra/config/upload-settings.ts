import { clamdAddress, wholeNumber } from './setting-kinds.ts';

/** The settings of what is taken in as a document, and of how it is checked; part of the table in `settings.ts`. */
export const UPLOAD_SETTINGS = {
  UPLOAD_MAX_MB: {
    kind: wholeNumber(1, 1024),
    group: 'uploads',
    default: '100',
    en: 'Megabytes of one document.',
    vi: 'Dung lượng tối đa của một tệp (MB).',
  },
  UPLOAD_MAX_PAGES: {
    kind: wholeNumber(1, 100_000),
    group: 'uploads',
    default: '2000',
    en: 'Pages of one document.',
    vi: 'Số trang tối đa của một tệp.',
  },
  UPLOAD_MAX_MEGAPIXELS: {
    kind: wholeNumber(1, 10_000),
    group: 'uploads',
    default: '200',
    en: 'Megapixels of one picture, alone or in a PDF; a sheet of A0 at 300 dpi has 140.',
    vi: 'Số megapixel tối đa của một ảnh, kể cả ảnh trong PDF; tờ A0 quét 300 dpi có 140.',
  },
  UPLOAD_MAX_EXPANDED_MB: {
    kind: wholeNumber(1, 100_000),
    group: 'uploads',
    default: '1000',
    en: 'Megabytes that everything compressed in a document may have when decompressed.',
    vi: 'Dung lượng tối đa của phần nén trong tệp sau khi giải nén (MB).',
  },
  UPLOAD_CHECK_SECONDS: {
    kind: wholeNumber(1, 600),
    group: 'uploads',
    default: '30',
    en: 'Seconds the check of a document may take; one that takes longer is refused.',
    vi: 'Số giây tối đa để kiểm tra một tệp; quá thời gian thì tệp bị từ chối.',
  },
  UPLOAD_CHECK_MEMORY_MB: {
    kind: wholeNumber(256, 16_384),
    group: 'uploads',
    default: '1024',
    en: 'Megabytes of memory of a checking process (two at most); a document that needs more is refused. Several times UPLOAD_MAX_MB.',
    vi: 'Bộ nhớ tối đa của tiến trình kiểm tra (nhiều nhất hai tiến trình, MB); tệp cần nhiều hơn bị từ chối. Nên gấp nhiều lần UPLOAD_MAX_MB.',
  },
  UPLOAD_UNUSED_DAYS: {
    kind: wholeNumber(31, 3650),
    group: 'uploads',
    default: '90',
    en: 'Days after which an upload that no dossier ever named is removed.',
    vi: 'Số ngày sau đó tệp đã tải lên mà không hồ sơ nào dùng bị xóa.',
  },
  CLAMD_ADDRESS: {
    kind: clamdAddress,
    group: 'uploads',
    en: 'Where clamd (ClamAV) listens, to scan every upload; while it is away documents are held. Unset: only their structure is checked.',
    vi: 'Nơi clamd (ClamAV) lắng nghe để quét mọi tệp tải lên; khi clamd vắng mặt, tệp bị giữ lại. Bỏ trống: chỉ kiểm tra cấu trúc tệp.',
  },
} as const;
