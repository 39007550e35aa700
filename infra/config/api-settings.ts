import { anyText, onOff, wholeNumber } from './setting-kinds.ts';

const MOST = 10_000_000;
const count = wholeNumber(1, MOST);

/** The settings of how the API is reached, and of how much it lets one sender do; part of the table in `settings.ts`. */
export const API_SETTINGS = {
  API_TLS_CERT: {
    kind: anyText,
    group: 'service',
    secret: true,
    en: 'PEM of the API’s certificate with its chain; the API then speaks https only. API_TLS_KEY goes with it.',
    vi: 'PEM chứng thư của API kèm chuỗi chứng thực; khi đặt, API chỉ nói https. Đi cùng API_TLS_KEY.',
  },
  API_TLS_KEY: {
    kind: anyText,
    group: 'service',
    secret: true,
    en: 'PEM of that certificate’s private key.',
    vi: 'PEM khóa riêng của chứng thư đó.',
  },
  API_BEHIND_TLS_PROXY: {
    kind: onOff,
    group: 'service',
    default: 'off',
    en: 'A proxy before the API speaks https with clients. Needed for an API_HOST that others reach without API_TLS_CERT; set TRUST_PROXY too.',
    vi: 'Có proxy nói https với máy khách ở trước API. Cần khi API_HOST mở cho máy khác mà không có API_TLS_CERT; đặt cả TRUST_PROXY.',
  },
  TRUST_PROXY: {
    kind: wholeNumber(0, 10),
    group: 'service',
    default: '0',
    en: 'Number of proxies of your own before the API: so many last entries of X-Forwarded-For are believed. 0: none.',
    vi: 'Số proxy của bạn ở trước API: tin bấy nhiêu mục cuối của X-Forwarded-For. 0: không tin mục nào.',
  },
  LIMIT_WRITES_ACCOUNT: {
    kind: count,
    group: 'limits',
    default: '600',
    en: 'Writes of one account in a minute, counted by each API process for itself.',
    vi: 'Số lần ghi của một tài khoản trong một phút, mỗi tiến trình API tự đếm.',
  },
  LIMIT_WRITES_ADDRESS: {
    kind: count,
    group: 'limits',
    default: '6000',
    en: 'The same from one client address, behind which a whole office may sit.',
    vi: 'Như trên, từ một địa chỉ máy khách; cả một cơ quan có thể dùng chung một địa chỉ.',
  },
  LIMIT_WRITES_TOTAL: {
    kind: count,
    group: 'limits',
    default: '60000',
    en: 'The same from everybody together.',
    vi: 'Như trên, của tất cả cộng lại.',
  },
  LIMIT_LOGINS_ADDRESS: {
    kind: count,
    group: 'limits',
    default: '300',
    en: 'Sign-ins begun by one client address in ten minutes; as many requests with a refused sign-in.',
    vi: 'Số lần bắt đầu đăng nhập từ một địa chỉ trong mười phút; và bấy nhiêu yêu cầu bị từ chối đăng nhập.',
  },
  LIMIT_LOGINS_TOTAL: {
    kind: count,
    group: 'limits',
    default: '6000',
    en: 'Sign-ins begun in ten minutes, all together.',
    vi: 'Tổng số lần bắt đầu đăng nhập trong mười phút.',
  },
  LIMIT_TRACKING_ADDRESS: {
    kind: count,
    group: 'limits',
    default: '30',
    en: 'Wrong pairs of code and tracking secret from one client address in ten minutes.',
    vi: 'Số lần nhập sai mã hồ sơ hoặc mã tra cứu từ một địa chỉ trong mười phút.',
  },
  LIMIT_TRACKING_CODE: {
    kind: count,
    group: 'limits',
    default: '20',
    en: 'Wrong secrets for one dossier in ten minutes; after that only addresses without a wrong one get a try.',
    vi: 'Số lần nhập sai mã tra cứu của một hồ sơ trong mười phút; sau đó chỉ địa chỉ chưa sai lần nào được thử.',
  },
  LIMIT_TRACKING_TOTAL: {
    kind: count,
    group: 'limits',
    default: '3000',
    en: 'Look-ups of dossiers by their secrets in a minute, all together.',
    vi: 'Tổng số lượt tra cứu hồ sơ bằng mã tra cứu trong một phút.',
  },
} as const;
