import { describe, expect, it } from '@jest/globals';
import { dispositionOf, extensionsOf, fileNameIn, fits } from './file-name.ts';

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
    ['a joiner without width', extended('a\u200D.pdf')],
    ['a hyphen that is not seen', extended('a\u00AD.pdf')],
    ['letters that are only tags', extended('a\u{E0041}.pdf')],
    ['a character of private use', extended('a\uE000.pdf')],
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

describe('the name of a file', () => {
  it.each([
    ['application/pdf', 'Tờ khai.pdf'],
    ['application/pdf', 'TỜ KHAI.PDF'],
    ['image/jpeg', 'ảnh.hta.jpg'],
    ['image/jpeg', 'ảnh.jpeg'],
    ['image/jpeg', 'ảnh.jfif'],
    ['image/tiff', 'bản quét.tif'],
    ['image/png', 'ảnh.png'],
    ['application/xml', 'tờ khai.xml'],
    ['image/jpeg', 'document'],
    ['application/pdf', 'Quyết định 12.2024'],
    ['application/pdf', 'Số 12.Quyết định'],
  ])('of type %s may be %j', (mediaType, name) => {
    expect(fits(name, mediaType)).toBe(true);
  });

  it.each([
    ['image/jpeg', 'giấy khai sinh.hta'],
    ['image/jpeg', 'ảnh.jpg.lnk'],
    ['image/jpeg', 'ảnh.jpg.'],
    ['image/jpeg', 'ảnh.jpg.hta '],
    ['image/jpeg', 'ảnh.html'],
    ['image/jpeg', 'ảnh.pdf'],
    ['image/jpeg', '.hta'],
    ['image/jpeg', 'anhjpg.hta'],
    ['application/xml', 'tờ khai.svg'],
  ])('of type %s may not be %j', (mediaType, name) => {
    expect(fits(name, mediaType)).toBe(false);
  });
});

describe('the name of a document that is given out', () => {
  const named = (header: string): string => decodeURIComponent(header.slice(header.indexOf("''") + 2));

  it('is one parameter of plain characters, and reads as the name it was', () => {
    for (const name of [NAME, "a'b(c)*d;e=f.pdf", 'x\r\nSet-Cookie: a=b.pdf', `${'x'.repeat(251)}.PDF`]) {
      const header = dispositionOf(name, 'application/pdf');
      expect(header).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%!._~-]+$/);
      expect(named(header)).toBe(name);
    }
  });

  it('ends in an extension of its type, whatever it was stored under', () => {
    for (const mediaType of ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/xml']) {
      for (const name of ['document', 'x.hta', 'ảnh.jpg.lnk', 'a.jpg ', '.', '0c7f', 'pdf']) {
        const given = named(dispositionOf(name, mediaType));
        expect(given).toBe(`${name}${extensionsOf(mediaType)[0]}`);
        expect(fits(given, mediaType)).toBe(true);
      }
    }
  });
});
