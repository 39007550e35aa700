import { createHmac } from 'node:crypto';

/** The client as which the API signs people in at the embedded issuer. */
export const WEB_CLIENT = 'motcua-web';

/**
 * The secret of a client of the embedded issuer. Made from a key of this installation, so that none is kept anywhere.
 * @param key 32 secret bytes (setting DEMO_CLIENT_KEY)
 */
export function clientSecretOf(key: Uint8Array, clientId: string): string {
  return createHmac('sha256', key).update(`client:${clientId}`).digest('base64url');
}
