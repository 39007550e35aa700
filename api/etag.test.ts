import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../domain/errors.ts';
import { dossierEtag, expectedSeq, isNotModified, namedRevisions, preconditionFailed, revisionEtag } from './etag.ts';

describe('the ETag of a dossier', () => {
  it('answers 304 to whoever has the present version', () => {
    const etag = dossierEtag(7, 2);
    expect(etag).toBe('"7.2"');
    for (const header of ['"7.2"', 'W/"7.2"', '"1.0", "7.2"', '*']) expect(isNotModified(header, etag)).toBe(true);
    for (const header of [undefined, '"7.1"', '7.2', '']) expect(isNotModified(header, etag)).toBe(false);
  });
});

describe('If-Match', () => {
  it.each([
    [null, null],
    [' * ', null],
    ['"7.0"', 7],
    ['"7.9"', 7],
    ['"7"', 7],
    ['"3.0", "7.1"', 7],
    ['"6.0"', 6],
  ])('%s on a dossier of seven events is the condition %s, whatever was uploaded since', (header, expected) => {
    expect(expectedSeq(header, 7)).toBe(expected);
  });

  it.each(['W/"7.0"', '"70.0"', '"8.0"', '"7.0.0"', '"-7"', '"7e0"', '7.0', 'nonsense', ''])(
    '%s names no version that the dossier had, so no dossier meets it',
    (header) => {
      expect(expectedSeq(header, 7)).toBe(0);
    },
  );

  it('that failed is answered with the present state and its ETag', () => {
    const refusal = preconditionFailed(new DomainError('precondition-failed', { seq: 7 }), { seq: 7 });
    expect(refusal).toMatchObject({ code: 'precondition-failed', state: { seq: 7 }, headers: { ETag: '"7.0"' } });
  });
});

describe('the ETag of what is saved as a whole', () => {
  it('is the number of its revision', () => {
    expect(namedRevisions(revisionEtag(7))).toEqual([7]);
  });

  it.each([
    [' * ', null],
    ['"3", "7"', [3, 7]],
    ['W/"7", "7.0", "x", "-7", "7e0", "1234567890"', []],
    ['7', []],
    ['', []],
  ])('%s names the revisions %j', (header, named) => {
    expect(namedRevisions(header)).toEqual(named);
  });
});
