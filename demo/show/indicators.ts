import type { IndicatorAnswer } from '../../contracts/indicators.ts';
import { percentage } from '../format.ts';
import { inBoth, type Report } from '../report.ts';

/** Prints every indicator of a period with numerator, denominator and source, and how long each kind of step took. */
export function showIndicators({ period, overall }: IndicatorAnswer, report: Report): void {
  report.heading({
    vi: `Chỉ tiêu từ ${period.from} đến ${period.to}`,
    en: `Indicators from ${period.from} to ${period.to}`,
  });
  for (const { name, numerator, denominator, share, source } of Object.values(overall.shares)) {
    report.line(`${percentage(share).padStart(9)}  ${`${numerator}/${denominator}`.padEnd(9)} ${inBoth(name)}`);
    report.line(`${' '.repeat(21)} ${source}`);
  }
  report.line('');
  report.both({ vi: 'Số phút mỗi bước: trung vị, phân vị 90', en: 'Minutes per step: median, 90th percentile' });
  for (const { stage, steps, medianMinutes, p90Minutes } of overall.steps) {
    report.line(`${stage.padStart(12)}  ${minutes(medianMinutes)}, ${minutes(p90Minutes)}  (${steps} bước | steps)`);
  }
}

const minutes = (value: number | null): string => (value === null ? '–' : value.toFixed(1).replace('.', ','));
