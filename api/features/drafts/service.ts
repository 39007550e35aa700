import { z } from 'zod';
import type { DraftContent, DraftItem, DraftQuery, DraftSaved, DraftView } from '../../../contracts/draft.ts';
import type { ErrorCode } from '../../../contracts/errors.ts';
import { IntakeRequest } from '../../../contracts/intake.ts';
import { cursorsOf, KeyInstant, toPage, type Page } from '../../../contracts/paging.ts';
import { DomainError } from '../../../domain/errors.ts';
import { canonicalHash } from '../../../domain/ledger/hash-chain.ts';
import {
  createDraft,
  deleteDraft,
  findDraft,
  listDrafts,
  replaceDraft,
  type DraftFound,
  type DraftRevision,
} from '../../../infra/db/draft-store.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { FormSealer } from '../../../infra/storage/form-sealer.ts';
import { namedRevisions, revisionEtag } from '../../etag.ts';
import { ApiError } from '../../http/api-error.ts';
import { instant } from '../instant.ts';

/** Drafts of receptions: each is seen and changed by the person who began it, and by nobody else. */
export interface DraftService {
  /**
   * Saves the whole content. A repeat of the save that stands writes nothing, and is answered as it was.
   * @param ifMatch the raw header; null creates
   * @throws DomainError `draft-unknown` when it is gone or somebody else's; ApiError `precondition-required` when it is there and
   *   no revision was named, `precondition-failed` when it has another: with the present one, and nothing written
   */
  save(id: string, person: string, content: DraftContent, ifMatch: string | null): Promise<Saved>;
  /** A person's drafts, latest saved first. */
  list(person: string, query: DraftQuery): Promise<Page<DraftItem>>;
  /** @throws DomainError `draft-unknown` */
  read(id: string, person: string): Promise<DraftView>;
  /** Deletes a draft; nothing happens when it is gone or somebody else's. */
  remove(id: string, person: string): Promise<void>;
}

type Saved = DraftSaved & { readonly created: boolean };

export interface DraftParts {
  readonly db: Pick<Database, 'execute'>;
  readonly sealer: FormSealer;
  /** True for a code of the catalogue. What was typed instead may be anything, and is not kept in clear. */
  readonly isOffice: (code: string) => boolean;
}

const cursors = cursorsOf('drafts', z.strictObject({ updated: KeyInstant, id: z.uuid() }));
const FROM_THE_LATEST = { updated: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

export function createDraftService({ db, sealer, isOffice }: DraftParts): DraftService {
  const ownDraft = async (id: string, person: string): Promise<DraftFound> => {
    const found = await findDraft(db, id);
    if (found?.person !== person) throw new DomainError('draft-unknown');
    return found;
  };
  const open = (id: string, { person, cipher, wrapped_key: wrappedKey, master_key_id: masterKeyId }: DraftFound) =>
    // What the schema took when it was saved.
    sealer.open(ownerOf(id, person), { cipher, wrappedKey, masterKeyId }) as DraftContent;

  return {
    async save(id, person, content, ifMatch) {
      const codes = { procedure: procedureIn(content), office: content.office ?? '' };
      const office = isOffice(codes.office) ? codes.office : null;
      const draft = {
        id,
        person,
        procedure: codes.procedure,
        office,
        sealed: sealer.seal(ownerOf(id, person), content),
      };
      const written =
        ifMatch === null ? await createDraft(db, draft) : await replaceDraft(db, draft, namedRevisions(ifMatch));
      if (written !== null) return { ...saved(id, written), created: ifMatch === null };
      const present = await ownDraft(id, person);
      if (canonicalHash(open(id, present)) === canonicalHash(content)) return { ...saved(id, present), created: false };
      throw refusal(ifMatch === null ? 'precondition-required' : 'precondition-failed', saved(id, present));
    },
    async list(person, { cursor, limit }) {
      const before = cursor === undefined ? FROM_THE_LATEST : cursors.decode(cursor);
      return toPage(
        await listDrafts(db, person, before, limit + 1),
        limit,
        cursors,
        ({ updated_key: updated, id }) => ({ updated, id }),
        ({ id, procedure, office, updated_at: updatedAt, revision }) => ({
          id,
          procedure,
          office,
          updatedAt: instant(updatedAt),
          revision,
        }),
      );
    },
    async read(id, person) {
      const found = await ownDraft(id, person);
      return { ...saved(id, found), createdAt: instant(found.created_at), content: open(id, found) };
    },
    async remove(id, person) {
      await deleteDraft(db, id, person);
    },
  };
}

/** What a draft is sealed for: it opens under no other id, and for nobody else. */
function ownerOf(id: string, person: string): string {
  return `${id} ${person}`;
}

function procedureIn(content: DraftContent): string | null {
  return IntakeRequest.shape.procedure.safeParse(content.procedure).data ?? null;
}

function saved(id: string, { revision, updated_at: updatedAt, expires_at: expiresAt }: DraftRevision): DraftSaved {
  return { id, revision, updatedAt: instant(updatedAt), expiresAt: instant(expiresAt) };
}

function refusal(code: ErrorCode, present: DraftSaved): ApiError {
  const { revision } = present;
  return new ApiError(code, { params: { revision }, state: present, headers: { ETag: revisionEtag(revision) } });
}
