import { anyText, httpUrl, issuerUrl, onOff, secretKey, wholeNumber } from './setting-kinds.ts';

/** The settings of signing in; part of the table in `settings.ts`. */
export const IDENTITY_SETTINGS = {
  OIDC_ISSUER: {
    kind: issuerUrl,
    group: 'identity',
    en: 'The issuer, as its discovery document names it; https, unless it is on this machine.',
    vi: 'Nhà cung cấp danh tính, đúng như tài liệu discovery của nó ghi; phải là https, trừ khi ở ngay máy này.',
  },
  OIDC_CLIENT_ID: {
    kind: anyText,
    group: 'identity',
    default: 'motcua-web',
    en: 'The client as which the API signs people in (confidential, authorisation code with PKCE).',
    vi: 'Client mà API dùng để đăng nhập cho người dùng (có bí mật, authorization code và PKCE).',
  },
  OIDC_CLIENT_SECRET: {
    kind: anyText,
    group: 'identity',
    secret: true,
    en: 'Its secret. Required with OIDC_ISSUER.',
    vi: 'Bí mật của client đó. Bắt buộc khi đặt OIDC_ISSUER.',
  },
  OIDC_AUDIENCE: {
    kind: anyText,
    group: 'identity',
    default: 'urn:motcua:api',
    en: 'Audience that bearer tokens must be made out to.',
    vi: 'Giá trị audience mà thẻ truy cập (bearer token) phải mang.',
  },
  OIDC_COMMAND_LINE_CLIENT_ID: {
    kind: anyText,
    group: 'identity',
    en: 'Client whose bearer tokens act for the person they name (MOTCUA_TOKEN of the command line). Unset: only systems use tokens.',
    vi: 'Client mà thẻ truy cập của nó thay cho người được nêu (MOTCUA_TOKEN của dòng lệnh). Bỏ trống: chỉ hệ thống dùng thẻ.',
  },
  OIDC_CLAIM_IDENTITY_NUMBER: {
    kind: anyText,
    group: 'identity',
    en: 'Claim with the personal identity number that the issuer vouches for; whoever has one may sign in as a citizen. Unset: nobody unknown may.',
    vi: 'Claim chứa số định danh cá nhân do nhà cung cấp xác thực; ai có số đó đăng nhập được như công dân. Bỏ trống: người lạ không vào được.',
  },
  PUBLIC_URL: {
    kind: httpUrl,
    group: 'identity',
    en: 'Address under which browsers reach the API; https. Required unless OIDC_ISSUER is on this machine.',
    vi: 'Địa chỉ trình duyệt dùng để vào API; phải là https. Bắt buộc trừ khi OIDC_ISSUER ở ngay máy này.',
  },
  SESSION_IDLE_MINUTES: {
    kind: wholeNumber(1, 1440),
    group: 'identity',
    default: '30',
    en: 'Minutes without a request after which a browser has to sign in again.',
    vi: 'Số phút không có yêu cầu nào thì trình duyệt phải đăng nhập lại.',
  },
  SESSION_HOURS: {
    kind: wholeNumber(1, 168),
    group: 'identity',
    default: '10',
    en: 'Hours after which it has to in any case.',
    vi: 'Số giờ mà sau đó luôn phải đăng nhập lại.',
  },
  DEMO_IDENTITY: {
    kind: onOff,
    group: 'identity',
    default: 'off',
    embeddedDefault: 'on',
    en: 'The issuer with demo accounts: with the embedded PostgreSQL, a loopback API_HOST and no OIDC_ISSUER of your own only.',
    vi: 'Nhà cung cấp danh tính với tài khoản dùng thử: chỉ với PostgreSQL nhúng, API_HOST của riêng máy này và không đặt OIDC_ISSUER.',
  },
  DEMO_PASSWORD: {
    kind: anyText,
    group: 'identity',
    secret: true,
    en: 'Password of all demo accounts. Unset: generated once into DATA_DIR, and printed by npm start.',
    vi: 'Mật khẩu chung của các tài khoản dùng thử. Bỏ trống: sinh một lần vào DATA_DIR và npm start in ra.',
  },
  DEMO_CLIENT_KEY: {
    kind: secretKey,
    group: 'identity',
    secret: true,
    en: 'Key from which the secrets of the demo clients are made: BASE64 of 32 bytes. Unset: generated once into DATA_DIR.',
    vi: 'Khóa sinh bí mật của các client dùng thử: BASE64 của 32 byte. Bỏ trống: sinh một lần vào DATA_DIR.',
  },
} as const;
