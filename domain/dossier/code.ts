import { DomainError } from '../errors.ts';

const ZONE = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Ho_Chi_Minh',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The local date (Asia/Ho_Chi_Minh) of an instant, `YYYY-MM-DD`: the day by which serials of dossier codes run. */
export function localDate(instant: string): string {
  return ZONE.format(new Date(instant));
}

/**
 * A dossier's code (mã hồ sơ): identifier of the receiving agency, reception date, serial of the day (Decree 61/2018 art. 26;
 * Decision 20/2020/QĐ-TTg). The serial has four digits, and more when a day has more than 9,999 dossiers.
 * @example formatDossierCode('H49.10.05', '2026-11-24', 7) // 'H49.10.05-261124-0007'
 */
export function formatDossierCode(agency: string, day: string, serial: number): string {
  return `${agency}-${day.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`;
}

const PATTERN = /^([A-Z]\d{2}(?:\.[A-Z0-9]{1,10})*)-(\d{2})(\d{2})(\d{2})-(\d{4,})(?:\.S\d{1,4})?$/;

/** Reads the code of a dossier, or of a sub-dossier, back. @throws DomainError `dossier-code-invalid` */
export function parseDossierCode(code: string): { agency: string; day: string; serial: number } {
  const match = PATTERN.exec(code);
  const [, agency, year, month, day, serial] = match ?? [];
  if (code.length > 60 || agency === undefined || serial === undefined) throw new DomainError('dossier-code-invalid');
  return { agency, day: `20${year}-${month}-${day}`, serial: Number(serial) };
}
