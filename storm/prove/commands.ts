import type { Database } from '../../infra/db/orm.ts';
import type { Kept } from '../kept.ts';
import { rows, type Findings } from './findings.ts';

interface Written extends Record<string, unknown> {
  readonly scope: string;
  readonly key: string;
  readonly code: string;
  readonly seq: number;
  readonly head_hash: string;
}

interface Span extends Record<string, unknown> {
  readonly stream: string;
  readonly command: string;
  readonly events: number;
  readonly first: number;
  readonly last: number;
  readonly last_hash: string;
}

const COMMANDS = `select scope, key, coalesce(outcome->>'code', outcome->>'consultation') as code, (outcome->>'seq')::int as seq, outcome->>'headHash' as head_hash
  from command`;
/** Where each command's events lie in their streams. */
const SPANS = `select stream, command, count(*)::int as events, min(seq)::int as first, max(seq)::int as last,
    (array_agg(hash order by seq desc))[1] as last_hash
  from dossier_event group by stream, command`;

/** Every acknowledged command is in the ledger once, as it was acknowledged; what was refused is not there. */
export async function proveCommands(
  db: Pick<Database, 'execute'>,
  kept: Kept,
  { lost, doubled, disagreements }: Findings,
): Promise<void> {
  const written = new Map((await rows<Written>(db, COMMANDS)).map((row) => [`${row.scope} ${row.key}`, row]));
  const spans = await rows<Span>(db, SPANS);
  const spanOf = new Map(spans.map((span) => [`${span.stream} ${span.command}`, span]));
  const streamsOf = Map.groupBy(spans, ({ command }) => command);
  for (const { scope, key, code, act, seq, headHash } of kept.acknowledged) {
    const told = `${act} ${key} on ${code}`;
    const row = written.get(`${scope} ${key}`);
    const span = spanOf.get(`${code} ${key}`);
    if (row === undefined) lost.push(`${told}: no command`);
    else if (row.code !== code || row.seq !== seq || row.head_hash !== headHash) lost.push(`${told}: another outcome`);
    if (span === undefined) lost.push(`${told}: no events`);
    else if (span.last_hash !== headHash || span.last !== seq) lost.push(`${told}: other events, up to ${span.last}`);
    if (span !== undefined && span.last - span.first + 1 !== span.events) doubled.push(`${told}: in two places`);
    // What it begins has its own stream, which begins with the same command.
    const strange = streamsOf.get(key)?.some(({ stream }) => stream !== code && !stream.startsWith(`${code}.`));
    if (strange === true) doubled.push(`${told}: in two streams`);
  }
  for (const { scope, key, act, code, once } of kept.refused)
    if (once && written.has(`${scope} ${key}`)) disagreements.push(`${act} ${key}: refused with ${code}, and done`);
  for (const { act, key, code } of kept.unknown) disagreements.push(`${act} ${key}: never answered (${code})`);
  for (const oddity of kept.oddities) disagreements.push(oddity);
}
