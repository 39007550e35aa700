import type { HandoverReceipt } from '../../../contracts/handover.ts';
import type { ConsultationEvent } from '../../../domain/consultation/events.ts';
import { handoversOfConsultation } from '../../../domain/consultation/handovers.ts';
import {
  deliveryOf,
  handoversOf,
  stateOfHandover,
  type Handover,
  type HandoverMark,
} from '../../../domain/dossier/handovers.ts';
import type { ChainedEvent } from '../../../domain/ledger/ledger-event.ts';
import { readStream } from '../../../infra/db/ledger-rows.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { instant, type StoredInstant } from '../instant.ts';
import type { Names } from '../names.ts';
import { namesOfPeople, peopleIn, shownActor, type PersonOf } from '../shown-actor.ts';

/** A hand-over with what is recorded of it, in the ledger and beside it. */
export interface FoundHandover {
  /** Code of the citizen's dossier. */
  readonly dossier: string;
  readonly handover: Handover;
  readonly openedAt: string | null;
  readonly ledger: readonly ChainedEvent[];
}

const OPENINGS = {
  name: 'handover-openings',
  text: `select o.task, min(o.opened_at) as opened_at from task_opening o join task t on t.id = o.task
    where t.dossier = any ($1) group by o.task`,
};

/**
 * The hand-overs of a dossier, in the order in which they were sent: those of its own steps, of its parts and of its consultations.
 * @param streams which are looked at; the dossier's own is read in any case
 */
export async function findHandovers(
  db: Pick<Database, 'execute'>,
  dossier: string,
  streams: { readonly parts: readonly string[]; readonly consultations: readonly string[] },
): Promise<FoundHandover[]> {
  const [own, parts, consultations, openings] = await Promise.all([
    readStream(db, dossier),
    Promise.all(streams.parts.map((code) => readStream(db, code))),
    Promise.all(streams.consultations.map((code) => readStream<ConsultationEvent>(db, code))),
    db.execute<{ task: string; opened_at: StoredInstant }>(OPENINGS, [[dossier, ...streams.parts]]),
  ]);
  const openedAt = new Map(openings.map((row) => [row.task, instant(row.opened_at)]));
  const ofSteps = [own, ...parts].flatMap((chained) => handoversOf(chained).map((one) => ({ one, chained })));
  // Of a part it is the part that goes on with the opinion.
  const asking = new Map(streams.parts.map((code, index) => [code, parts[index]]));
  const ofAsks = consultations.flatMap((chained) => {
    const [first] = chained;
    const asker = first?.event.type === 'consultation-sent' ? asking.get(first.event.data.of) : undefined;
    return handoversOfConsultation(chained, asker ?? own).map((one) => ({ one, chained }));
  });
  const found: { one: Handover; chained: readonly ChainedEvent[] }[] = [...ofSteps, ...ofAsks];
  return found
    .map(({ one, chained }) => ({
      dossier,
      handover: one,
      openedAt: openedAt.get(one.id) ?? one.opened?.at ?? null,
      ledger: proofOf(one, chained),
    }))
    .toSorted((a, b) => Date.parse(a.handover.sent.at) - Date.parse(b.handover.sent.at));
}

/**
 * The consecutive events from the command by which it was sent to the last that says something of it; of a consultation from its
 * beginning, where it says who asks whom.
 */
export function proofOf(
  { kind, stream, sent, acknowledged, opened, accepted, takenBack }: Handover,
  chained: readonly ChainedEvent[],
): readonly ChainedEvent[] {
  const command = chained[sent.seq - 1]?.event.command;
  const first = kind === 'step' ? (chained.find(({ event }) => event.command === command)?.event.seq ?? sent.seq) : 1;
  const marks = [acknowledged, opened, accepted, takenBack].filter((mark) => mark?.stream === stream);
  const last = Math.max(sent.seq, ...marks.map((mark) => mark?.seq ?? 0));
  return chained.filter(({ event }) => event.seq >= first && event.seq <= last);
}

/** Receipts as they are given out. */
export async function showReceipts(
  db: Pick<Database, 'execute'>,
  names: Names,
  hasOwnSystem: (agency: string) => boolean,
  found: readonly FoundHandover[],
): Promise<HandoverReceipt[]> {
  const actors = found.flatMap(({ handover: { sent, acknowledged, accepted, takenBack } }) =>
    [sent, acknowledged, accepted, takenBack].flatMap((mark) => (mark === null ? [] : peopleIn(mark.actor))),
  );
  const person = await namesOfPeople(db, actors);
  return found.map((one) => receiptOf(one, names, hasOwnSystem(one.handover.to), person));
}

function receiptOf(
  { dossier, handover, openedAt, ledger }: FoundHandover,
  names: Names,
  ownSystem: boolean,
  person: PersonOf,
): HandoverReceipt {
  const { id, kind, stream, subject, from, to, medium, sent, acknowledged, accepted, takenBack } = handover;
  const delivered = deliveryOf(handover, { openedAt, ownSystem });
  const shown = (mark: HandoverMark) => ({
    at: mark.at,
    stream: mark.stream,
    seq: mark.seq,
    actor: shownActor(mark.actor, names, person),
  });
  return {
    id,
    kind,
    dossier,
    stream,
    subject,
    state: stateOfHandover(handover, delivered !== null),
    from: names.agency(from),
    to: names.agency(to),
    sentAt: sent.at,
    sender: shownActor(sent.actor, names, person),
    medium,
    what: { stream, seq: sent.seq, hash: sent.hash, prevHash: sent.prevHash },
    delivered,
    acknowledged: acknowledged && shown(acknowledged),
    openedAt,
    accepted: accepted && { ...shown(accepted), by: accepted.by },
    takenBack: takenBack && shown(takenBack),
    // As they were hashed: nothing is left out or added.
    ledger: ledger.map(({ event, prevHash, hash }) => ({
      event: { ...event, actor: { ...event.actor }, data: { ...event.data } },
      prevHash,
      hash,
    })),
  };
}
