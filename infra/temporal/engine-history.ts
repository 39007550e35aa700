import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { EngineEvent, EngineRun, LostReason } from '../../contracts/engine-history.ts';
import { DomainError } from '../../domain/errors.ts';

const { History } = proto.temporal.api.history.v1;

/** Reads what the engine recorded, from the engine or, once it has forgotten, from its archive. */
export interface EngineHistories {
  /**
   * Every run of a dossier that anything still knows of, oldest first, each readable or lost: those of the ledger, those the
   * engine still lists, and those that a readable run names as the one before it. A run that left no trace in any of them is
   * not known: it wrote nothing, and the engine has forgotten it.
   * @param runIds the runs that the ledger knows of, in the order in which it came to know them
   * @throws DomainError `engine-unavailable` while nothing can be said
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
  /** What the engine has not forgotten, as far as its list has caught up. */
  const listed = async (code: string): Promise<string[]> => {
    const runs: string[] = [];
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${code}'` })) runs.push(runId);
    return runs;
  };
  /** The archive names search attributes by the columns that hold them; the namespace knows their names. */
  const attributeNames = async (): Promise<AttributeNames> => {
    const { namespace } = client.options;
    const { config } = await client.workflowService.describeNamespace({ namespace });
    return config?.customSearchAttributeAliases ?? {};
  };
  const look = async (code: string, runId: string, names: AttributeNames): Promise<Look> => {
    let recorded: readonly HistoryJson[];
    try {
      const history = await client.workflow.getHandle(code, runId).fetchHistory();
      const plain = History.toObject(History.create(history), { enums: String, longs: String, bytes: String });
      recorded = (plain['events'] ?? []) as HistoryJson[];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { run: { state: 'lost', runId, reason: reasonOf(error) }, at: null, before: null };
    }
    const [first] = recorded;
    if (first === undefined) return { run: { state: 'lost', runId, reason: 'not-found' }, at: null, before: null };
    const at = instantOf(first.eventTime ?? {});
    const before = first.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? null;
    try {
      const events = await Promise.all(recorded.map((event) => toEvent(event, codec, names)));
      return { run: { state: 'readable', runId, events }, at, before };
    } catch {
      return { run: { state: 'lost', runId, reason: 'undecodable' }, at, before };
    }
  };

  return {
    async read(code, runIds) {
      try {
        const last = await current(code);
        const names = await unlessRefused(attributeNames, {});
        const open = last === null ? [] : [last];
        const known = new Set([...runIds, ...(await unlessRefused(() => listed(code), [])), ...open]);
        const looks: Look[] = [];
        // The set grows while it is walked.
        for (const runId of known) {
          const seen = await look(code, runId, names);
          if (seen.before !== null && seen.before !== '') known.add(seen.before);
          looks.push(seen);
        }
        return oldestFirst(looks);
      } catch (error) {
        if (isAway(error)) throw new DomainError('engine-unavailable');
        throw error;
      }
    },
  };
}

/** A run, when it began, and the run that it continues, as far as its history tells. */
interface Look {
  readonly run: EngineRun;
  readonly at: string | null;
  readonly before: string | null;
}

const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  exhausted: 8,
  aborted: 10,
  unavailable: 14,
};

/** The engine, or what it needs, cannot be reached or has no time: nothing is known, and the question may be asked again. */
const AWAY: readonly (number | null)[] = [
  GRPC.cancelled,
  GRPC.deadlineExceeded,
  GRPC.exhausted,
  GRPC.aborted,
  GRPC.unavailable,
];

const isAway = (error: unknown): boolean => AWAY.includes(grpcCode(error));

/** The engine has answered, with a refusal. */
const isRefusal = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || (grpcCode(error) !== null && !isAway(error));

/** What the engine tells beside the histories themselves helps, and can be done without. */
async function unlessRefused<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return otherwise;
    throw error;
  }
}

/** Of a run without an archive the engine says that an argument is invalid, its history "not found". */
function reasonOf(error: unknown): LostReason {
  const code = grpcCode(error);
  const missing =
    error instanceof WorkflowNotFoundError ||
    code === GRPC.notFound ||
    (code === GRPC.invalidArgument && error instanceof Error && /not found/i.test(error.message));
  return missing ? 'not-found' : 'refused';
}

function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : null;
  return isGrpcServiceError(cause) ? cause.code : null;
}

/** By their beginnings; one that tells none stands before the run that continues it, else behind the one it was known after. */
function oldestFirst(looks: readonly Look[]): EngineRun[] {
  const continuedAt = new Map(looks.map(({ before, at }) => [before, at]));
  let known = '';
  const dated = looks.map(({ run, at }) => {
    const next = at === null ? (continuedAt.get(run.runId) ?? null) : null;
    known = at ?? known;
    return { run, at: next ?? known, rank: next === null ? 1 : 0 };
  });
  return dated.toSorted((one, other) => one.at.localeCompare(other.at) || one.rank - other.rank).map(({ run }) => run);
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
  readonly workflowExecutionStartedEventAttributes?: { readonly continuedExecutionRunId?: string };
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
