import type { ConfigProblem } from './config-error.ts';
import { isLoopback } from './demo-identity.ts';

/** How people and systems sign in. */
export interface IdentityConfig {
  /** As its discovery document names it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom bearer tokens must be made out to. */
  readonly audience: string;
  /** The client whose bearer tokens act for a person. */
  readonly commandLineClientId: string | undefined;
  readonly claims: { readonly identityNumber: string | undefined };
  /** Under which browsers reach the API; undefined only on this machine, where the request says it. */
  readonly publicUrl: string | undefined;
  readonly session: { readonly idleMinutes: number; readonly hours: number };
}

/** Accounts and clients for trying out, at the embedded issuer. */
export interface DemoConfig {
  readonly password: string;
  /** 32 secret bytes. */
  readonly clientKey: Uint8Array;
}

interface GivenSettings {
  readonly OIDC_ISSUER: string | undefined;
  readonly OIDC_CLIENT_ID: string;
  readonly OIDC_CLIENT_SECRET: string | undefined;
  readonly OIDC_AUDIENCE: string;
  readonly OIDC_COMMAND_LINE_CLIENT_ID: string | undefined;
  readonly OIDC_CLAIM_IDENTITY_NUMBER: string | undefined;
  readonly PUBLIC_URL: string | undefined;
  readonly SESSION_IDLE_MINUTES: number;
  readonly SESSION_HOURS: number;
}

/** Reads how people sign in, and adds what is wrong with it to `problems`. Undefined: nobody can. */
export const readIdentity = (settings: GivenSettings, problems: ConfigProblem[]): IdentityConfig | undefined => {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_SECRET: clientSecret, PUBLIC_URL: publicUrl } = settings;
  if (issuer === undefined) return undefined;
  if (clientSecret === undefined) problems.push(missing('OIDC_CLIENT_SECRET'));
  if (publicUrl === undefined && !isLoopback(new URL(issuer).hostname)) problems.push(missing('PUBLIC_URL'));
  for (const [setting, address] of [
    ['OIDC_ISSUER', issuer],
    ['PUBLIC_URL', publicUrl],
  ] as const) {
    if (address !== undefined && !isSafe(new URL(address))) problems.push(inClear(setting));
  }
  return {
    issuer,
    clientId: settings.OIDC_CLIENT_ID,
    clientSecret: clientSecret ?? '',
    audience: settings.OIDC_AUDIENCE,
    commandLineClientId: settings.OIDC_COMMAND_LINE_CLIENT_ID,
    claims: { identityNumber: settings.OIDC_CLAIM_IDENTITY_NUMBER },
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl).origin,
    session: { idleMinutes: settings.SESSION_IDLE_MINUTES, hours: settings.SESSION_HOURS },
  };
};

const isSafe = ({ protocol, hostname }: URL): boolean => protocol === 'https:' || isLoopback(hostname);

const missing = (setting: string): ConfigProblem => ({
  setting,
  en: 'is required when OIDC_ISSUER is set',
  vi: 'là bắt buộc khi đặt OIDC_ISSUER',
});

const inClear = (setting: string): ConfigProblem => ({
  setting,
  en: 'must be https: sign-ins do not travel in clear to other machines',
  vi: 'phải là https: thông tin đăng nhập không được gửi dạng rõ giữa các máy',
});
