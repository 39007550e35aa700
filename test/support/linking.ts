import { isDeepStrictEqual } from 'node:util';
import type { DossierState } from '../../domain/dossier/state.ts';
import { loadSnapshot } from '../../infra/db/load-snapshot.ts';
import type { ActAnswer, Step } from './desks.ts';
import type { Motcua } from './motcua.ts';
import { until } from './until.ts';
import type { Way, Ways } from './ways.ts';

/** Birth, residence and health card. */
export const INTERLINKED = '2.000986';

/** Where its parts are, by their ids in the route. */
export type PartsAt = Readonly<Record<string, string>>;

/** Interlinked dossiers, and the work of agencies on their parts. */
export interface Linking {
  receive(): Promise<Way>;
  /** One whose birth is registered, so that the police and the social insurance have begun. */
  begun(): Promise<Way>;
  /** Code of its n-th sub-dossier. */
  sub(way: Way, number: number): string;
  ledgerOf(code: string): Promise<DossierState>;
  stepOf(code: string): Promise<Step>;
  /** The agency of a sub-dossier does all it does, or refuses it. */
  finish(code: string): Promise<ActAnswer[]>;
  refuse(code: string): Promise<ActAnswer[]>;
  /** Where the parts are by the ledger of the dossier. */
  partsOf(way: Way): Promise<PartsAt>;
  /** Waits until they are there. */
  stands(way: Way, parts: PartsAt): Promise<void>;
  /** Waits until only the return is left. */
  joined(way: Way): Promise<void>;
  returnIt(way: Way): Promise<ActAnswer>;
}

export function createLinking(motcua: Motcua, ways: Ways): Linking {
  const linking: Linking = {
    receive: () => ways.receive({ procedure: INTERLINKED }),
    async begun() {
      const way = await linking.receive();
      await linking.finish(linking.sub(way, 1));
      await linking.stands(way, { birth: 'done', residence: 'open', insurance: 'open' });
      return way;
    },
    sub: ({ code }, number) => `${code}.S${number}`,
    ledgerOf: async (code) => (await loadSnapshot(motcua.db, motcua.procedures, code)).state,
    async stepOf(code) {
      const { step } = await linking.ledgerOf(code);
      if (step === null) throw new Error(`${code} has no open step`);
      return step;
    },
    finish: async (code) => motcua.takeToEnd(code, await linking.stepOf(code)),
    async refuse(code) {
      const body = { act: 'propose-refusal', note: 'Không đủ điều kiện' };
      const proposed = await motcua.act(code, await linking.stepOf(code), { body });
      return [proposed, ...(await motcua.takeToEnd(code, proposed.step))];
    },
    async partsOf({ code }) {
      const { parts } = await linking.ledgerOf(code);
      return Object.fromEntries(parts.map(({ part, status }) => [part, status]));
    },
    stands: (way, parts) => until(async () => isDeepStrictEqual(await linking.partsOf(way), parts)),
    joined: ({ code }) => until(async () => (await linking.ledgerOf(code)).step?.kind === 'return'),
    returnIt: async ({ code }) => motcua.act(code, await linking.stepOf(code)),
  };
  return linking;
}
