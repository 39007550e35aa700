import {
  Client,
  Connection,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type ConnectionOptions,
} from '@temporalio/client';
import {
  ApplicationFailure,
  defineSearchAttributeKey,
  SearchAttributeType,
  type PayloadCodec,
} from '@temporalio/common';
import type { ConsultationActRequest } from '../../domain/consultation/acts.ts';
import type { OpenedConsultation } from '../../domain/consultation/state.ts';
import { openChildren } from '../../domain/dossier/children.ts';
import { nextAlarm } from '../../domain/dossier/clock.ts';
import type { ActOutcome, ActRequest } from '../../domain/dossier/command.ts';
import { dossierOfPart } from '../../domain/dossier/parts.ts';
import type { DossierSnapshot } from '../../domain/dossier/state.ts';
import { DomainError } from '../../domain/errors.ts';

/** What the engine knows of the workflows: names only, so that nobody needs their code. */
export interface EngineNames {
  readonly queue: string;
  readonly dossierWorkflow: string;
  readonly consultationWorkflow: string;
  readonly actUpdate: string;
  readonly catchUpUpdate: string;
  readonly renewUpdate: string;
}

export interface EngineOptions {
  readonly connection: ConnectionOptions;
  readonly namespace: string;
  readonly codec: PayloadCodec;
  readonly names: EngineNames;
  /** Continue a run as new at this many history events. */
  readonly continueAfterEvents: number;
  /** Milliseconds since 1970; the system's clock unless said. */
  readonly now?: () => number;
}

/** A refusal of the dossier's workflow, or of what judges in its place while there is none, with the state that holds now. */
export class EngineRefusal extends DomainError {
  readonly present: unknown;

  constructor(code: string, params: Record<string, string | number | boolean | null>, present: unknown) {
    super(code, params);
    this.name = 'EngineRefusal';
    this.present = present;
  }
}

/** An act on a dossier or on a consultation. */
type AnyActRequest = ActRequest | ConsultationActRequest;

/** How work on many dossiers is started. */
export interface BatchStart {
  /** For whom it is done: agencies take turns where work waits. */
  readonly agency?: string;
  /** A signal that tells it, running or just started, that something is to be done. */
  readonly signal?: string;
}

/** The workflow engine as the API, the relay and the command line use it. */
export interface Engine {
  readonly client: Client;
  /**
   * Starts the run of a dossier from a snapshot. Its workflow is asked nothing before the first clock of the dossier or the first
   * act, whichever comes first. Repeats are harmless: a run that is there is left alone.
   * @param again true to start a new run after an earlier one closed (rebuilding, re-opening)
   * @returns the id of the run
   * @throws DomainError `engine-unavailable`; `run-open`, with the `run`, when it was to be started again and one has not closed
   */
  startDossier(snapshot: DossierSnapshot, again?: boolean): Promise<string>;
  /**
   * Sends an act to the run of a dossier or consultation, and waits at most `waitMs`.
   * @throws EngineRefusal as the workflow refused; DomainError `engine-busy` when the outcome is not known yet,
   * `engine-unavailable` when the engine cannot be reached, `run-missing` when the dossier has no open run
   */
  act<O = ActOutcome>(code: string, request: AnyActRequest, waitMs: number): Promise<O>;
  /**
   * Makes the run of a dossier or consultation learn of its ledger up to an event. One that knows, or that has ended, is left alone.
   * @throws DomainError `engine-busy` when it is not known within `withinMs` whether it has, `engine-unavailable`
   */
  catchUp(code: string, seq: number, withinMs: number): Promise<void>;
  /**
   * Makes the open run of a dossier or consultation go on in a new one, whose history begins afresh.
   * @throws DomainError `run-missing` when none is open, `engine-busy` when it is not known within `withinMs`, `engine-unavailable`
   */
  renew(code: string, withinMs: number): Promise<void>;
  /**
   * Starts the run of a consultation. Repeats are harmless: a run that is there is left alone.
   * @param again true to start one after an earlier one closed or was lost
   * @returns the id of the run
   * @throws DomainError `engine-unavailable`
   */
  startConsultation(held: OpenedConsultation, again?: boolean): Promise<string>;
  /** Signals whichever run of a workflow id is open. @throws DomainError `run-missing` when none is, `engine-unavailable` */
  signal(workflowId: string, signal: string, payload: unknown): Promise<void>;
  /**
   * Starts work on many dossiers. Repeats are harmless: while it runs it is left alone.
   * @param workflow type of the workflow; `id`, that of its run
   * @throws DomainError `engine-unavailable`
   */
  startBatch(workflow: string, id: string, subject: string, options?: BatchStart): Promise<void>;
  /** Throws when the engine cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Set at start and never changed: each later change would cost some 14 kB of WAL. */
export const SEARCH_ATTRIBUTES = {
  procedure: defineSearchAttributeKey('MotcuaProcedure', SearchAttributeType.KEYWORD),
  agency: defineSearchAttributeKey('MotcuaAgency', SearchAttributeType.KEYWORD),
};

const GRPC = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  exhausted: 8,
  notReady: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
};

/**
 * What a cluster says while it restarts, moves a shard or has lost its own database, or while the workers of a run keep dying
 * (not ready): nothing is known, all may be retried.
 */
const PASSING: readonly (number | null)[] = [GRPC.aborted, GRPC.exhausted, GRPC.notReady, GRPC.unavailable];
const AWAY: readonly (number | null)[] = [
  ...PASSING,
  GRPC.cancelled,
  GRPC.unknown,
  GRPC.deadlineExceeded,
  GRPC.internal,
];
/** Refusals that say nothing of the run. */
const AWAY_CODES = ['engine-busy', 'engine-unavailable'];
const RETRY_PAUSE_MS = 200;
const START_WITHIN_MS = 10_000;

/** Connects lazily, so that a counter opens while the engine is away. */
export function connectEngine(options: EngineOptions): Engine {
  const { names, now = Date.now } = options;
  const connection = Connection.lazy(options.connection);
  const client = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: { payloadCodecs: [options.codec] },
  });

  return {
    client,
    async startDossier(snapshot, again = false) {
      try {
        const { firstExecutionRunId } = await client.withDeadline(Date.now() + START_WITHIN_MS, () =>
          client.workflow.start(names.dossierWorkflow, {
            taskQueue: names.queue,
            workflowId: snapshot.state.code,
            workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: again ? 'FAIL' : 'USE_EXISTING',
            args: [{ snapshot, continueAfterEvents: options.continueAfterEvents }],
            startDelay: untilFirstAlarm(snapshot, now()),
            priority: { fairnessKey: snapshot.competentAgency },
            typedSearchAttributes: [
              { key: SEARCH_ATTRIBUTES.procedure, value: snapshot.procedure },
              { key: SEARCH_ATTRIBUTES.agency, value: snapshot.competentAgency },
            ],
          }),
        );
        return firstExecutionRunId;
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unavailable(error);
        const { code } = snapshot.state;
        const { runId } = await client.workflow.getHandle(code).describe();
        if (again) throw new DomainError('run-open', { code, run: runId });
        return runId;
      }
    },
    async startConsultation({ recall, ...held }, again = false) {
      const { code } = held.state;
      try {
        const { firstExecutionRunId } = await client.withDeadline(Date.now() + START_WITHIN_MS, () =>
          client.workflow.start(names.consultationWorkflow, {
            taskQueue: names.queue,
            workflowId: code,
            workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
            args: [{ held, recall, continueAfterEvents: options.continueAfterEvents }],
          }),
        );
        return firstExecutionRunId;
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unavailable(error);
        return (await client.workflow.getHandle(code).describe()).runId;
      }
    },
    async signal(workflowId, signal, payload) {
      try {
        await client.withDeadline(Date.now() + START_WITHIN_MS, () =>
          client.workflow.getHandle(workflowId).signal(signal, payload),
        );
      } catch (error) {
        throw translate(error, workflowId);
      }
    },
    async act<O>(code: string, request: AnyActRequest, waitMs: number): Promise<O> {
      const deadline = Date.now() + waitMs;
      for (;;) {
        try {
          return await client.withDeadline(deadline, () =>
            client.workflow.getHandle(code).executeUpdate<O, [AnyActRequest]>(names.actUpdate, {
              updateId: updateId(request),
              args: [request],
            }),
          );
        } catch (error) {
          if (!isPassing(error) || Date.now() + RETRY_PAUSE_MS > deadline) throw translate(error, code);
          await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
        }
      }
    },
    async catchUp(code, seq, withinMs) {
      try {
        await client.withDeadline(Date.now() + withinMs, () =>
          client.workflow.getHandle(code).executeUpdate<void, [number]>(names.catchUpUpdate, {
            updateId: `${names.catchUpUpdate}:${seq}`,
            args: [seq],
          }),
        );
      } catch (error) {
        const problem = translate(error, code);
        if (!(problem instanceof DomainError) || AWAY_CODES.includes(problem.code)) throw problem;
      }
    },
    async renew(code, withinMs) {
      try {
        await client.withDeadline(Date.now() + withinMs, () =>
          client.workflow.getHandle(code).executeUpdate<void, []>(names.renewUpdate, { args: [] }),
        );
      } catch (error) {
        throw translate(error, code);
      }
    },
    async startBatch(workflow, id, subject, { agency, signal } = {}) {
      const start = {
        taskQueue: names.queue,
        workflowId: id,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [subject],
        ...(agency === undefined ? {} : { priority: { fairnessKey: agency } }),
      } as const;
      try {
        await client.withDeadline(Date.now() + START_WITHIN_MS, async () => {
          if (signal === undefined) await client.workflow.start(workflow, start);
          else await client.workflow.signalWithStart(workflow, { ...start, signal, signalArgs: [] });
        });
      } catch (error) {
        throw unavailable(error);
      }
    },
    async check() {
      await client.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
}

/**
 * Milliseconds for which nothing is to be done but to wait. An Update wakes the run before, a message of another run does not: one that
 * may get any does not sleep.
 */
function untilFirstAlarm({ state }: DossierSnapshot, now: number): number {
  if (openChildren(state).length > 0 || dossierOfPart(state.code) !== null) return 0;
  const alarm = nextAlarm(state);
  return alarm === null ? 0 : Math.max(0, Date.parse(alarm) - now);
}

/**
 * A repeat attaches to the first. Another body under the same key must be judged, not given the first one's outcome, and so must
 * the same body once its sender's rights or condition are others: the first may have been refused for that.
 */
function updateId({ key, requestHash, act, actor }: AnyActRequest): string {
  return `${key}:${requestHash.slice(0, 16)}:${actor.rightsVersion}:${act.expectedSeq ?? ''}`;
}

/** What the engine answers for an Update that came while its workflow task was being given up: nobody has judged it. */
const UNPROCESSED = 'UnprocessedUpdate';

/** A run that is about to continue as new refuses an update that it has not accepted; the next run takes it. */
function isPassing(error: unknown): boolean {
  return PASSING.includes(grpcCode(error)) || isUnprocessed(error);
}

function isUnprocessed(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === UNPROCESSED
  );
}

function translate(error: unknown, code: string): unknown {
  if (isUnprocessed(error)) return new DomainError('engine-busy', { code });
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const [params, present] = error.cause.details ?? [];
    return new EngineRefusal(error.cause.type ?? 'refused', (params ?? {}) as DomainError['params'], present ?? null);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new DomainError('engine-busy', { code });
  if (error instanceof WorkflowNotFoundError) return new DomainError('run-missing', { code });
  return unavailable(error);
}

function unavailable(error: unknown): unknown {
  return AWAY.includes(grpcCode(error)) ? new DomainError('engine-unavailable') : error;
}

function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  const cause = causeOf(error);
  return isGrpcServiceError(cause) ? cause.code : null;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : null;
}
