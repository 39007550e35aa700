import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, SETTING_GROUPS, SETTINGS } from './settings.ts';
import type { Setting } from './settings.ts';

const HEAD = `# motcua reads these variables from the environment, and from a file .env here in the checkout (the environment wins).
# Nothing needs to be set for a trial: npm start brings up its own PostgreSQL, Temporal and MinIO.
# An empty value means the default. NAME_FILE names a file that holds the value of the secret NAME.
`;

const settingLines = (name: string, setting: Setting): string[] => {
  const embedded = setting.embeddedDefault;
  const lines = [`# ${setting.vi}`, `# ${setting.en}`];
  // A default that depends on the server stays empty, so that a copied file does not fix it for the other case.
  if (embedded !== undefined) lines.push(`# Default: ${setting.default ?? 'none'}; embedded: ${embedded}`);
  lines.push(`${name}=${embedded === undefined ? (setting.default ?? '') : ''}`);
  if (setting.secret === true) lines.push(`${name}_FILE=`);
  return [...lines, ''];
};

/** The text of `.env.example`: every setting with its description and default. */
export const renderEnvExample = (): string => {
  const settings = Object.entries<Setting>(SETTINGS);
  const groups = Object.entries(SETTING_GROUPS).map(([group, title]) => {
    const body = settings.filter(([, setting]) => setting.group === group).flatMap((entry) => settingLines(...entry));
    return [`# --- ${title}`, '', ...body].join('\n');
  });
  return [HEAD, ...groups].join('\n');
};

if (import.meta.main) writeFileSync(join(CHECKOUT, '.env.example'), renderEnvExample());
