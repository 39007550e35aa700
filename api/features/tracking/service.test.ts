import { describe, expect, test } from '@jest/globals';
import type { Database } from '../../../infra/db/orm.ts';
import { currentRowScope, TRACKING } from '../../../infra/db/row-scope.ts';
import { trackingSecretsOf } from '../../../infra/tracking/tracking-secret.ts';
import { createTrackingService } from './service.ts';

const secrets = trackingSecretsOf(Buffer.alloc(32, 7));
const CODE = 'H49.143-261125-0001';
const names = { code: '', name: null };
const NAMES = { agency: () => names, office: () => names, premises: () => names, client: () => names };

/** The service over a database that finds nothing, and what was asked of either and of the limits. */
function aService() {
  const asked: unknown[] = [];
  const db = {
    async execute({ name }: { name: string }, params: readonly unknown[]) {
      asked.push([name, params.map((param) => String(param).length), currentRowScope() === TRACKING]);
      return [];
    },
  };
  const service = createTrackingService({
    db: db as unknown as Database,
    hash: () => '',
    secrets,
    names: async () => NAMES,
    limits: {
      async tracking(address) {
        asked.push(['limits', address]);
        return { passed: async () => void asked.push('passed') };
      },
    },
  });
  return { service, asked };
}

describe('A look-up that finds nothing', () => {
  test('asks the same of the database and says the same, whatever was wrong', async () => {
    const outcomes: unknown[] = [];
    for (const [code, secret] of [
      [CODE, 'AAAA-AAAA-AAAA-AAAA'],
      ['H49.143-261125-9999', secrets.secretOf(CODE, 1)],
      ['H49.143-261125-9999', 'AAAA-AAAA-AAAA-AAAA'],
      ['no code at all', ''],
      [`${CODE}.S1`, secrets.secretOf(CODE, 1)],
      ["' or 1=1 --", "' or 1=1 --"],
      ['', '\u0131'.repeat(100)],
    ] as const) {
      const { service, asked } = aService();
      const error: unknown = await service.track('203.0.113.1', code, secret).catch((thrown: unknown) => thrown);
      const { code: told, params } = error as { code: string; params: unknown };
      outcomes.push({ told, params, asked });
    }
    const [first] = outcomes;
    expect(first).toEqual({
      told: 'tracking-unknown',
      params: {},
      asked: [
        ['limits', '203.0.113.1'],
        ['tracked-dossier', [64], true],
      ],
    });
    for (const outcome of outcomes) expect(outcome).toEqual(first);
  });
});
