import { describe, expect, it } from '@jest/globals';
import { dispositionOf, fileNameIn } from './file-name.ts';

const NAME = 'Tờ khai "mới" (bản 2).pdf';
const extended = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

describe('the name of an uploaded file', () => {
  it.each([
    [extended(NAME), NAME],
    [`attachment; filename="fallback.pdf"; filename*=utf-8'vi'${encodeURIComponent(NAME)}`, NAME],
    ['attachment; filename="to khai.pdf"', 'to khai.pdf'],
    [String.raw`attachment; filename="a \"b\".pdf"`, 'a "b".pdf'],
    ['attachment; filename=tokhai.pdf', 'tokhai.pdf'],
    ['filename="tokhai.pdf"', 'tokhai.pdf'],
    [`attachment; filename="${Buffer.from('Tờ khai.pdf').toString('latin1')}"`, 'Tờ khai.pdf'],
    ['attachment; filename="Caf\u00e9.pdf"', 'Café.pdf'],
    [extended('x'.repeat(255)), 'x'.repeat(255)],
    ['attachment', 'document'],
    [undefined, 'document'],
    [extended('Tờ khai.pdf'.normalize('NFD')), 'Tờ khai.pdf'.normalize('NFC')],
  ])('in %j is %j', (disposition, name) => {
    expect(fileNameIn(disposition)).toBe(name);
  });

  it.each([
    ['NUL', extended('a\u0000.pdf')],
    ['a control character', extended('a\n.pdf')],
    ['a control character of the second set', extended('a\u0085.pdf')],
    ['a line separator', extended('a\u2028.pdf')],
    ['a turned reading direction', extended('a\u202Efdp.exe')],
    ['a mark of reading direction that is not seen', extended('a\u200F.pdf')],
    ['a space without width', extended('a\u200B.exe.pdf')],
    ['half a surrogate pair', "attachment; filename*=UTF-8''%ED%A0%80.pdf"],
    ['bytes that are no UTF-8', "attachment; filename*=UTF-8''%FF.pdf"],
    ['half an escape', "attachment; filename*=UTF-8''%4"],
    ['a path', extended('../../etc/passwd')],
    ['a path of Windows', String.raw`attachment; filename="C:\\temp\\a.pdf"`],
    ['only dots', extended('..')],
    ['only spaces', extended('  ')],
    ['nothing', 'attachment; filename=""'],
    ['nothing, extended', "attachment; filename*=UTF-8''"],
    ['too many characters', extended('x'.repeat(256))],
  ])('with %s cannot be kept', (_, disposition) => {
    expect(fileNameIn(disposition)).toBeNull();
  });
});

describe('the name of a document that is given out', () => {
  it('is one parameter of plain characters, and reads as the name it was', () => {
    for (const name of [NAME, "a'b(c)*d;e=f.pdf", 'x\r\nSet-Cookie: a=b', 'x'.repeat(255)]) {
      const header = dispositionOf(name);
      expect(header).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%!._~-]+$/);
      expect(decodeURIComponent(header.slice(header.indexOf("''") + 2))).toBe(name);
    }
  });
});
