import { AgencyCode } from '../../contracts/catalogue/common.ts';
import type { Agency } from '../../contracts/catalogue/agency.ts';

/** Provisional identifier code -> official one (mã định danh, Decision 20/2020/QĐ-TTg). */
export type CodeMap = ReadonlyMap<string, string>;

/** A line of the list that cannot be used. */
export interface CodeFault {
  /** From 1. */
  readonly line: number;
  readonly vi: string;
  readonly en: string;
}

/**
 * Reads a list of codes: one pair a line, `provisional,official`; empty lines and those that begin with `#` are passed over.
 * @param agencies those of the catalogue, by code
 */
export function readCodeMap(
  text: string,
  agencies: ReadonlyMap<string, Agency>,
): { readonly codes: CodeMap; readonly faults: readonly CodeFault[] } {
  const codes = new Map<string, string>();
  const faults: CodeFault[] = [];
  const official = new Set<string>();
  for (const [index, row] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = row.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [from = '', to = '', ...rest] = content.split(/[,;\t]/).map((cell) => cell.trim());
    const fault = (vi: string, en: string): void => void faults.push({ line: index + 1, vi, en });
    const agency = agencies.get(from);
    if (rest.length > 0 || to === '')
      fault('cần đúng hai mã: mã tạm,mã chính thức', 'needs two codes: provisional,official');
    else if (!AgencyCode.safeParse(to).success) fault(`${to} không phải mã định danh`, `${to} is no identifier code`);
    else if (agency === undefined) fault(`danh mục không có cơ quan ${from}`, `the catalogue has no agency ${from}`);
    else if (!agency.provisional.includes('code'))
      fault(`mã ${from} đã là chính thức`, `the code ${from} is official already`);
    else if (codes.has(from)) fault(`${from} đã có ở dòng trước`, `${from} is on an earlier line`);
    else if (agencies.has(to)) fault(`${to} là mã của cơ quan khác`, `${to} is the code of another agency`);
    else if (official.has(to)) fault(`${to} đã dùng ở dòng trước`, `${to} is used on an earlier line`);
    else {
      codes.set(from, to);
      official.add(to);
    }
  }
  return { codes, faults };
}

/** Replaces codes wherever they stand as a whole text in the data of one catalogue file; what got an official code is no longer provisional. */
export function replaceCodes(data: unknown, codes: CodeMap): unknown {
  if (typeof data === 'string') return codes.get(data) ?? data;
  if (Array.isArray(data)) return data.map((item) => replaceCodes(item, codes));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data);
  const { code, provisional } = data as { readonly code?: unknown; readonly provisional?: unknown };
  const isReplaced = typeof code === 'string' && codes.has(code) && Array.isArray(provisional);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      isReplaced && key === 'provisional'
        ? provisional.filter((field) => field !== 'code')
        : replaceCodes(value, codes),
    ]),
  );
}
