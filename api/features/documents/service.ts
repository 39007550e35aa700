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
import { DocumentNameRow, DocumentRow, type DocumentRecord } from '../../../infra/db/entities/entities.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { DocumentKind, DocumentStore } from '../../../infra/storage/documents.ts';

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
  /** The agencies that may read a document: those that take part in its dossier, and those it was sent to for an opinion. @throws DomainError `dossier-unknown` */
  readers(code: string, document: string): Promise<readonly string[]>;
  /** Streams a document out, by the code of its dossier or of a part of that. @throws DomainError `document-unknown`, `document-erased` */
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

const CONSULTED = {
  name: 'document-consulted',
  text: `select agencies from consultation c where $2::uuid = any (c.documents || c.answer_documents)
      and c.dossier in (select code from dossier where $1 in (code, parent))`,
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
    async readers(code, document) {
      const { agencies } = await standingOf(code);
      const consulted = await db.execute<{ agencies: readonly string[] }>(CONSULTED, [code, document]);
      return [...agencies, ...consulted.flatMap((one) => one.agencies)];
    },
    async send(code, id, res) {
      const em = db.orm.em.fork();
      const whole = dossierOfPart(code);
      const record = await em.findOne(DocumentRow, { id, dossier: { $in: whole === null ? [code] : [code, whole] } });
      if (record === null) throw new DomainError('document-unknown', { document: id });
      const name = await em.findOne(DocumentNameRow, { document: id });
      const { stream, size, mediaType } = await documents.download(record, name?.name ?? id);
      res.setHeader('Content-Type', mediaType);
      res.setHeader('Content-Length', size);
      res.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name?.name ?? id)}`);
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
  };
}
