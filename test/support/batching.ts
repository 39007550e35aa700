import { Batch, BatchItemPage, BatchReceipt, type BatchItem } from '../../contracts/batch.ts';
import type { BatchAct, BatchStatus } from '../../domain/batch/batch.ts';
import type { Answer, Caller, CallOptions, Json } from './desks.ts';
import { until } from './until.ts';
import { PLACE, type Way } from './ways.ts';

const BATCH_MS = 120_000;

/** A dossier as a batch names it. */
export interface Named {
  readonly dossier: string;
  readonly task: string;
}

export const namedIn = ({ code, task }: Pick<Way, 'code' | 'task'>): Named => ({ dossier: code, task });

/** Somebody who does one act on many dossiers. */
export interface Batching {
  try(act: BatchAct, body: Json, options?: CallOptions): Promise<Answer>;
  /** @throws when the answer is not 202 */
  start(act: BatchAct, body: Json, options?: CallOptions): Promise<BatchReceipt>;
  read(id: string): Promise<Batch>;
  /** All pages. */
  items(id: string): Promise<BatchItem[]>;
  /** What came of each, in order: the outcome, or the code of the refusal. */
  fates(id: string): Promise<string[]>;
  /** Pauses, resumes, cancels or takes back. */
  steer(id: string, how: 'pause' | 'resume' | 'cancel' | 'undo', options?: CallOptions): Promise<Answer>;
  reached(id: string, status: BatchStatus): Promise<Batch>;
  /** Starts one, and waits until it is over. */
  carryOut(act: BatchAct, body: Json): Promise<Batch>;
}

export function createBatching(caller: Caller): Batching {
  const get = async (path: string): Promise<Json> => {
    const { status, body, text } = await caller.get(path);
    if (status !== 200) throw new Error(`expected 200 for ${path}, got ${status}: ${text}`);
    return body;
  };
  const batching: Batching = {
    try: (act, body, options) => caller.post('/batches', { act, place: PLACE, ...body }, options),
    async start(act, body, options) {
      const answer = await batching.try(act, body, options);
      if (answer.status !== 202) throw new Error(`expected 202, got ${answer.status}: ${answer.text}`);
      return BatchReceipt.parse(answer.body);
    },
    read: async (id) => Batch.parse(await get(`/batches/${id}`)),
    async items(id) {
      const items: BatchItem[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = BatchItemPage.parse(await get(`/batches/${id}/items?limit=7${query}`));
        items.push(...page.items);
        cursor = page.next;
      }
      return items;
    },
    async fates(id) {
      return (await batching.items(id)).map(({ outcome, refusal }) => refusal?.code ?? outcome);
    },
    steer: (id, how, options) => caller.post(`/batches/${id}/${how}`, undefined, options),
    async reached(id, status) {
      await until(async () => (await batching.read(id)).status === status, BATCH_MS);
      return batching.read(id);
    },
    async carryOut(act, body) {
      const { id } = await batching.start(act, body);
      return batching.reached(id, 'done');
    },
  };
  return batching;
}
