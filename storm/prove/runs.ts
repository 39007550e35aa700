import { setTimeout as delay } from 'node:timers/promises';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import { isOver, type ConsultationState } from '../../domain/consultation/state.ts';
import { awaited } from '../../domain/dossier/consulted.ts';
import { hasEnded, type DossierState } from '../../domain/dossier/state.ts';
import type { Connections } from '../../infra/connect.ts';
import { loadConsultation } from '../../infra/db/commit-consultation.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import { rows } from './findings.ts';

const AT_ONCE = 8;
const LOOK_AGAIN_MS = 1000;
const WAITING = `select kind || ' ' || subject || coalesce(': ' || last_error, '') as what from outbox`;

/**
 * Looks at all dossiers again and again until the engine agrees with the ledger, or it is `until` (milliseconds since 1970).
 * @returns one line for each run that is missing, left over or elsewhere than its ledger, and for what waits in the outbox
 */
export async function awaitPositions(connections: Connections, until: number): Promise<readonly string[]> {
  for (;;) {
    const differing = await comparePositions(connections).catch((error: unknown) => [
      error instanceof Error ? error.message : 'the engine cannot be asked',
    ]);
    if (differing.length === 0 || Date.now() > until) return differing;
    await delay(LOOK_AGAIN_MS);
  }
}

async function comparePositions(connections: Connections): Promise<string[]> {
  const { db, procedures } = connections;
  const differing = (await rows<{ what: string }>(db, WAITING)).map(({ what }) => `still in the outbox: ${what}`);
  const dossiers = new Map<string, DossierState>();
  const consultations = new Map<string, ConsultationState>();
  // The run first: whatever rings between the two is then ahead of it, and found equal when both are looked at again.
  await forEach(await codes(db, 'dossier'), async (code) => {
    const run = await positionOf(connections, code);
    const { state } = await loadSnapshot(db, procedures, code);
    dossiers.set(code, state);
    differing.push(...problemsOf(code, run, state, hasEnded(state)));
  });
  await forEach(await codes(db, 'consultation'), async (code) => {
    const run = await positionOf(connections, code);
    const { state } = await loadConsultation(db, code);
    consultations.set(code, state);
    differing.push(...problemsOf(code, run, state, isOver(state)));
  });
  return [...differing, ...unheard(dossiers, consultations)];
}

/** What a dossier knows of its consultations and parts is what their own ledgers say: each report and each order has arrived. */
function unheard(
  dossiers: ReadonlyMap<string, DossierState>,
  consultations: ReadonlyMap<string, ConsultationState>,
): string[] {
  const problems: string[] = [];
  for (const [code, { consultations: asked, parts }] of dossiers) {
    for (const known of asked) {
      const child = consultations.get(known.code);
      if (child === undefined) problems.push(`consultation ${known.code}: not there`);
      else if (awaited(known) === isOver(child))
        problems.push(`${code} takes ${known.code} for ${known.status}, it is ${child.status}`);
      else if (awaited(known) && (known.agency !== child.agency || known.overdue !== child.overdue))
        problems.push(`${code} has not heard of ${known.code}`);
    }
    for (const { part, status, begun } of parts) {
      const child = begun === null ? undefined : dossiers.get(begun.code);
      if (begun !== null && (child === undefined || hasEnded(child) === (status === 'open')))
        problems.push(`${code} takes part ${part} for ${status}, it is ${child?.status ?? 'not there'}`);
    }
  }
  return problems;
}

async function codes(db: Connections['db'], table: 'dossier' | 'consultation'): Promise<string[]> {
  return (await rows<{ code: string }>(db, `select code from ${table} order by code`)).map(({ code }) => code);
}

async function forEach(items: readonly string[], work: (item: string) => Promise<void>): Promise<void> {
  const rest = items.values();
  const line = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

interface RunPosition {
  readonly status: string;
  /** Null for a run that has not been woken: it is where it started. */
  readonly state: { readonly seq: number } | null;
  readonly events: number;
}

/** A run that sleeps until its first clock or act has an event for its start, and none for a task of its workflow. */
const ASLEEP_EVENTS = 1;

async function positionOf({ engine }: Connections, code: string): Promise<RunPosition> {
  const handle = engine.client.workflow.getHandle(code);
  const { status, historyLength } = await handle.describe();
  const asleep = historyLength <= ASLEEP_EVENTS;
  const state = status.name === 'RUNNING' && !asleep ? await handle.query<{ seq: number }>('position') : null;
  return { status: status.name, state, events: historyLength };
}

function problemsOf(code: string, run: RunPosition, folded: { readonly seq: number }, over: boolean): string[] {
  const isOpen = run.status === 'RUNNING';
  if (isOpen === over) return [`run ${code}: ${run.status}, and its ledger ${over ? 'has ended' : 'is open'}`];
  if (!isOpen || (run.state === null && run.events <= ASLEEP_EVENTS)) return [];
  if (run.state !== null && canonicalHash(run.state) === canonicalHash(folded)) return [];
  return [`run ${code}: at event ${run.state?.seq ?? 0} of ${folded.seq}`];
}
