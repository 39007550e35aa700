import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createWorker, type RunningWorker } from '../../worker/create-worker.ts';
import { connectEngine, type Engine } from '../../infra/temporal/engine.ts';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import type { ClockCalendar } from '../../domain/dossier/deadlines.ts';
import type { DossierSnapshot, DossierState } from '../../domain/dossier/state.ts';
import { chain } from '../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH } from '../../domain/ledger/ledger-event.ts';
import { aReceivedDossier } from './builders.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { positionOf } from './position.ts';
import { workflowBundle } from './workflow-bundle.ts';

const CODEC = createPayloadCodec([{ id: 'test', bytes: Buffer.alloc(32, 7) }]);

const A_DAY_MS = 24 * 3_600_000;

/** A dossier that has begun, and what its ledger holds. */
export interface Beginning {
  readonly snapshot: DossierSnapshot;
  readonly events: readonly DossierEvent[];
}

/** Dossiers running on a Temporal server with the real workflow and activities, over a fake ledger. */
export interface DossierRuns {
  readonly ledger: MemoryLedger;
  readonly engine: Engine;
  readonly worker: RunningWorker;
  /** Starts a new dossier, received just now unless said otherwise, under a code of its own. */
  start(options?: Parameters<typeof aReceivedDossier>[0]): Promise<DossierSnapshot>;
  /** The same with one that has begun, at an instant in milliseconds since 1970. */
  begin(beginning: Beginning, now: number): Promise<DossierSnapshot>;
  /** The same, with its run told something else. */
  beginTold(beginning: Beginning, told: (snapshot: DossierSnapshot) => unknown): Promise<DossierSnapshot>;
  /** Starts a new run of a dossier whose last one has closed. */
  startAgain(snapshot: DossierSnapshot, now: number): Promise<string>;
  /** The position as the run has it; null while it sleeps. */
  position(code: string): Promise<DossierState | null>;
  stop(): Promise<void>;
}

export async function runDossiers(parts: {
  readonly nativeConnection: NativeConnection;
  readonly connection: ConnectionOptions;
  readonly namespace: string;
  readonly continueAfterEvents?: number;
  readonly calendar?: ClockCalendar;
}): Promise<DossierRuns> {
  const queue = `dossier-test-${randomUUID()}`;
  let now = Date.now();
  const ledger = new MemoryLedger(parts.calendar);
  const engine = connectEngine({
    connection: parts.connection,
    namespace: parts.namespace,
    codec: CODEC,
    names: { ...ENGINE_NAMES, queue },
    continueAfterEvents: parts.continueAfterEvents ?? 4000,
    now: () => now,
  });
  ledger.consultations.carry = async ({ to, signal, payload }) => engine.signal(to, signal, payload);
  const worker = await createWorker({
    connection: parts.nativeConnection,
    namespace: parts.namespace,
    codec: CODEC,
    bundle: await workflowBundle(),
    ports: ledger.ports,
    queue,
  });
  const running = worker.run();
  const seed = (beginning: Beginning): DossierSnapshot => {
    const { snapshot, events } = recoded(beginning);
    ledger.seed(events, snapshot.headHash);
    return snapshot;
  };
  const begin = async (beginning: Beginning, at: number): Promise<DossierSnapshot> => {
    const snapshot = seed(beginning);
    now = at;
    await engine.startDossier(snapshot);
    return snapshot;
  };
  return {
    ledger,
    engine,
    worker,
    async start(options) {
      const at = new Date().toISOString();
      const dueAt = new Date(Date.now() + A_DAY_MS).toISOString();
      return begin(aReceivedDossier({ at, dueAt, ...options }), Date.parse(options?.at ?? at));
    },
    begin,
    async beginTold(beginning, told) {
      const snapshot = seed(beginning);
      await engine.client.workflow.start(ENGINE_NAMES.dossierWorkflow, {
        taskQueue: queue,
        workflowId: snapshot.state.code,
        args: [{ snapshot: told(snapshot), continueAfterEvents: 4000 }],
      });
      return snapshot;
    },
    startAgain(snapshot, at) {
      now = at;
      return engine.startDossier(snapshot, true);
    },
    position: (code) => positionOf(engine.client, code),
    async stop() {
      worker.shutdown();
      await running;
      await engine.close();
    },
  };
}

/** The same dossier under a fresh code, so that runs of several tests do not meet. */
function recoded({ snapshot, events }: Beginning): Beginning {
  const code = `${snapshot.state.code.slice(0, -4)}${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;
  const renamed = JSON.parse(JSON.stringify({ snapshot, events }).replaceAll(snapshot.state.code, code)) as Beginning;
  const headHash = chain(GENESIS_HASH, renamed.events).at(-1)?.hash ?? GENESIS_HASH;
  return { snapshot: { ...renamed.snapshot, headHash }, events: renamed.events };
}
