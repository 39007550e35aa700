import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Response } from 'express';
import type { z } from 'zod';
import type { DocumentAnswer } from '../../../contracts/document.ts';
import type { AccessSubject, Permission } from '../../../domain/access/access.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { dossierOfPart } from '../../../domain/dossier/parts.ts';
import { hasEnded, type DossierStatus } from '../../../domain/dossier/state.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { DocumentRecord } from '../../../infra/db/entities/entities.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { DocumentKind, DocumentStore } from '../../../infra/storage/documents.ts';
import { dispositionOf } from './file-name.ts';

/** A file that comes in. Who may send it is asked only of a new one: a repeat gets its answer. */
export interface Incoming {
  readonly key: string;
  readonly person: string;
  readonly name: string;
  readonly mediaType: string;
  readonly declaredSha256: string | undefined;
  readonly body: Readable;
  readonly actorFor: (subject: AccessSubject, permission: Permission) => ActorContext;
}

export interface AddCommand extends Incoming {
  readonly code: string;
  readonly kind: DocumentKind;
}

type Uploaded = z.output<typeof DocumentAnswer>;

/** Documents of dossiers: up and down, streamed. */
export interface DocumentService {
  /** Takes a component in before there is a dossier. @throws DomainError as `DocumentStore.upload` */
  handIn(command: Incoming): Promise<Uploaded>;
  /** Adds a document to an open dossier. @throws DomainError as `DocumentStore.upload` */
  add(command: AddCommand): Promise<Uploaded>;
  /**
   * What a document is, and the agencies that may read it beside those that take part in its dossier: who is asked for an opinion and has
   * what was sent along. Who gave the question on, or from whom it was taken back, has not. Null where the dossier has no such document.
   */
  about(code: string, document: string): Promise<{ readonly kind: string; readonly asked: readonly string[] } | null>;
  /** Streams a document out, by the code of its dossier or of a part of that. @throws DomainError `document-unknown`, `document-erased`, `document-held`, `document-refused` */
  send(code: string, document: string, res: Response): Promise<void>;
}

interface Standing extends Record<string, unknown> {
  readonly status: DossierStatus;
  readonly agencies: readonly string[];
  /** Who is asked for an opinion and has not given it: what they send along is uploaded to the dossier. */
  readonly asked: readonly string[];
  /** The open step. */
  readonly agency: string | null;
  readonly role: Role | null;
}

const STANDING = {
  name: 'document-standing',
  text: `select d.status, d.agencies, t.agency, t.role,
      array(select agency from consultation c where c.dossier = d.code and c.closed_at is null) as asked from dossier d left join task t on t.id = d.open_task where d.code = $1`,
};

const ABOUT = {
  name: 'document-about',
  text: `select f.kind, array(select c.agency from consultation c where f.id = any (c.documents || c.answer_documents)
      and c.status <> 'recalled' and c.dossier in (select code from dossier where $1 in (code, parent))) as asked
    from document f where f.id = $2::uuid and f.dossier in (select unnest(array[d.code, d.parent]) from dossier d where d.code = $1)`,
};

export function createDocumentService(db: Database, documents: DocumentStore, hash: RequestHasher): DocumentService {
  const standingOf = async (code: string): Promise<Standing> => {
    const [row] = await db.execute<Standing>(STANDING, [code]);
    if (row === undefined) throw new DomainError('dossier-unknown', { code });
    return row;
  };

  const upload = async (
    { key, person, name, mediaType, declaredSha256, body }: Omit<Incoming, 'actorFor'>,
    dossier: string | null,
    kind: DocumentKind,
    admit: () => Promise<ActorContext>,
  ): Promise<Uploaded> => {
    const record = await documents.upload({
      id: idOf(hash, 'document', person, dossier ?? '', key),
      dossier,
      kind,
      name,
      mediaType,
      uploadedBy: person,
      admit: async () => (await admit()).agency,
      body,
      ...(declaredSha256 === undefined ? {} : { declaredSha256 }),
    });
    // As it was uploaded: a component may have become part of a dossier since.
    return answer({ ...record, dossier });
  };

  return {
    handIn: (command) => upload(command, null, 'component', async () => command.actorFor({}, 'document.hand-in')),
    add: ({ code, kind, ...command }) =>
      upload(command, code, kind, async () => {
        const { status, agencies, asked, agency, role } = await standingOf(code);
        const actor = command.actorFor({ participants: [...agencies, ...asked] }, 'document.upload');
        if (hasEnded({ status })) throw new DomainError('dossier-ended', { status, task: null, stage: null });
        if (kind !== 'result') return actor;
        const step = agency === null || role === null ? null : { agency, role };
        return command.actorFor({ step }, 'document.upload-result');
      }),
    async about(code, document) {
      const [row] = await db.execute<{ kind: string; asked: readonly string[] }>(ABOUT, [code, document]);
      return row ?? null;
    },
    async send(code, id, res) {
      const found = await documents.find(id);
      if (found === null || ![code, dossierOfPart(code)].includes(found.record.dossier ?? ''))
        throw new DomainError('document-unknown', { document: id });
      const name = found.name ?? id;
      const { stream, size, mediaType } = await documents.download(found.record, name);
      res.setHeader('Content-Type', mediaType);
      res.setHeader('Content-Length', size);
      res.setHeader('Content-Disposition', dispositionOf(name, mediaType));
      res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
      // Said again here: these hold for a document whatever other answers get.
      res.setHeader('Cache-Control', 'no-store');
      res.setHeader('X-Content-Type-Options', 'nosniff');
      await pipeline(stream, res);
    },
  };
}

function answer(record: DocumentRecord): Uploaded {
  return {
    id: record.id,
    dossier: record.dossier ?? null,
    kind: record.kind as DocumentKind,
    mediaType: record.mediaType,
    size: record.size,
    sha256: record.plainSha256,
    createdAt: record.createdAt.toISOString(),
    state: record.checkState as Uploaded['state'],
    scanned: record.scannedAt != null,
  };
}
