import type { RefusalCode } from '../../infra/inspection/refusal.ts';
import { streamOf } from './sound-files.ts';
import { STREAM_OF_ONE, withHiddenObjects, withObjectStream } from './written-pdfs.ts';

const WITHOUT_TYPE = STREAM_OF_ONE.replace('/Type /ObjStm', '');

/** Active PDFs that are written so that a viewer finds what a parser does not. */
export const FORGED_PDFS: readonly (readonly [what: string, bytes: Buffer, code: RefusalCode])[] = [
  [
    'a PDF with a script in a stream of objects whose type stands elsewhere',
    withObjectStream({ dictionary: STREAM_OF_ONE.replace('/ObjStm', '8 0 R'), more: { 8: '/ObjStm' } }),
    'document-unreadable',
  ],
  [
    'a PDF with a script in a stream of objects without a type',
    withObjectStream({ dictionary: WITHOUT_TYPE }),
    'document-unreadable',
  ],
  [
    'a PDF with a script in a stream of objects of two types',
    withObjectStream({ dictionary: `${STREAM_OF_ONE} /Type /XObject` }),
    'document-unreadable',
  ],
  [
    'a PDF with a stream of objects that has two beginnings',
    withObjectStream({ dictionary: `/First 1000 ${STREAM_OF_ONE}`, object: 'null' }),
    'document-unreadable',
  ],
  [
    'a PDF with a stream of objects that is the difference of others',
    withObjectStream({ dictionary: `${STREAM_OF_ONE} /DecodeParms << /Predictor 12 >>`, object: 'null' }),
    'document-unreadable',
  ],
  [
    'a PDF with a file in it, named in a stream of objects without a type',
    withObjectStream({
      dictionary: WITHOUT_TYPE,
      catalog: '/Names 6 0 R',
      object: '<< /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) >>] >> >>',
    }),
    'document-unreadable',
  ],
  [
    'a PDF with a script in objects inside the data of another',
    withHiddenObjects((objects) => streamOf('', objects)),
    'document-unreadable',
  ],
  [
    'a PDF with a script in objects inside a string',
    withHiddenObjects((objects) => Buffer.concat([Buffer.from('('), objects, Buffer.from(')')])),
    'document-unreadable',
  ],
  [
    'a PDF with a script in objects inside the data of another, under a header with comments',
    withHiddenObjects((objects) => streamOf('', objects), '11 % 1\n0%\robj\n'),
    'document-unreadable',
  ],
  [
    'a PDF that starts a program by an action of two kinds, in a compressed object',
    withObjectStream({ object: '<< /S /L#61unch /S /URI /F (cmd.exe) >>' }),
    'document-active-content',
  ],
  [
    'a PDF with a file in it that is there and is not, in a compressed object',
    withObjectStream({ object: '<< /EF << /F 3 0 R >> /EF null >>' }),
    'document-active-content',
  ],
];
