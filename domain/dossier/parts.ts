import type { DossierEventData, DraftEvent, PartOutcome } from './events.ts';
import type { Message, Report, Told } from './messages.ts';
import type { DossierState, PartState, ResolvedPart, ResolvedStage } from './state.ts';

const CODE = /^(.+)\.S\d+$/;

/** The code of a dossier's n-th sub-dossier, which is also the name of its stream. */
export function partCode(dossier: string, number: number): string {
  return `${dossier}.S${number}`;
}

/** The code of the dossier that a sub-dossier is part of; null for the code of anything else. */
export function dossierOfPart(code: string): string | null {
  return CODE.exec(code)?.[1] ?? null;
}

/** The parts that an event begins, and those that wait for others, as the dossier keeps them. */
export function begun(
  { parts }: Pick<DossierState, 'parts'>,
  { stage, parts: beginning, waiting }: DossierEventData['parts-begun'],
): readonly PartState[] {
  const now: PartState[] = [
    ...beginning.map(({ part, number, code, agency }): PartState => ({
      part,
      stage,
      status: 'open',
      begun: { number, code, agency },
      digitised: false,
    })),
    ...waiting.map((part): PartState => ({ part, stage, status: 'waiting', begun: null, digitised: false })),
  ];
  return [...parts.filter(({ part }) => !now.some((one) => one.part === part)), ...now];
}

/** With what came of one part. */
export function withOutcome(
  parts: readonly PartState[],
  part: string,
  status: PartOutcome,
  digitised = false,
): readonly PartState[] {
  return parts.map((one) => (one.part === part ? { ...one, status, digitised } : one));
}

/** The dossier has ended: nothing more comes of what is open or waits. */
export function recalledParts(parts: readonly PartState[]): readonly PartState[] {
  return parts.map((one) => (isPending(one) ? { ...one, status: 'recalled' } : one));
}

/** True while something may still come of it. */
export function isPending({ status }: Pick<PartState, 'status'>): boolean {
  return status === 'open' || status === 'waiting';
}

/** Codes of the sub-dossiers that are open, as far as their dossier knows. */
export function openParts(parts: readonly PartState[]): readonly string[] {
  return parts.flatMap(({ status, begun: one }) => (status === 'open' && one !== null ? [one.code] : []));
}

/** What a change of the dossier orders the parts that were open before: its clocks are theirs, and so is its end. */
export function ordersToParts(before: DossierState, after: DossierState): Message[] {
  const told = (to: string, payload: Told): Message => ({ to, signal: 'told', payload });
  const open = openParts(before.parts);
  const recalled = after.parts.flatMap(({ status, begun: one }) =>
    status === 'recalled' && one !== null && open.includes(one.code) ? [one.code] : [],
  );
  const [wait, hold] = standingOrders(after);
  const orders = [
    ...(before.wait?.from === after.wait?.from ? [] : [wait]),
    ...(before.withdrawal === after.withdrawal ? [] : [hold]),
  ];
  const still = openParts(after.parts).filter((code) => open.includes(code));
  return [
    ...recalled.map((code) => told(code, { order: 'recall', because: 'closed' })),
    ...still.flatMap((code) => orders.map((order) => told(code, order))),
  ];
}

/** What holds for the parts of a dossier as it stands. */
export function standingOrders({ wait, withdrawal, lastAt }: DossierState): readonly [wait: Told, hold: Told] {
  return [
    wait === null ? { order: 'resume', at: lastAt ?? '' } : { order: 'pause', kind: wait.kind, from: wait.from },
    { order: withdrawal ? 'hold' : 'release' },
  ];
}

/** What a part that has just ended says to its dossier; null for anything else. One that was taken back says nothing. */
export function reportOfPart(before: DossierState, after: DossierState, headHash: string): Message | null {
  if (after.partOf === null || before.status === after.status || after.status !== 'returned') return null;
  return { to: after.partOf.of, signal: 'reported', payload: partReport(after, headHash) };
}

/** The report of a part that has ended. */
export function partReport(state: DossierState, headHash: string): Report {
  const { code, seq, refusedAt, result, furtherResults, places } = state;
  const results = result === null ? [] : [result, ...furtherResults];
  const outcome = refusedAt.length > 0 ? 'refused' : 'done';
  return { child: code, seq, headHash, news: { kind: 'ended', outcome, results, places } };
}

/** What came of each part so far. */
export function outcomesOf(parts: readonly PartState[]): { part: string; outcome: PartOutcome }[] {
  return parts.flatMap(({ part, status }) =>
    status === 'open' || status === 'waiting' ? [] : [{ part, outcome: status }],
  );
}

/** True where nothing that was asked for came of any part: the dossier as a whole is refused. */
export function noneIsDone({ parts }: Pick<DossierState, 'parts'>): boolean {
  return parts.length > 0 && !parts.some(({ status }) => status === 'done');
}

/**
 * The event by which parts of an interlinked stage begin, each with the next number of its dossier.
 * @param waiting ids of those that begin later; none where an earlier event has named them
 */
export function beginParts(
  { code, parts }: Pick<DossierState, 'code' | 'parts'>,
  { task, stage }: { readonly task: string; readonly stage: string },
  beginning: readonly ResolvedPart[],
  waiting: readonly string[],
  at: string,
): DraftEvent {
  const last = Math.max(0, ...parts.map((one) => one.begun?.number ?? 0));
  const numbered = beginning.map(({ id, agency, budget, stages }, index) => {
    const number = last + index + 1;
    const [first] = stages;
    if (first === undefined) throw new Error(`part ${id} has no stage`);
    const step = { stage: first.id, kind: first.kind, agency: first.agency, role: first.role, budget: first.budget };
    return { part: id, number, code: partCode(code, number), agency, limit: budget, first: step };
  });
  return { type: 'parts-begun', at, data: { task, stage, parts: numbered, waiting } };
}

/** What a dossier that comes to an interlinked stage begins with: the parts that need no other, those of the same level at once (art. 19.6). */
export function partsOnEntry(
  state: Pick<DossierState, 'code' | 'parts'>,
  stage: ResolvedStage,
  task: string,
  at: string,
  only: readonly string[] | null = null,
): DraftEvent[] {
  if (stage.parts === undefined) return [];
  const wanted = stage.parts.filter(({ id }) => only === null || only.includes(id));
  const [first, later] = [
    wanted.filter(({ after }) => !after.some(isWanted)),
    wanted.filter(({ after }) => after.some(isWanted)),
  ];
  return [
    beginParts(
      state,
      { task, stage: stage.id },
      first,
      later.map(({ id }) => id),
      at,
    ),
  ];

  function isWanted(id: string): boolean {
    return wanted.some((one) => one.id === id);
  }
}
