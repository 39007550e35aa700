import { isIPv4 } from 'node:net';

/** Why demo accounts may not be used, in both languages. */
export interface DemoRefusal {
  readonly en: string;
  readonly vi: string;
}

/** Whether a server that listens there can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));

/**
 * Demo accounts share one password and their clients one key, so they open nothing but a trial: the embedded PostgreSQL, served to this
 * machine, with the embedded issuer (ADR 0017). Undefined where they may be used.
 */
export const demoRefusal = (at: {
  readonly embeddedDatabase: boolean;
  readonly apiHost: string;
  /** Another issuer than the embedded one is to be used. */
  readonly ownIssuer: boolean;
}): DemoRefusal | undefined => {
  if (!at.embeddedDatabase) {
    return {
      en: 'demo accounts work with the embedded PostgreSQL only, and DATABASE_URL names another one; leave this off',
      vi: 'tài khoản dùng thử chỉ dùng với PostgreSQL nhúng, mà DATABASE_URL trỏ tới máy chủ khác; hãy để off',
    };
  }
  if (!isLoopback(at.apiHost)) {
    return {
      en: `demo accounts are for this machine only, and API_HOST=${at.apiHost} is open to others; leave this off, or API_HOST at 127.0.0.1`,
      vi: `tài khoản dùng thử chỉ dùng trên máy này, mà API_HOST=${at.apiHost} mở cho máy khác; hãy để off, hoặc để API_HOST là 127.0.0.1`,
    };
  }
  if (at.ownIssuer) {
    return {
      en: 'demo accounts sign in at the embedded issuer only, and OIDC_ISSUER names another one; leave this off',
      vi: 'tài khoản dùng thử chỉ đăng nhập ở nhà cung cấp danh tính nhúng, mà OIDC_ISSUER trỏ tới nơi khác; hãy để off',
    };
  }
  return undefined;
};
