import type { ActRequestBody } from '../../../contracts/act.ts';
import type { Act } from '../../../domain/dossier/decide.ts';
import type { NoteRef } from '../../../domain/dossier/events.ts';

/** The act that a body asks for: its free text is named by id, and what was left out says so. */
export function actOf(body: ActRequestBody, note: NoteRef | null, expectedSeq: number | null): Act {
  if (body.act === 'reopen') {
    const { act, medium, place, ground, stage } = body;
    return { act, medium, place, ground, stage, note, task: '', document: null, expectedSeq };
  }
  const { note: _, document, ...details } = body;
  return { ...details, note, document: document ?? null, expectedSeq };
}

/** Uploads that an act names beside its results: they must be the dossier's own. */
export function attachmentsOf(body: ActRequestBody): readonly string[] {
  switch (body.act) {
    case 'receive-supplement':
      return [...new Set(body.components.flatMap(({ documents }) => documents))];
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
