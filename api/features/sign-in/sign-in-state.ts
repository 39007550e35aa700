import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';

/** What a browser keeps, unreadable to it, between leaving for the issuer and coming back. */
const SignInState = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });
export type SignInState = z.output<typeof SignInState>;

export const SIGN_IN_SECONDS = 10 * 60;

export interface SignInStates {
  seal(state: SignInState): Promise<string>;
  /** Null for what was made up, tampered with, or is too old. */
  open(sealed: string): Promise<SignInState | null>;
}

/**
 * Kept with the browser and not with us, so that whoever begins sign-ins by the million fills no table.
 * @param secret that all API processes share
 */
export function createSignInStates(secret: Uint8Array): SignInStates {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'motcua sign-in state', 32));
  return {
    seal: (state) =>
      new EncryptJWT({ ...state })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuedAt()
        .setExpirationTime(`${SIGN_IN_SECONDS} seconds`)
        .encrypt(key),
    async open(sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          requiredClaims: ['exp'],
        });
        return SignInState.parse(payload);
      } catch {
        return null;
      }
    },
  };
}
