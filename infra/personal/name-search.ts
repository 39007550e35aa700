/**
 * A name as it is searched: lower case, without the marks of Vietnamese, `đ` as `d`, one space between words. What is looked for is put
 * into the same form.
 */
export function nameSearchOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
