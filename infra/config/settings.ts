import { fileURLToPath } from 'node:url';
import { API_SETTINGS } from './api-settings.ts';
import { IDENTITY_SETTINGS } from './identity-settings.ts';
import {
  anyText,
  bucketName,
  hostAndPort,
  httpUrl,
  keyRing,
  oneOf,
  onOff,
  pathFrom,
  port,
  postgresUrl,
  secretKey,
  wholeNumber,
} from './setting-kinds.ts';
import type { SettingKind } from './setting-kinds.ts';
import { UPLOAD_SETTINGS } from './upload-settings.ts';

/** The checkout's top folder; relative paths in settings start here. */
export const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * One setting of the environment.
 * - `default` holds everywhere; `embeddedDefault` replaces it where `npm start` brings up the server concerned.
 * - `secret` may also be given as a file: `NAME_FILE` names the file whose content is the value.
 */
export interface Setting {
  readonly kind: SettingKind<unknown>;
  readonly group: SettingGroup;
  readonly default?: string;
  readonly embeddedDefault?: string;
  readonly secret?: true;
  readonly en: string;
  readonly vi: string;
}

export type SettingGroup = keyof typeof SETTING_GROUPS;

export const SETTING_GROUPS = {
  database: 'PostgreSQL: set DATABASE_URL to use your own server; then none is started',
  temporal: 'Temporal: set TEMPORAL_ADDRESS to use your own cluster; then none is started',
  storage: 'S3 storage: set S3_ENDPOINT to use your own store; then no MinIO is started',
  uploads: 'Documents that are taken in, and how they are checked',
  keys: 'Encryption keys: generated once into DATA_DIR with the embedded PostgreSQL, required with your own',
  identity:
    'Signing in (OpenID Connect): set OIDC_ISSUER to use your own issuer; then none with demo accounts is started',
  service: 'The service itself',
  limits: 'How much one sender may do before it is answered 429; none can be switched off',
  embedded: 'Embedded servers (they listen on 127.0.0.1 only) and where their programs come from',
} as const;

/** Every setting motcua knows. `.env.example` is printed from this table (`node infra/config/env-example.ts`). */
export const SETTINGS = {
  DATABASE_URL: {
    kind: postgresUrl,
    group: 'database',
    secret: true,
    en: 'Database and application role, named motcua_app (reads and writes rows, owns nothing; any other is refused).',
    vi: 'Cơ sở dữ liệu và vai trò ứng dụng, tên motcua_app (đọc ghi dữ liệu, không sở hữu gì; vai trò khác bị từ chối).',
  },
  DATABASE_API_URL: {
    kind: postgresUrl,
    group: 'database',
    secret: true,
    en: "The same database as role motcua_api, under row-level security; the API's only way in. Required with DATABASE_URL.",
    vi: 'Cùng cơ sở dữ liệu với vai trò motcua_api, chịu bảo mật mức dòng; lối vào duy nhất của API. Bắt buộc khi đặt DATABASE_URL.',
  },
  DATABASE_OWNER_URL: {
    kind: postgresUrl,
    group: 'database',
    secret: true,
    en: 'The same database as the role that owns the schema; used by migrations only. Required with DATABASE_URL.',
    vi: 'Cùng cơ sở dữ liệu với vai trò sở hữu lược đồ; chỉ dùng khi nâng cấp lược đồ. Bắt buộc khi đặt DATABASE_URL.',
  },
  DATABASE_POOL: {
    kind: wholeNumber(1, 500),
    group: 'database',
    default: '12',
    en: 'Connections each process keeps at most.',
    vi: 'Số kết nối tối đa của mỗi tiến trình.',
  },
  TEMPORAL_ADDRESS: {
    kind: hostAndPort,
    group: 'temporal',
    en: 'Frontend of the Temporal cluster.',
    vi: 'Địa chỉ frontend của cụm Temporal.',
  },
  TEMPORAL_NAMESPACE: {
    kind: anyText,
    group: 'temporal',
    default: 'motcua',
    en: 'Namespace; created if missing and permitted. npm start warns of one that archives no histories, and uses it.',
    vi: 'Namespace; được tạo nếu chưa có và cụm cho phép. npm start cảnh báo nếu namespace không lưu trữ lịch sử, nhưng vẫn dùng.',
  },
  TEMPORAL_API_KEY: {
    kind: anyText,
    group: 'temporal',
    secret: true,
    en: 'API key, where the cluster asks for one (implies TEMPORAL_TLS=on).',
    vi: 'Khóa API nếu cụm yêu cầu (kéo theo TEMPORAL_TLS=on).',
  },
  TEMPORAL_TLS: {
    kind: onOff,
    group: 'temporal',
    default: 'off',
    en: 'Encrypt the connection to Temporal.',
    vi: 'Mã hóa kết nối tới Temporal.',
  },
  TEMPORAL_TLS_SERVER_NAME: {
    kind: anyText,
    group: 'temporal',
    en: 'Name expected in the server certificate, if it is not the host of TEMPORAL_ADDRESS.',
    vi: 'Tên trong chứng thư máy chủ nếu khác tên máy ở TEMPORAL_ADDRESS.',
  },
  TEMPORAL_TLS_CA: {
    kind: anyText,
    group: 'temporal',
    secret: true,
    en: 'PEM of the authority that signed the server certificate, if it is a private one.',
    vi: 'PEM của tổ chức chứng thực đã ký chứng thư máy chủ, nếu là CA riêng.',
  },
  TEMPORAL_TLS_CERT: {
    kind: anyText,
    group: 'temporal',
    secret: true,
    en: 'PEM of the client certificate (mutual TLS).',
    vi: 'PEM chứng thư máy khách (mTLS).',
  },
  TEMPORAL_TLS_KEY: {
    kind: anyText,
    group: 'temporal',
    secret: true,
    en: 'PEM of the client key (mutual TLS).',
    vi: 'PEM khóa máy khách (mTLS).',
  },
  S3_ENDPOINT: {
    kind: httpUrl,
    group: 'storage',
    en: 'Address of the S3 store; https, unless it is on a network of its own.',
    vi: 'Địa chỉ kho S3; dùng https, trừ khi ở mạng riêng của nó.',
  },
  S3_TLS_CA: {
    kind: anyText,
    group: 'storage',
    secret: true,
    en: 'PEM of the authority that signed the certificate of an https S3_ENDPOINT, if it is a private one.',
    vi: 'PEM của tổ chức chứng thực đã ký chứng thư của S3_ENDPOINT https, nếu là CA riêng.',
  },
  S3_REGION: {
    kind: anyText,
    group: 'storage',
    default: 'us-east-1',
    en: 'Region used to sign requests.',
    vi: 'Vùng dùng khi ký yêu cầu.',
  },
  S3_ACCESS_KEY: {
    kind: anyText,
    group: 'storage',
    secret: true,
    en: 'Access key. Required with S3_ENDPOINT.',
    vi: 'Khóa truy cập. Bắt buộc khi đặt S3_ENDPOINT.',
  },
  S3_SECRET_KEY: {
    kind: anyText,
    group: 'storage',
    secret: true,
    en: 'Secret key. Required with S3_ENDPOINT.',
    vi: 'Khóa bí mật. Bắt buộc khi đặt S3_ENDPOINT.',
  },
  S3_BUCKET_DOCUMENTS: {
    kind: bucketName,
    group: 'storage',
    default: 'motcua-documents',
    en: 'Bucket of the documents people hand in.',
    vi: 'Bucket thành phần hồ sơ.',
  },
  S3_BUCKET_RESULTS: {
    kind: bucketName,
    group: 'storage',
    default: 'motcua-results',
    en: 'Bucket of sealed results: versioned, with Object Lock, which S3 can only switch on when a bucket is made.',
    vi: 'Bucket kết quả đã đóng dấu: có phiên bản và Object Lock (S3 chỉ bật được khi tạo bucket).',
  },
  S3_BUCKET_QUARANTINE: {
    kind: bucketName,
    group: 'storage',
    default: 'motcua-quarantine',
    en: 'Bucket of documents that are held because no scanner has seen them yet.',
    vi: 'Bucket tệp bị giữ lại vì chưa được quét mã độc.',
  },
  S3_BUCKET_HISTORY: {
    kind: bucketName,
    group: 'storage',
    default: 'motcua-history',
    en: 'Bucket where Temporal archives the history of closed dossiers.',
    vi: 'Bucket Temporal lưu trữ lịch sử hồ sơ đã đóng.',
  },
  RESULT_RETENTION_DAYS: {
    kind: wholeNumber(1, 36_500),
    group: 'storage',
    default: '3650',
    embeddedDefault: '1',
    en: 'Days a sealed result cannot be deleted by anyone (Object Lock COMPLIANCE). One day when embedded: a trial can go.',
    vi: 'Số ngày không ai xóa được kết quả đã đóng dấu (Object Lock COMPLIANCE). Bản dùng thử: một ngày.',
  },
  ...UPLOAD_SETTINGS,
  PAYLOAD_KEYS: {
    kind: keyRing,
    group: 'keys',
    secret: true,
    en: 'Keys that encrypt what Temporal keeps: ID:BASE64[,…], 32 bytes each, the first encrypts. Never drop one in use.',
    vi: 'Khóa mã hóa dữ liệu trong Temporal: ID:BASE64[,…], mỗi khóa 32 byte, khóa đầu để mã hóa. Không bỏ khóa còn dùng.',
  },
  MASTER_KEYS: {
    kind: keyRing,
    group: 'keys',
    secret: true,
    en: 'Master keys that wrap the data key of each document, in the same form. Losing them loses every document.',
    vi: 'Khóa chủ bọc khóa dữ liệu của từng tài liệu, cùng dạng. Mất khóa là mất mọi tài liệu.',
  },
  IDENTITY_HASH_KEY: {
    kind: secretKey,
    group: 'keys',
    secret: true,
    en: 'Key of the keyed hashes of identity numbers and requests: BASE64 of 32 bytes. Never changes; no rotation touches it.',
    vi: 'Khóa băm số định danh và yêu cầu: BASE64 của 32 byte. Không bao giờ đổi; xoay khóa chủ không ảnh hưởng.',
  },
  ...IDENTITY_SETTINGS,
  API_HOST: {
    kind: anyText,
    group: 'service',
    default: '127.0.0.1',
    en: 'Address the API listens on.',
    vi: 'Địa chỉ API lắng nghe.',
  },
  API_PORT: { kind: port, group: 'service', default: '3000', en: 'Port of the API.', vi: 'Cổng của API.' },
  ...API_SETTINGS,
  ACT_WAIT_SECONDS: {
    kind: wholeNumber(1, 120),
    group: 'service',
    default: '15',
    en: 'Seconds the API waits for an act before it answers 503 with Retry-After; the act itself goes on.',
    vi: 'Số giây API chờ một thao tác trước khi trả 503 kèm Retry-After; thao tác vẫn tiếp tục.',
  },
  BATCH_UNDO_MINUTES: {
    kind: wholeNumber(0, 1440),
    group: 'service',
    default: '30',
    en: 'Minutes after its end within which a batch may be taken back as a whole; no law sets them. 0: never.',
    vi: 'Số phút sau khi xong còn hoàn tác được cả lô; pháp luật không quy định. 0: không bao giờ.',
  },
  PERSONAL_READ_DAYS: {
    kind: wholeNumber(366, 36_500),
    group: 'service',
    default: '1825',
    en: 'Days for which it is kept on record who read which personal data; no law of ours sets them.',
    vi: 'Số ngày giữ nhật ký ai đã xem dữ liệu cá nhân nào; pháp luật không quy định số ngày.',
  },
  CATALOGUE_DIR: {
    kind: pathFrom(CHECKOUT),
    group: 'service',
    default: 'catalogue',
    en: 'Folder of the catalogue (agencies, procedures, routes, calendars).',
    vi: 'Thư mục danh mục (cơ quan, thủ tục, quy trình, lịch làm việc).',
  },
  LOG_LEVEL: {
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    group: 'service',
    default: 'info',
    en: 'How much the worker and the API log.',
    vi: 'Mức ghi nhật ký của worker và API.',
  },
  DATA_DIR: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    default: '.data',
    en: 'Folder of everything the embedded servers keep, with their generated secrets and logs.',
    vi: 'Thư mục chứa toàn bộ dữ liệu, bí mật sinh tự động và nhật ký của các máy chủ nhúng.',
  },
  EMBEDDED_POSTGRES_PORT: {
    kind: port,
    group: 'embedded',
    default: '25432',
    en: 'Port of the embedded PostgreSQL.',
    vi: 'Cổng PostgreSQL nhúng.',
  },
  EMBEDDED_TEMPORAL_PORT: {
    kind: wholeNumber(1024, 32_760),
    group: 'embedded',
    default: '27233',
    en: 'First of eight ports in a row of the embedded Temporal server (its SQL membership allows none above 32767).',
    vi: 'Cổng đầu trong tám cổng liên tiếp của Temporal nhúng (không cổng nào được vượt 32767).',
  },
  EMBEDDED_MINIO_PORT: {
    kind: port,
    group: 'embedded',
    default: '29000',
    en: 'Port of the embedded MinIO.',
    vi: 'Cổng MinIO nhúng.',
  },
  EMBEDDED_ISSUER_PORT: {
    kind: port,
    group: 'embedded',
    default: '28080',
    en: 'Port of the embedded issuer, where demo accounts sign in.',
    vi: 'Cổng của nhà cung cấp danh tính nhúng, nơi tài khoản dùng thử đăng nhập.',
  },
  TEMPORAL_SERVER_BINARY: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    en: 'temporal-server to run, instead of the one on PATH, in the cache, or built with Go.',
    vi: 'Tệp temporal-server muốn dùng, thay cho tệp trong PATH, trong bộ đệm hoặc tự dựng bằng Go.',
  },
  TEMPORAL_SQL_TOOL_BINARY: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    en: 'temporal-sql-tool to run, likewise.',
    vi: 'Tệp temporal-sql-tool muốn dùng, tương tự.',
  },
  MINIO_BINARY: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    en: 'minio to run, likewise.',
    vi: 'Tệp minio muốn dùng, tương tự.',
  },
  TOXIPROXY_BINARY: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    en: 'toxiproxy-server to run, likewise; only tests and the storm (npm run storm) use it.',
    vi: 'Tệp toxiproxy-server muốn dùng, tương tự; chỉ kiểm thử và lệnh npm run storm dùng đến.',
  },
  MOTCUA_CACHE_DIR: {
    kind: pathFrom(CHECKOUT),
    group: 'embedded',
    en: 'Folder of programs built once per user. Unset: motcua in the system folder for caches (~/.cache on Linux).',
    vi: 'Thư mục chứa chương trình dựng một lần cho mỗi người dùng. Bỏ trống: motcua trong thư mục đệm (~/.cache trên Linux).',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
