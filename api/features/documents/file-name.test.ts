import { describe, expect, it } from '@jest/globals';
import { fileNameIn } from './file-name.ts';

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
  ])('in %j is %j', (disposition, name) => {
    expect(fileNameIn(disposition)).toBe(name);
  });

  it.each([
    ['NUL', extended('a\u0000.pdf')],
    ['a control character', extended('a\n.pdf')],
    ['a control character of the second set', extended('a\u0085.pdf')],
    ['a line separator', extended('a\u2028.pdf')],
    ['a turned reading direction', extended('a\u202Efdp.exe')],
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
