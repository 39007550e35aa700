import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { DomainError } from '../../domain/errors.ts';

const { History } = proto.temporal.api.history.v1;

/** One event of a run as the engine recorded it, its payloads decrypted. */
export interface EngineEvent {
  readonly id: number;
  readonly at: string;
  readonly type: string;
  readonly attributes: unknown;
}

export interface EngineRun {
  readonly runId: string;
  readonly events: readonly EngineEvent[];
}

/** Reads what the engine recorded, from the engine or, once it has forgotten, from its archive. */
export interface EngineHistories {
  /**
   * All runs of a dossier, oldest first.
   * @param runIds the runs that the ledger knows of; the one under way is added
   * @throws DomainError `engine-unavailable`
   */
  read(code: string, runIds: readonly string[]): Promise<EngineRun[]>;
}

export function createEngineHistories(client: Client, codec: PayloadCodec): EngineHistories {
  const current = async (code: string): Promise<string | null> => {
    try {
      return (await client.workflow.getHandle(code).describe()).runId;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  };
  /** The archive names search attributes by the columns that hold them; the namespace knows their names. */
  const attributeNames = async (): Promise<AttributeNames> => {
    const { namespace } = client.options;
    const { config } = await client.workflowService.describeNamespace({ namespace });
    return config?.customSearchAttributeAliases ?? {};
  };
  const readRun = async (code: string, runId: string, names: AttributeNames): Promise<EngineRun> => {
    const history = await client.workflow.getHandle(code, runId).fetchHistory();
    const plain = History.toObject(History.create(history), { enums: String, longs: String, bytes: String });
    const events = (plain['events'] ?? []) as HistoryJson[];
    return { runId, events: await Promise.all(events.map((event) => toEvent(event, codec, names))) };
  };
  return {
    async read(code, runIds) {
      try {
        const last = await current(code);
        const all = last === null || runIds.includes(last) ? runIds : [...runIds, last];
        const names = await attributeNames();
        const runs: EngineRun[] = [];
        for (const runId of all) runs.push(await readRun(code, runId, names));
        return runs;
      } catch (error) {
        const cause = error instanceof Error ? error.cause : null;
        if (isGrpcServiceError(error) || isGrpcServiceError(cause)) throw new DomainError('engine-unavailable');
        throw error;
      }
    },
  };
}

/** Column of the visibility store to the search attribute it holds. */
type AttributeNames = Readonly<Record<string, string>>;

interface SecondsAndNanos {
  readonly seconds?: string;
  readonly nanos?: number;
}

interface HistoryJson {
  readonly eventId?: string;
  readonly eventTime?: SecondsAndNanos;
  readonly eventType?: string;
  readonly [attributes: string]: unknown;
}

async function toEvent(event: HistoryJson, codec: PayloadCodec, names: AttributeNames): Promise<EngineEvent> {
  const { eventId, eventTime, eventType } = event;
  const attributes = Object.entries(event).find(([name]) => name.endsWith('Attributes'))?.[1] ?? null;
  return {
    id: Number(eventId),
    at: instantOf(eventTime ?? {}),
    type: (eventType ?? '')
      .replace(/^EVENT_TYPE_/, '')
      .toLowerCase()
      .replaceAll('_', '-'),
    attributes: rename(await decode(attributes, codec), names),
  };
}

/** Replaces every payload inside by the value it holds, instants by ISO 8601 and durations by seconds (`5s`). */
async function decode(value: unknown, codec: PayloadCodec): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => decode(item, codec)));
  if (typeof value !== 'object' || value === null) return value;
  if (isSecondsAndNanos(value))
    return secondsOf(value) > LONGEST_DURATION_S ? instantOf(value) : `${secondsOf(value)}s`;
  const payload = asPayload(value as Record<string, unknown>);
  if (payload !== null) {
    const [plain] = await codec.decode([payload]);
    return plain === undefined ? null : (defaultPayloadConverter.fromPayload(plain) ?? null);
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await decode(item, codec)] as const),
  );
  return Object.fromEntries(entries);
}

/** Gives search attributes their names, wherever they stand. */
function rename(attributes: unknown, names: AttributeNames): unknown {
  if (typeof attributes !== 'object' || attributes === null) return attributes;
  if (!('searchAttributes' in attributes)) return attributes;
  const { indexedFields } = attributes.searchAttributes as { indexedFields?: Record<string, unknown> };
  const named = Object.entries(indexedFields ?? {}).map(([name, value]) => [names[name] ?? name, value] as const);
  return { ...attributes, searchAttributes: { indexedFields: Object.fromEntries(named) } };
}

/** Above this a number of seconds is an instant: no wait lasts thirty years, and no event is from before 2000. */
const LONGEST_DURATION_S = 946_684_800;

function isSecondsAndNanos(value: object): value is SecondsAndNanos {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key === 'seconds' || key === 'nanos');
}

function secondsOf({ seconds = '0', nanos = 0 }: SecondsAndNanos): number {
  return Number(seconds) + nanos / 1e9;
}

function instantOf(value: SecondsAndNanos): string {
  return new Date(Math.round(secondsOf(value) * 1000)).toISOString();
}

/** A payload in the JSON of a history: metadata and data in base64. */
function asPayload({ metadata, data }: Record<string, unknown>): Payload | null {
  if (typeof metadata !== 'object' || metadata === null || !('encoding' in metadata)) return null;
  const bytes = (text: unknown): Buffer => Buffer.from(typeof text === 'string' ? text : '', 'base64');
  return {
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, text]) => [key, bytes(text)])),
    data: bytes(data),
  };
}
