import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from './config.ts';
import { renderEnvExample } from './env-example.ts';
import { CHECKOUT, SETTINGS } from './settings.ts';
import type { Setting } from './settings.ts';

const text = readFileSync(join(CHECKOUT, '.env.example'), 'utf8');
const settings = Object.entries<Setting>(SETTINGS);

describe('.env.example', () => {
  test('lists exactly the settings, with a file variant for every secret', () => {
    const names = settings.flatMap(([name, { secret }]) => (secret === true ? [name, `${name}_FILE`] : [name]));
    expect(Object.keys(parseEnv(text)).toSorted()).toEqual(names.toSorted());
  });

  test.each(settings)('describes %s and shows its default', (name, setting) => {
    expect(text).toContain(`# ${setting.vi}\n# ${setting.en}\n`);
    expect(text).toContain(
      setting.embeddedDefault === undefined
        ? `\n${name}=${setting.default ?? ''}\n`
        : `\n# Default: ${setting.default}; embedded: ${setting.embeddedDefault}\n${name}=\n`,
    );
  });

  test('is what the table of settings prints (node infra/config/env-example.ts)', () => {
    expect(text).toBe(renderEnvExample());
  });

  test('copied to .env as it stands changes nothing', () => {
    expect(readSettings(parseEnv(text))).toEqual(readSettings({}));
  });
});
