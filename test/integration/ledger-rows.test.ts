import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DossierEvent } from '../../domain/dossier/events.ts';
import { chain, verifyChain } from '../../domain/ledger/hash-chain.ts';
import { GENESIS_HASH } from '../../domain/ledger/ledger-event.ts';
import { EVENT_RECORDSET, readStream, toEventRow } from '../../infra/db/ledger-rows.ts';
import { connectDatabase, type Database } from '../../infra/db/orm.ts';
import { aReceivedDossier } from '../support/builders.ts';
import { rows } from '../support/facts.ts';
import { testStack } from '../support/stack.ts';

const INSERT = `insert into dossier_event (stream, seq, v, type, at, actor, medium, place, command, data, prev_hash, hash)
  select e.stream, e.seq, e.v, e.type, e.at, e.actor, e.medium, e.place, e.command, e.data, e.prev_hash, e.hash
  from jsonb_to_recordset($1::jsonb) as e ${EVENT_RECORDSET}`;

/** Text that PostgreSQL can keep: no NUL, no lone surrogate. */
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !value.includes('\u0000'));

/** What JSON can say; an event holds less. */
const data = fc.dictionary(
  text,
  fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(text)),
);

const millisecond = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('The ledger in PostgreSQL', () => {
  let db: Database;

  beforeAll(async () => {
    db = await connectDatabase(testStack().config.database.url, 4);
  });
  afterAll(() => db?.close());

  const write = async (events: readonly DossierEvent[]): Promise<string> => {
    const chained = chain(GENESIS_HASH, events);
    await rows(db, INSERT, JSON.stringify(chained.map(toEventRow)));
    return chained.at(-1)?.hash ?? GENESIS_HASH;
  };

  test('gives every event back as it was written, so that its chain verifies', async () => {
    const shape = fc.array(fc.record({ at: millisecond, data, place: fc.option(text), command: text }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(shape, async (drafts) => {
        const stream = `test-${randomUUID()}`;
        const [template] = aReceivedDossier().events;
        const events = drafts.map(
          (draft, index) => ({ ...template, ...draft, stream, seq: index + 1 }) as DossierEvent,
        );
        const head = await write(events);
        const read = await readStream(db, stream);
        expect(verifyChain(read)).toBe(head);
        expect(read.map(({ event }) => event)).toEqual(JSON.parse(JSON.stringify(events)));
      }),
      { numRuns: 60 },
    );
  });

  test('reads a stream in order, and of one command only what that command wrote', async () => {
    const stream = `test-${randomUUID()}`;
    const [template] = aReceivedDossier().events;
    const commands = ['a', 'b', 'a', 'c'];
    await write(commands.map((command, index) => ({ ...template, stream, command, seq: index + 1 }) as DossierEvent));
    const seqs = async (command?: string) => (await readStream(db, stream, command)).map(({ event }) => event.seq);
    expect(await seqs()).toEqual([1, 2, 3, 4]);
    expect(await seqs('a')).toEqual([1, 3]);
    expect(await seqs('none')).toEqual([]);
  });

  test('has one event at each place of a stream', async () => {
    const stream = `test-${randomUUID()}`;
    const [template] = aReceivedDossier().events;
    const event = { ...template, stream, seq: 1 } as DossierEvent;
    await write([event]);
    await expect(write([event])).rejects.toMatchObject({ code: '23505' });
  });
});
