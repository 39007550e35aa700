import { z } from 'zod';
import { Instant } from './common.ts';

/** One event of a run as the engine recorded it, its payloads decrypted. */
const EngineEvent = z
  .strictObject({ id: z.int(), at: Instant, type: z.string(), attributes: z.unknown() })
  .meta({ id: 'EngineEvent' });
export type EngineEvent = z.output<typeof EngineEvent>;

/**
 * Why a run cannot be read.
 * - `not-found`: neither the engine nor its archive has it (any more)
 * - `undecodable`: it is there, but no key opens it (`PAYLOAD_KEYS`), or it is damaged
 * - `refused`: the engine or its archive gave an error of its own; another time it may be readable
 */
export const LOST_REASONS = ['not-found', 'undecodable', 'refused'] as const;
export type LostReason = (typeof LOST_REASONS)[number];

/** One run of a dossier in the workflow engine: what it recorded, or that this cannot be read. */
export const EngineRun = z
  .discriminatedUnion('state', [
    z.strictObject({ state: z.literal('readable'), runId: z.string(), events: z.array(EngineEvent) }),
    z.strictObject({
      state: z.literal('lost'),
      runId: z.string(),
      reason: z
        .enum(LOST_REASONS)
        .describe(
          'không còn ở máy quy trình lẫn kho lưu trữ; không giải mã được; bị từ chối / in neither engine nor archive; no key opens it; refused',
        ),
    }),
  ])
  .meta({ id: 'EngineRun' });
export type EngineRun = z.output<typeof EngineRun>;

export const EngineHistory = z
  .strictObject({ code: z.string(), runs: z.array(EngineRun) })
  .meta({ id: 'EngineHistory' });
