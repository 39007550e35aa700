import { describe, expect, test } from '@jest/globals';
import { seeded } from './seeded-document.ts';

const text = { type: 'string' };
const parameter = (name: string, place: string) => ({ name, in: place, schema: text });

describe('The document that the fuzzer is given', () => {
  test('names what is really there among the values of a path, and changes nothing else', () => {
    const document = {
      openapi: '3.1.0',
      paths: {
        '/dossiers/{code}': { get: { parameters: [parameter('code', 'path'), parameter('code', 'query')] }, put: {} },
        '/batches/{id}': { get: { parameters: [parameter('id', 'path')] } },
      },
    };
    expect(seeded(document, { '/dossiers/': ['H49.143-261125-0001'] })).toEqual({
      openapi: '3.1.0',
      paths: {
        '/dossiers/{code}': {
          get: {
            parameters: [
              {
                name: 'code',
                in: 'path',
                schema: { anyOf: [{ type: 'string', enum: ['H49.143-261125-0001'] }, text] },
              },
              parameter('code', 'query'),
            ],
          },
          put: {},
        },
        '/batches/{id}': document.paths['/batches/{id}'],
      },
    });
  });
});
