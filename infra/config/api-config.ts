import type { ConfigProblem } from './config-error.ts';
import { isLoopback } from './demo-identity.ts';

/** How much one sender may do; see the settings LIMIT_*. */
export interface LimitsConfig {
  /** In a minute, of each API process. */
  readonly writes: { readonly account: number; readonly address: number; readonly total: number };
  /** In ten minutes, of all processes together. */
  readonly logins: { readonly address: number; readonly total: number };
  /** Wrong ones in ten minutes, and all of them in a minute, of all processes together. */
  readonly tracking: { readonly code: number; readonly address: number; readonly total: number };
}

export interface ApiConfig {
  readonly host: string;
  readonly port: number;
  readonly actWaitSeconds: number;
  /** PEM texts; undefined: the API itself speaks http. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Clients reach it over TLS: its own, or that of a proxy. */
  readonly overTls: boolean;
  /** So many last hops of X-Forwarded-For are believed. */
  readonly trustProxy: number;
  readonly limits: LimitsConfig;
}

interface GivenSettings {
  readonly API_HOST: string;
  readonly API_PORT: number;
  readonly ACT_WAIT_SECONDS: number;
  readonly API_TLS_CERT: string | undefined;
  readonly API_TLS_KEY: string | undefined;
  readonly API_BEHIND_TLS_PROXY: boolean;
  readonly TRUST_PROXY: number;
  readonly LIMIT_WRITES_ACCOUNT: number;
  readonly LIMIT_WRITES_ADDRESS: number;
  readonly LIMIT_WRITES_TOTAL: number;
  readonly LIMIT_LOGINS_ADDRESS: number;
  readonly LIMIT_LOGINS_TOTAL: number;
  readonly LIMIT_TRACKING_CODE: number;
  readonly LIMIT_TRACKING_ADDRESS: number;
  readonly LIMIT_TRACKING_TOTAL: number;
}

/** Reads how the API is reached, and adds what is wrong with it to `problems`: personal data travel in clear within one machine only. */
export const readApi = (settings: GivenSettings, problems: ConfigProblem[]): ApiConfig => {
  const { API_HOST: host, API_TLS_CERT: cert, API_TLS_KEY: key, API_BEHIND_TLS_PROXY: behind } = settings;
  if (cert === undefined && key !== undefined) problems.push(goesWith('API_TLS_CERT', 'API_TLS_KEY'));
  if (cert !== undefined && key === undefined) problems.push(goesWith('API_TLS_KEY', 'API_TLS_CERT'));
  if (behind && settings.TRUST_PROXY === 0) problems.push(goesWith('TRUST_PROXY', 'API_BEHIND_TLS_PROXY'));
  if (!isLoopback(host) && cert === undefined && !behind) problems.push(inClear(host));
  return {
    host,
    port: settings.API_PORT,
    actWaitSeconds: settings.ACT_WAIT_SECONDS,
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
    overTls: cert !== undefined || behind,
    trustProxy: settings.TRUST_PROXY,
    limits: {
      writes: {
        account: settings.LIMIT_WRITES_ACCOUNT,
        address: settings.LIMIT_WRITES_ADDRESS,
        total: settings.LIMIT_WRITES_TOTAL,
      },
      logins: {
        address: settings.LIMIT_LOGINS_ADDRESS,
        total: settings.LIMIT_LOGINS_TOTAL,
      },
      tracking: {
        code: settings.LIMIT_TRACKING_CODE,
        address: settings.LIMIT_TRACKING_ADDRESS,
        total: settings.LIMIT_TRACKING_TOTAL,
      },
    },
  };
};

/** Where the API is reached from this machine. */
export const apiOrigin = ({ host, port, tls }: Pick<ApiConfig, 'host' | 'port' | 'tls'>): string => {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${tls === undefined ? 'http' : 'https'}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
};

const goesWith = (setting: string, given: string): ConfigProblem => ({
  setting,
  en: `is required when ${given} is set`,
  vi: `là bắt buộc khi đặt ${given}`,
});

const inClear = (host: string): ConfigProblem => ({
  setting: 'API_HOST',
  en: `${host} is open to other machines, and dossiers do not travel in clear: set API_TLS_CERT and API_TLS_KEY, or API_BEHIND_TLS_PROXY=on and TRUST_PROXY where a proxy speaks https, or leave it at 127.0.0.1`,
  vi: `${host} mở cho máy khác, mà hồ sơ không được gửi dạng rõ: hãy đặt API_TLS_CERT và API_TLS_KEY, hoặc API_BEHIND_TLS_PROXY=on và TRUST_PROXY nếu có proxy nói https, hoặc để 127.0.0.1`,
});
