import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { defineRoute, type Route } from '../../routing.ts';

/** Checks by the name of the part; each throws, or does not answer, when its part is not reachable. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** A part that has not answered by then is down. */
const PATIENCE_MS = 3000;

const Ready = z.strictObject({
  /** `degraded`: receives dossiers, but something that other acts need is away. */
  status: z.enum(['ready', 'degraded']),
  parts: z.record(z.string(), z.enum(['up', 'down'])),
});
const Live = z.strictObject({ status: z.literal('live') });

/**
 * Health for whoever runs the service: says which part is down, by name only. Ready as long as what a reception needs is
 * there: a counter must not close because the engine or the store is away (Decree 61/2018 art. 39).
 */
export function healthRoutes(needed: HealthChecks, others: HealthChecks = {}, patienceMs = PATIENCE_MS): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health/live',
      id: 'healthLive',
      summary: { vi: 'Tiến trình còn sống', en: 'The process is alive' },
      tags: ['system'],
      permission: 'public',
      responses: { 200: Live },
      handler: async () => ({ status: 200 as const, body: { status: 'live' as const } }),
    }),
    defineRoute({
      method: 'get',
      path: '/health/ready',
      id: 'healthReady',
      summary: {
        vi: 'Sẵn sàng tiếp nhận hồ sơ; phần nào đang ngừng',
        en: 'Ready to receive dossiers; which part is down',
      },
      tags: ['system'],
      permission: 'public',
      responses: { 200: Ready },
      errors: ['not-ready'],
      async handler() {
        const state = async (checks: HealthChecks): Promise<[string, 'up' | 'down'][]> =>
          Promise.all(
            Object.entries(checks).map(async ([part, check]) => [
              part,
              (await answers(check, patienceMs)) ? 'up' : 'down',
            ]),
          );
        const [must, may] = await Promise.all([state(needed), state(others)]);
        const down = must.filter(([, is]) => is === 'down').map(([part]) => part);
        if (down.length > 0) throw new ApiError('not-ready', { params: { parts: down.join(', ') } });
        const status = may.some(([, is]) => is === 'down') ? ('degraded' as const) : ('ready' as const);
        return { status: 200 as const, body: { status, parts: Object.fromEntries([...must, ...may]) } };
      },
    }),
  ];
}

async function answers(check: () => Promise<unknown>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return await Promise.race([check().then(() => true), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
