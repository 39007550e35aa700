import type { ChainedDossierEvent } from '../../domain/dossier/events.ts';
import { HandoverReceipt } from '../../contracts/handover.ts';
import type { ConsultationEvent } from '../../domain/consultation/events.ts';
import { handoversOfConsultation } from '../../domain/consultation/handovers.ts';
import { handoversOf, type Handover, type HandoverMark } from '../../domain/dossier/handovers.ts';
import { canonicalHash } from '../../domain/ledger/hash-chain.ts';
import type { ChainedEvent } from '../../domain/ledger/ledger-event.ts';
import type { Bilingual } from '../../domain/procedure/procedure.ts';

/** What is not right in a receipt, and where: a path such as `ledger.2.hash`. */
export interface ReceiptFault extends Bilingual {
  readonly path: string;
}

/** What came of looking at a receipt. `receipt` is null for what is none. */
export interface ReceiptVerdict {
  readonly receipt: HandoverReceipt | null;
  readonly faults: readonly ReceiptFault[];
  /** What it says beyond its ledger, which proves nothing of it. */
  readonly unproven: readonly string[];
}

/**
 * Holds the receipt of a hand-over against the events in it, without any server: each hash is computed again (RFC 8785, SHA-256), each
 * event must follow on the one before, and what the receipt says must be what the events say.
 */
export function verifyReceipt(data: unknown): ReceiptVerdict {
  const parsed = HandoverReceipt.safeParse(data);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path }) =>
      fault(path.map(String).join('.') || '.', 'không đúng dạng của biên nhận', 'it is not of the form of a receipt'),
    );
    return { receipt: null, faults, unproven: [] };
  }
  const receipt = parsed.data;
  return { receipt, faults: [...faultsOfLedger(receipt), ...faultsOfClaims(receipt)], unproven: unprovenOf(receipt) };
}

function fault(path: string, vi: string, en: string): ReceiptFault {
  return { path, vi, en };
}

function faultsOfLedger({ ledger, what }: HandoverReceipt): ReceiptFault[] {
  return ledger.flatMap(({ event, prevHash, hash }, index) => {
    const at = `ledger.${index}`;
    const before = ledger[index - 1];
    const faults: ReceiptFault[] = [];
    if (canonicalHash({ ...event, prevHash }) !== hash)
      faults.push(fault(`${at}.hash`, 'mã băm không phải của sự kiện này', 'the hash is not that of this event'));
    if (event.stream !== what.stream)
      faults.push(fault(`${at}.event.stream`, 'sự kiện của sổ khác', 'the event is of another stream'));
    if (before !== undefined && event.seq !== before.event.seq + 1)
      faults.push(fault(`${at}.event.seq`, 'thiếu sự kiện ở trước', 'an event is missing before this one'));
    if (before !== undefined && prevHash !== before.hash)
      faults.push(fault(`${at}.prevHash`, 'không nối tiếp sự kiện trước', 'it does not follow on the event before'));
    return faults;
  });
}

/** The hand-over as its events tell it, beside what the receipt says of it. */
function faultsOfClaims(receipt: HandoverReceipt): ReceiptFault[] {
  const told = toldBy(receipt);
  if (told === undefined)
    return [fault('what', 'sổ kèm theo không có lần bàn giao này', 'its ledger does not hold this hand-over')];
  const { what, sender, accepted } = receipt;
  const claims: [path: string, said: unknown, told: unknown][] = [
    ['stream', receipt.stream, told.stream],
    ['subject', receipt.subject, told.subject],
    ['from', receipt.from.code, told.from],
    ['to', receipt.to.code, told.to],
    ['medium', receipt.medium, told.medium],
    ['sentAt', receipt.sentAt, told.sent.at],
    ['what.seq', what.seq, told.sent.seq],
    ['what.hash', what.hash, told.sent.hash],
    ['what.prevHash', what.prevHash, told.sent.prevHash],
    ...ofActor('sender', sender, told.sent.actor),
    ...ofMark('acknowledged', receipt.acknowledged, told.acknowledged),
    // An opinion is accepted in the ledger of its dossier, which is not here.
    ...(accepted !== null && accepted.stream !== what.stream ? [] : ofMark('accepted', accepted, told.accepted)),
    ...ofMark('takenBack', receipt.takenBack, told.takenBack),
  ];
  const isEnd = receipt.state === 'accepted' ? accepted : receipt.state === 'taken-back' ? receipt.takenBack : true;
  return [
    ...claims
      .filter(([, said, is]) => said !== is)
      .map(([path]) => fault(path, 'khác với sự kiện đã ghi', 'it is not what the events say')),
    ...acknowledgedHash(receipt),
    ...(isEnd === null || ((accepted ?? receipt.takenBack) !== null && isEnd === true)
      ? [fault('state', 'không khớp với phần còn lại', 'it does not agree with the rest')]
      : []),
  ];
}

function toldBy({ id, kind, ledger }: HandoverReceipt): Handover | undefined {
  // What was recorded is of the form that the ledger had then; what is not there tells nothing.
  const all =
    kind === 'step'
      ? handoversOf(ledger as unknown as readonly ChainedDossierEvent[])
      : handoversOfConsultation(ledger as unknown as readonly ChainedEvent<ConsultationEvent>[], []);
  return all.find((one) => one.id === id && one.kind === kind);
}

type Shown = HandoverReceipt['sender'];

function ofActor(path: string, shown: Shown, actor: HandoverMark['actor']): [string, unknown, unknown][] {
  if (!('person' in shown)) return [[path, shown.system, 'system' in actor ? actor.system : null]];
  if (!('person' in actor)) return [[path, shown.person.id, null]];
  return [
    [`${path}.person`, shown.person.id, actor.person],
    [`${path}.appointment`, shown.appointment, actor.appointment],
    [`${path}.agency`, shown.agency.code, actor.agency],
    [`${path}.office`, shown.office?.code ?? null, actor.office],
    [`${path}.role`, shown.role, actor.role],
    [`${path}.onBehalfOf`, shown.onBehalfOf?.id ?? null, actor.onBehalfOf],
    [`${path}.via`, shown.via?.code, actor.via],
  ];
}

function ofMark(
  path: string,
  shown: HandoverReceipt['acknowledged'],
  mark: HandoverMark | null,
): [string, unknown, unknown][] {
  if (shown === null || mark === null) return [[path, shown, mark]];
  return [
    [`${path}.at`, shown.at, mark.at],
    [`${path}.seq`, shown.seq, mark.seq],
    ...ofActor(`${path}.actor`, shown.actor, mark.actor),
  ];
}

/** The hash by which the receiver said what arrived, or what it accepted. */
function acknowledgedHash({ id, ledger, what }: HandoverReceipt): ReceiptFault[] {
  return ledger.flatMap(({ event: { type, data } }, index) =>
    (type === 'handover-delivered' || type === 'handover-accepted') && data['task'] === id && data['hash'] !== what.hash
      ? [fault(`ledger.${index}.event.data.hash`, 'nơi nhận nêu mã băm khác', 'the receiver named another hash')]
      : [],
  );
}

function unprovenOf({ delivered, openedAt, accepted, what, kind }: HandoverReceipt): string[] {
  return [
    ...(openedAt === null || kind !== 'step' ? [] : ['openedAt']),
    ...(delivered?.by === 'routed' || (delivered?.by === 'opened' && kind === 'step') ? ['delivered'] : []),
    ...(accepted !== null && accepted.stream !== what.stream ? ['accepted'] : []),
  ];
}
