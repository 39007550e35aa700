import type { ActRequestBody } from '../../contracts/act.ts';
import type { ActOf } from '../../domain/dossier/act.ts';
import type { Act } from '../../domain/dossier/decide.ts';
import type { NoteRef, ObligationLine } from '../../domain/dossier/events.ts';

/** What of an act is not in its body, or not as it is decided on. */
interface Found {
  readonly note: NoteRef | null;
  readonly expectedSeq: number | null;
  readonly paper: boolean;
  /** What is asked of other agencies. */
  readonly asks: ActOf<'consult'>['asks'];
  /** What is owed, by a request for payment. */
  readonly lines: readonly ObligationLine[];
}

/** The act that a body asks for: its free text is named by id, and what was left out says so. */
export function actOf(body: ActRequestBody, { note, expectedSeq, paper, asks, lines }: Found): Act {
  if (body.act === 'plan-verification' || body.act === 'record-verification') {
    const { act, task, medium, place, from, to } = body;
    const shared = { task, medium, place, from, to, note, document: null, expectedSeq };
    return act === 'plan-verification' ? { act, ...shared } : { act, ...shared, documents: body.documents };
  }
  if (body.act === 'consult') return { ...body, asks, note: null, document: null, expectedSeq };
  if (body.act === 'reopen') {
    const { note: _note, ...details } = body;
    return { ...details, note, task: '', document: null, expectedSeq };
  }
  const { note: _note, document, ...details } = body;
  const shared = { note, document: document ?? null, expectedSeq };
  if (details.act === 'request-payment') {
    const { fees: _fees, ...request } = details;
    return { ...request, ...shared, lines };
  }
  return details.act === 'accept' ? { ...details, ...shared, paper } : { ...details, ...shared };
}

/** Uploads that an act names beside its results: they must be the dossier's own. */
export function attachmentsOf(body: ActRequestBody): readonly string[] {
  switch (body.act) {
    case 'receive-supplement':
      return [...new Set(body.components.flatMap(({ documents }) => documents))];
    case 'record-verification':
      return body.documents;
    case 'return':
      return body.handover.method === 'counter' && body.handover.authorisation !== undefined
        ? [body.handover.authorisation]
        : [];
    default:
      return [];
  }
}

/** People whom an act names: the first is to lead. */
export function officersOf(body: ActRequestBody): readonly string[] {
  return body.act === 'assign' ? [body.lead, ...body.supporting, ...body.following] : [];
}
