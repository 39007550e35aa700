import type { PartItem, ResultItem } from '../../../contracts/dossier.ts';
import type { InternalView } from '../../../domain/access/internal-view.ts';
import type { DossierEvent, DossierEventData } from '../../../domain/dossier/events.ts';
import { begun, recalledParts, withOutcome } from '../../../domain/dossier/parts.ts';
import type { PartState } from '../../../domain/dossier/state.ts';
import type { RoutePart } from '../../../domain/procedure/route.ts';
import { instant, instantOrNull } from '../instant.ts';
import type { Names } from '../names.ts';

/** A sub-dossier as its own row has it. */
export interface SubDossierFound {
  readonly code: string;
  readonly part: string;
  readonly due_at: string | null;
  readonly overdue: boolean;
  readonly received_at: string;
  readonly processed_at: string | null;
  readonly open_step: { readonly task: string; readonly stage: string; readonly agency: string } | null;
  readonly results: readonly ResultFound[];
}

export interface ResultFound {
  readonly document: string;
  readonly bucket: string;
  readonly object_key: string;
  readonly version_id: string;
  readonly cipher_sha256: string;
  readonly retain_until: string;
  readonly sealed_at: string;
}

/** What the database has of a dossier's parts. */
export interface PartsFound {
  /** Events of the dossier's own stream that say where its parts are. */
  readonly part_events: readonly Pick<DossierEvent, 'type' | 'data'>[];
  readonly subs: readonly SubDossierFound[];
  /** The parts of its pinned route. */
  readonly route_parts: readonly RoutePart[];
  readonly received: Pick<DossierEventData['dossier-filed'], 'agencies'> | null;
}

/** The parts of an interlinked dossier (liên thông), as its ledger and their own rows say. */
export function partsShown(
  { part_events, subs, route_parts, received }: PartsFound,
  names: Names,
  internal: Pick<InternalView, 'storage'>,
): PartItem[] {
  return foldParts(part_events).map(({ part, status, begun: one }) => {
    const planned = route_parts.find(({ id }) => id === part);
    const sub = subs.find(({ code }) => code === one?.code);
    const first = planned?.stages.map(({ id }) => received?.agencies[id]).find((agency) => agency !== undefined);
    const agency = one?.agency ?? first ?? null;
    return {
      part,
      name: planned?.name ?? null,
      status,
      after: [...(planned?.after ?? [])],
      dossier: one?.code ?? null,
      agency: agency === null ? null : names.agency(agency),
      receivedAt: instantOrNull(sub?.received_at ?? null),
      dueAt: instantOrNull(sub?.due_at ?? null),
      overdue: sub?.overdue ?? false,
      openStep:
        sub?.open_step == null
          ? null
          : { task: sub.open_step.task, stage: sub.open_step.stage, agency: names.agency(sub.open_step.agency) },
      processedAt: instantOrNull(sub?.processed_at ?? null),
      results: (sub?.results ?? []).map((result) => resultShown(result, internal)),
    };
  });
}

function foldParts(events: PartsFound['part_events']): readonly PartState[] {
  return (events as readonly DossierEvent[]).reduce<readonly PartState[]>((parts, event) => {
    switch (event.type) {
      case 'parts-begun':
        return begun({ parts }, event.data);
      case 'part-ended':
        return withOutcome(parts, event.data.part, event.data.outcome, event.data.results.length > 0);
      case 'part-dropped':
        return withOutcome(parts, event.data.part, 'dropped');
      case 'dossier-closed':
        return recalledParts(parts);
      default:
        return parts;
    }
  }, []);
}

export function resultShown(one: ResultFound, { storage }: Pick<InternalView, 'storage'>): ResultItem {
  return {
    document: one.document,
    stored: storage ? { bucket: one.bucket, key: one.object_key, versionId: one.version_id } : null,
    sha256: one.cipher_sha256,
    retainUntil: instant(one.retain_until),
    sealedAt: instant(one.sealed_at),
  };
}
