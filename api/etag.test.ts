import { describe, expect, it } from '@jest/globals';
import { checkIfMatch, dossierEtag, isNotModified } from './etag.ts';
import { ApiError } from './http/api-error.ts';

describe('the ETag of a dossier', () => {
  it('answers 304 to whoever has the present version', () => {
    const etag = dossierEtag(7, 2);
    expect(etag).toBe('"7.2"');
    for (const header of ['"7.2"', 'W/"7.2"', '"1.0", "7.2"', '*']) expect(isNotModified(header, etag)).toBe(true);
    for (const header of [undefined, '"7.1"', '7.2', '']) expect(isNotModified(header, etag)).toBe(false);
  });

  it('lets an act pass that was decided on the last event, whatever was uploaded since', () => {
    for (const header of [null, '*', '"7.0"', '"7.9"', '"7"', '"3.0", "7.1"']) {
      expect(() => checkIfMatch(header, 7)).not.toThrow();
    }
  });

  it('refuses an act that was decided on an older state, and gives the present one back', () => {
    for (const header of ['"6.0"', 'W/"7.0"', '"70.0"', 'nonsense']) {
      expect(() => checkIfMatch(header, 7, { seq: 7 })).toThrow(ApiError);
    }
    const refusal = { code: 'precondition-failed', state: { seq: 7 }, headers: { ETag: '"7.0"' } };
    expect(() => checkIfMatch('"6.0"', 7, { seq: 7 })).toThrow(expect.objectContaining(refusal));
  });
});
