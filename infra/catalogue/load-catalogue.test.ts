import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogueError, loadCatalogue } from './load-catalogue.ts';

const SOURCE = fileURLToPath(new URL('../../catalogue', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  await cp(SOURCE, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Changes the text of one data file and says what the loader finds wrong, as `file: message`. */
const problemsAfter = async (file: string, from: string, to: string): Promise<readonly string[]> => {
  const text = await readFile(join(folder, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  await writeFile(
    join(folder, file),
    text.replace(from, () => to),
  );
  try {
    await loadCatalogue(folder);
    return [];
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems.map((one) => `${one.file}: ${one.message}`);
    throw error;
  }
};

describe('loadCatalogue refuses, naming file and fault,', () => {
  it.each([
    ['text that is not JSON', 'offices.json', '[', '', /^offices\.json: .*JSON/],
    ['a misspelt field', 'agencies.json', '"kind": "committee"', '"knd": "committee"', /agencies\.json: 0: .*knd/],
    ['a date that does not exist', 'rule-sets.json', '2021-12-05', '2021-02-30', /^rule-sets\.json: 0\.effectiveTo/],
    ['a gap between rule sets', 'rule-sets.json', '2021-12-05', '2021-12-01', /must end the day before/],
    ['an unknown parent', 'agencies.json', '"parent": "H49"', '"parent": "H48"', /unknown agency H48/],
    ['an unknown commune', 'agencies.json', '"commune": "xa-quang-la"', '"commune": "xa-x"', /no commune xa-x/],
    ['an unknown calendar', 'offices.json', '"quang-ninh"', '"ha-noi"', /unknown calendar ha-noi/],
    ['premises of another', 'offices.json', '["centre-tinh-quang-ninh"]', '["seat-thue"]', /no premises seat-thue/],
    ['an office of another agency', 'demo-accounts.json', '"phuong-hong-gai"', '"phuong-bai-chay"', /has no office/],
    ['an account that passes for real', 'demo-accounts.json', '"Demo – Auditor', '"Auditor', /Demo – /],
    ['a number that could be somebody’s', 'demo-accounts.json', '"000190000001"', '"022190000001"', /begins with 000/],
    ['a token of the former kind', 'demo-accounts.json', '{"id": "auditor"', '{"token": "t", "id": "auditor"', /token/],
    [
      'a client with a scope that is none',
      'demo-clients.json',
      '"agency": "H49.73"',
      '"scopes": ["all"], "agency": "H49.73"',
      /scopes/,
    ],
    [
      'a client that passes for real',
      'demo-clients.json',
      '"Demo – System of the Prov',
      '"System of the Prov',
      /Demo – /,
    ],
    ['a client of an unknown agency', 'demo-clients.json', '"H49.73"', '"H49.99"', /unknown agency H49.99/],
    [
      'a make-up day on the wrong weekday',
      'calendars/quang-ninh.json',
      '"usesWeekday": "mon"',
      '"usesWeekday": "tue"',
      /2024-04-29 is not a tue/,
    ],
    [
      'a make-up day for a working day',
      'calendars/quang-ninh.json',
      '"for": "2026-01-02"',
      '"for": "2026-01-09"',
      /2026-01-09.*is not a holiday/,
    ],
    [
      'a holiday beyond what is published',
      'calendars/quang-ninh.json',
      '"publishedThrough": "2026-12-31"',
      '"publishedThrough": "2026-08-31"',
      /2026-09-01 lies outside/,
    ],
    ['sessions that overlap', 'calendars/quang-ninh.json', '"13:00"', '"11:00"', /must not overlap/],
    [
      'a code unlike its file',
      'procedures/1.001193.json',
      '"code": "1.001193"',
      '"code": "1.001194"',
      /holds procedure 1\.001194/,
    ],
    [
      'an unknown document type',
      'procedures/1.001193.json',
      '"documentType": "birth-declaration"',
      '"documentType": "nothing"',
      /unknown document type nothing/,
    ],
    [
      'an unknown form',
      'procedures/1.001193.json',
      '"form": "1.001193"',
      '"form": "1.009999"',
      /unknown form 1\.009999/,
    ],
    [
      'an unknown agency of a stage',
      'procedures/2.001583.json',
      '"agency": "H49.04"',
      '"agency": "H49.99"',
      /unknown agency H49\.99/,
    ],
    ['an unknown predecessor', 'procedures/1.013225.json', '"1.009994"', '"1.009993"', /unknown predecessor 1\.009993/],
    [
      'a predecessor that goes on',
      'procedures/1.009994.json',
      '"effectiveTo": "2025-06-30"',
      '"effectiveTo": "2025-07-01"',
      /predecessor 1\.009994 must end before 2025-07-01/,
    ],
    [
      'a stage id used twice',
      'procedures/1.001193.json',
      '"id": "approval"',
      '"id": "appraisal"',
      /id appraisal is used twice/,
    ],
    [
      'a fraction of a calendar day',
      'procedures/3.000333.json',
      '"unit": "calendar-day", "value": 10',
      '"unit": "calendar-day", "value": 9.5',
      /may be fractions/,
    ],
    [
      'budgets beyond the limit',
      'procedures/1.001612.json',
      '"legalLimit": {"unit": "working-day", "value": 3}',
      '"legalLimit": {"unit": "working-day", "value": 2.5}',
      /budgets \(1440 working minutes\) exceed the limit of case individual/,
    ],
    [
      'a route without a limit',
      'procedures/1.001612.json',
      '"legalLimit": {"unit": "working-day", "value": 3}',
      '"legalLimit": null',
      /has no limit/,
    ],
    [
      'a form that is not a schema',
      'forms/1.001612.json',
      '"pattern": "^[0-9]{4}$"',
      '"pattern": "^[0-9"',
      /^forms\/1\.001612\.json: .*/,
    ],
    [
      'amounts of a fee that hold on the same day',
      'procedures/3.000347.json',
      '"from": "2026-01-01"',
      '"from": "2025-12-31"',
      /fees\.0\.rule\.rates: rates 1 and 2 overlap/,
    ],
    [
      'an exemption proved by nothing that is brought',
      'procedures/1.000656.json',
      '"component": "death-notice"',
      '"component": "obituary"',
      /fee death-registration: on-time is proved by an unknown component obituary/,
    ],
    [
      'a stage that depends on a personal field',
      'procedures/1.000894.json',
      '"form.earlierMarriage"',
      '"form.groom.marriageOrder"',
      /stage verification: form\.groom\.marriageOrder is personal/,
    ],
    [
      'a longest way beyond the limit of the case that may take it',
      'procedures/1.013225.json',
      '"budget": {"unit": "working-day", "value": 3}',
      '"budget": {"unit": "working-day", "value": 3.5}',
      /budgets \(5040 working minutes\) exceed the limit of case non-linear/,
    ],
    [
      'a ground of an extension that there is not',
      'procedures/1.000894.json',
      '"extension": {"unit": "working-day", "value": 5},',
      '',
      /extensionGround: needs an extension/,
    ],
    [
      'a verification where only parts appraise',
      'procedures/2.000986.json',
      '"extension": {"unit": "working-day", "value": 2},',
      '"extension": {"unit": "working-day", "value": 2},\n  "extensionGround": "verification",',
      /extensionGround: needs a stage of its own that appraises/,
    ],
    [
      'a quantity from a field that is not there',
      'procedures/2.000815.json',
      '"pages": "pagesPerCopy"',
      '"pages": "pagesPerSheet"',
      /fee certification: the e-form has no whole number pagesPerSheet/,
    ],
    [
      'a quantity that no rate counts',
      'procedures/2.000635.json',
      '{"copies": "copies"}',
      '{"pages": "copies"}',
      /no rate counts pages/,
    ],
    ['a form with an unknown keyword', 'forms/1.001612.json', '"x-lookup"', '"x-lookups"', /x-lookups/],
  ])('%s', async (_fault, file, from, to, expected) => {
    const problems = await problemsAfter(file, from, to);
    expect(problems.join('\n')).toMatch(expected);
  });

  it('every fault of every file at once', async () => {
    await writeFile(join(folder, 'document-types.json'), '{}');
    await writeFile(join(folder, 'rule-sets.json'), '[{}]');
    await expect(loadCatalogue(folder)).rejects.toThrow(/document-types\.json: [\s\S]*rule-sets\.json: /);
  });

  it('a local limit below the budgets, because the appointment is given by it', async () => {
    const limit = '"legalLimit": {"unit": "working-day", "value": 3}';
    const local = `${limit},\n  "localLimit": {"unit": "working-day", "value": 2}`;
    const problems = await problemsAfter('procedures/1.001612.json', limit, local);
    expect(problems.join('\n')).toMatch(/exceed the limit of case individual/);
  });
});
