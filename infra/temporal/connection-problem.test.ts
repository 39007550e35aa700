import { describe, expect, test } from '@jest/globals';
import { temporalProblem } from './connection-problem.ts';

const config = {
  temporal: { address: 'temporal:7233', namespace: 'motcua', apiKey: 'secret-key', tls: undefined },
};
const transport = (inner: string): string => `tonic::transport::Error(Transport, ConnectError(${inner}))`;

/** What the engine's client says, as it was heard from it. */
const HEARD = [
  [
    'TEMPORAL_ADDRESS',
    'does not listen',
    transport('ConnectError("tcp connect error", 10.0.0.1:7233, Os { code: 111, kind: ConnectionRefused })'),
  ],
  [
    'TEMPORAL_ADDRESS',
    'unknown host',
    transport('ConnectError("dns error", Custom { kind: Uncategorized, error: "failed to lookup address" })'),
  ],
  [
    'TEMPORAL_ADDRESS',
    'not ready',
    `Failed to call GetSystemInfo: code: 'The service is currently unavailable', message: "no"`,
  ],
  ['TEMPORAL_ADDRESS', 'does not answer', 'no answer'],
  [
    'TEMPORAL_ADDRESS',
    'breaks the connection off',
    `Failed to call GetSystemInfo: code: 'Unknown error', message: "transport error", source: stream closed because of a broken pipe`,
  ],
  ['TEMPORAL_ADDRESS', 'cannot connect to temporal:7233 with TEMPORAL_TLS off: a surprise', 'a surprise'],
  [
    'TEMPORAL_TLS',
    'do not agree on TLS',
    transport('Custom { kind: InvalidData, error: InvalidMessage(InvalidContentType) }'),
  ],
  [
    'TEMPORAL_TLS',
    'do not agree on TLS',
    transport('Custom { kind: InvalidData, error: InvalidCertificate(UnknownIssuer) }'),
  ],
  ['TEMPORAL_TLS', 'do not agree on TLS', 'tonic::transport::Error(Transport, PrivateKeyParseError)'],
  [
    'TEMPORAL_API_KEY',
    'refuses the key',
    `Failed to call GetSystemInfo: code: 'The request does not have valid authentication credentials', message: "no"`,
  ],
  [
    'TEMPORAL_API_KEY',
    'refuses the key',
    `Failed to call GetSystemInfo: code: 'The caller does not have permission to execute the specified operation', message: ""`,
  ],
] as const;

describe('why there is no connection to the engine', () => {
  test.each(HEARD)('is told in one line that begins with %s: %s', (setting, words, heard) => {
    const { message } = temporalProblem(config, new Error(heard));
    expect(message).toMatch(new RegExp(`^${setting}: .* \\| .*${words}`));
    expect(message).toContain('temporal:7233');
    expect(message.split('\n')).toHaveLength(1);
    expect(message).not.toContain('secret-key');
  });
});
