import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRuns } from '../../infra/db/open-runs.ts';
import { renewPayloads } from '../../infra/temporal/payload-rotation.ts';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';
import { createConsulting } from '../support/consulting.ts';
import { engineBytes } from '../support/engine-bytes.ts';
import { rows } from '../support/facts.ts';
import { startMotcua, type Motcua } from '../support/motcua.ts';
import { testStack } from '../support/stack.ts';
import { AT, createWays, PLACE, type Way } from '../support/ways.ts';

const OLD = { id: 'old', bytes: randomBytes(32) };
const NEW = { id: 'new', bytes: randomBytes(32) };

type Keys = Motcua['config']['keys']['payload'];

describe('A new key for what the engine keeps', () => {
  let motcua: Motcua;
  let codes: readonly string[];
  let sleeping: Way;
  let worked: Way;

  const start = async (...payload: Keys): Promise<Motcua> => {
    const { config } = testStack();
    return startMotcua({ ...config, keys: { ...config.keys, payload } });
  };
  const restart = async (...payload: Keys): Promise<void> => {
    await motcua.stop();
    motcua = await start(...payload);
  };
  async function* ours(): AsyncGenerator<string, void, undefined> {
    yield* codes;
  }
  const rotate = () => renewPayloads(motcua.engine, ours(), NEW.id);
  const goOn = async ({ code, task }: Way, who: string, act: string): Promise<number> =>
    (await motcua.as(who).post(`/dossiers/${code}/acts`, { act, task, medium: 'electronic', place: PLACE })).status;

  beforeAll(async () => {
    motcua = await start(OLD);
    const ways = createWays(motcua);
    sleeping = await ways.receive();
    worked = await ways.receive();
    await worked.do(AT.appraiser, 'appraise');
    const consulting = createConsulting(motcua, ways);
    const asking = await consulting.dossier();
    const asked = await consulting.ask(asking);
    codes = [sleeping.code, worked.code, asking.code, asked];
  }, 90_000);
  afterAll(() => motcua?.stop(), 30_000);

  test('moves every open run to it, the sleeping ones too; again it moves none', async () => {
    await restart(NEW, OLD, ...testStack().config.keys.payload);
    expect(await rotate()).toEqual({ renewed: 4, current: 0, absent: 0, left: {} });
    expect(await rotate()).toEqual({ renewed: 0, current: 4, absent: 0, left: {} });
  }, 90_000);

  test('leaves nothing open that needs the old one', async () => {
    await restart(NEW, ...testStack().config.keys.payload);
    expect([await goOn(sleeping, AT.appraiser, 'appraise'), await goOn(worked, AT.leader, 'approve')]).toEqual([
      200, 200,
    ]);
  }, 90_000);

  test('hides even the agency from whoever reads the tables of the engine', async () => {
    const codec = createPayloadCodec([NEW]);
    const { stored, decoded, payloads } = await engineBytes(motcua.engine.client, codec, worked.code);
    expect(payloads).toBeGreaterThan(2);
    expect(decoded.includes('"receivingAgency"')).toBe(true);
    expect(stored.includes('"receivingAgency"')).toBe(false);
  });

  test('is brought to all that is open, and to nothing else', async () => {
    const open = new Set<string>();
    for await (const code of openRuns(motcua.db)) open.add(code);
    expect(codes.filter((code) => !open.has(code))).toEqual([]);
    const [ended] = await rows<{ code: string }>(
      motcua.db,
      'select code from dossier where closed_at is not null limit 1',
    );
    expect(open.has(ended?.code ?? '')).toBe(false);
  });
});
