import { HandoverPage, HandoverReceipt } from '../../contracts/handover.ts';
import { aClient, clientFor, type TestClient } from './clients.ts';
import type { Caller } from './desks.ts';
import type { Motcua } from './motcua.ts';
import { AT, createWays, publish, type Way, type Ways } from './ways.ts';

/** Appraised at the ward, decided by social insurance, which has a system of its own, and returned at the counter. */
const PROCEDURE = '1.001612';
export const INSURANCE = 'H49.72';
export const SEAT = 'seat-bao-hiem-xa-hoi';
export const LEADER = 'leader-bao-hiem-xa-hoi';
export const POLICE_CLIENT = 'he-thong-cong-an';
/** What social insurance has not acknowledged. */
export const WAITING = `agency=${INSURANCE}&state=sent`;

/** Dossiers that one agency hands over to another, and the receiver's own system. */
export interface HandingOver {
  readonly ways: Ways;
  /** Of social insurance. */
  readonly client: TestClient;
  /** The same, acting for a leader. */
  readonly insurance: Caller;
  /** The same, for nobody: it only reads. */
  readonly reader: Caller;
  receive(): Promise<Way>;
  /** One that the ward has just handed over to social insurance. */
  handedOver(): Promise<Way>;
  /** @throws when the answer is not 200 */
  receipt(id: string, who?: Caller): Promise<HandoverReceipt>;
  page(query: string, who?: Caller): Promise<HandoverPage>;
  idsIn(query: string, who?: Caller): Promise<string[]>;
  /** Puts the catalogue back. */
  stop(): Promise<unknown>;
}

export async function createHandingOver(motcua: Motcua): Promise<HandingOver> {
  const ways = createWays(motcua);
  const simple = motcua.catalogue.procedures.get('2.000815');
  const stages = (simple?.route?.stages ?? []).map((stage) =>
    stage.kind === 'approval' || stage.kind === 'sealing'
      ? { ...stage, agency: { kind: 'fixed' as const, agency: INSURANCE } }
      : stage,
  );
  const stop = await publish(motcua, PROCEDURE, { route: { stages } });
  const client = await aClient(motcua.db, INSURANCE);
  const reader = clientFor(motcua, client.token, null);
  const read = async (path: string, who: Caller): Promise<unknown> => {
    const { status, body, text } = await who.get(path);
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
    return body;
  };
  const handing: HandingOver = {
    ways,
    client,
    reader,
    insurance: clientFor(motcua, client.token, LEADER),
    stop,
    receive: () =>
      ways.receive({
        procedure: PROCEDURE,
        body: { case: 'standard', components: [{ component: 'original', originals: 1 }] },
      }),
    async handedOver() {
      const way = await handing.receive();
      await way.do(AT.appraiser, 'appraise');
      return way;
    },
    receipt: async (id, who = reader) => HandoverReceipt.parse(await read(`/handovers/${id}`, who)),
    page: async (query, who = reader) => HandoverPage.parse(await read(`/handovers?${query}`, who)),
    idsIn: async (query, who = reader) => (await handing.page(`${query}&limit=200`, who)).items.map(({ id }) => id),
  };
  return handing;
}
