import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Response } from 'express';
import type { z } from 'zod';
import type { DocumentAnswer } from '../../../contracts/document.ts';
import type { ActorContext } from '../../../domain/access/actor.ts';
import { DomainError } from '../../../domain/errors.ts';
import { DocumentNameRow, DocumentRow, type DocumentRecord } from '../../../infra/db/entities/entities.ts';
import type { Database } from '../../../infra/db/orm.ts';
import { idOf, type RequestHasher } from '../../../infra/identity/request-hash.ts';
import type { DocumentKind, DocumentStore } from '../../../infra/storage/documents.ts';

export interface UploadCommand {
  readonly key: string;
  readonly dossier: string | null;
  readonly kind: DocumentKind;
  readonly headers: {
    readonly 'content-type': string;
    readonly 'content-disposition'?: string | undefined;
    readonly 'x-content-sha256'?: string | undefined;
  };
  readonly actor: ActorContext;
  readonly body: Readable;
}

/** Documents of dossiers: up and down, streamed. */
export interface DocumentService {
  /** @throws DomainError as `DocumentStore.upload` */
  upload(command: UploadCommand): Promise<z.output<typeof DocumentAnswer>>;
  /** The agencies that take part in a dossier. @throws DomainError `dossier-unknown` */
  participants(code: string): Promise<readonly string[]>;
  /** Streams a document out. @throws DomainError `document-unknown` */
  send(code: string, document: string, res: Response): Promise<void>;
}

const PARTICIPANTS = { name: 'participants', text: 'select agencies from dossier where code = $1' };

export function createDocumentService(db: Database, documents: DocumentStore, hash: RequestHasher): DocumentService {
  return {
    async upload({ key, dossier, kind, headers, actor, body }) {
      const declared = headers['x-content-sha256'];
      const record = await documents.upload({
        id: idOf(hash, 'document', actor.person, dossier ?? '', key),
        dossier,
        kind,
        name: fileName(headers['content-disposition']),
        mediaType: headers['content-type'],
        uploadedBy: actor.person,
        agency: actor.agency,
        body,
        ...(declared === undefined ? {} : { declaredSha256: declared }),
      });
      return answer(record);
    },
    async participants(code) {
      const [row] = await db.execute<{ agencies: string[] }>(PARTICIPANTS, [code]);
      if (row === undefined) throw new DomainError('dossier-unknown', { code });
      return row.agencies;
    },
    async send(code, id, res) {
      const em = db.orm.em.fork();
      const record = await em.findOne(DocumentRow, { id, dossier: code });
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

function answer(record: DocumentRecord): z.output<typeof DocumentAnswer> {
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

/** The name in a Content-Disposition header (RFC 6266), or a neutral one. */
function fileName(disposition: string | undefined): string {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition ?? '')?.[1];
  try {
    return (extended === undefined ? plain : decodeURIComponent(extended)) ?? 'document';
  } catch {
    return 'document';
  }
}
