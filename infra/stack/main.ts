/** What `npm start` runs once Node and the dependencies are there: motcua in the foreground, until it is told to stop. */
import { relative } from 'node:path';
import type { DemoAccount } from '../../contracts/catalogue.ts';
import { ROLE_LABELS } from '../../contracts/labels.ts';
import { loadCatalogue } from '../catalogue/load-catalogue.ts';
import { isLoopback } from '../config/demo-identity.ts';
import { environmentOf } from '../config/environment.ts';
import { CHECKOUT } from '../config/settings.ts';
import { startFailure } from '../telemetry/start-failure.ts';
import { startService } from './start-service.ts';
import type { Service } from './start-service.ts';
import type { Stack } from './start-stack.ts';

/** A terminal and npm both pass Ctrl-C on, so the same key press may arrive twice. */
const SAME_KEY_PRESS_MS = 700;

const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
const tell = (line: string): void => console.log(`${seconds()} s  ${line}`);

const where = (running: boolean, address: string): string =>
  running ? `${address} (embedded)` : `${address} (external)`;

const databaseAddress = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
};

const signInRows = ({ config, ownDatabase }: Stack): string[][] => {
  const { identity, demo, api } = config;
  const rows = identity === undefined ? [] : [['Issuer', where(demo !== undefined, identity.issuer)]];
  if (demo !== undefined) return [...rows, ['Demo password', `${demo.password}   (of every account below)`]];
  const open = ownDatabase && !isLoopback(api.host);
  return open ? [...rows, ['Demo accounts', `off, since API_HOST=${api.host} is open to other machines`]] : rows;
};

/** Accounts by agency, each with its role; and the systems of agencies. */
const demoTable = async ({ config }: Stack): Promise<string> => {
  if (config.demo === undefined) return '';
  const { demoAccounts, demoClients, agencies } = await loadCatalogue(config.catalogueDir);
  const nameOf = (code: string): string => `${agencies.get(code)?.name.vi ?? code} (${code})`;
  const lineOf = ({ id, appointments }: DemoAccount): string => {
    const roles = appointments.map(({ role }) => `${ROLE_LABELS[role].vi} | ${ROLE_LABELS[role].en}`);
    return `    ${id.padEnd(34)} ${roles.length === 0 ? 'công dân | citizen' : roles.join('; ')}`;
  };
  const groups = Map.groupBy(demoAccounts, ({ appointments: [first] }) => first?.agency ?? '');
  const accounts = [...groups].flatMap(([agency, all]) => [
    `  ${agency === '' ? 'Công dân | Citizens' : nameOf(agency)}`,
    ...all.map(lineOf),
  ]);
  const clients = demoClients.map(({ id, agency }) => `    ${id.padEnd(34)} ${nameOf(agency)}`);
  return [
    'Demo accounts, none of them a real person. / Tài khoản dùng thử, không phải người thật.',
    ...accounts,
    '  Systems of agencies: npm run -s motcua -- sign-in --client ID',
    ...clients,
    '',
    '',
  ].join('\n');
};

const describe = async ({ stack, apiUrl }: Service): Promise<string> => {
  const { config, dataDir } = stack;
  const rows = [
    ['API', apiUrl],
    ['API description', `${apiUrl}/openapi.json`],
    ...(stack.config.identity === undefined ? [] : [['Signing in', `${apiUrl}/auth/login?to=/docs`]]),
    ['PostgreSQL', where(stack.ownDatabase, databaseAddress(config.database.url))],
    [
      'Temporal',
      where(stack.temporal !== undefined, `${config.temporal.address}, namespace ${config.temporal.namespace}`),
    ],
    ['S3 storage', where(stack.minio !== undefined, config.storage.endpoint)],
    ['Data and logs', relative(CHECKOUT, dataDir).startsWith('..') ? dataDir : relative(CHECKOUT, dataDir)],
    ...signInRows(stack),
  ];
  const table = rows.map(([name = '', value = '']) => `  ${name.padEnd(16)} ${value}`).join('\n');
  return `
motcua is running after ${seconds().trim()} s. / motcua đang chạy.

${table}

${await demoTable(stack)}How to go on (in another terminal):
  npm run demo     takes three dossiers through their real routes and shows what is kept
  README.md        a tour
Ctrl-C stops everything; the next npm start finds its data again. npm run reset removes the data.
`;
};

const stopping = new AbortController();
let service: Service | undefined;
let askedAt = 0;

const shutDown = async (): Promise<void> => {
  stopping.abort();
  // While it is still coming up, the start itself ends what it has begun.
  if (service === undefined) return;
  await service.stop(tell);
  tell('stopped');
  process.exit(0);
};

const askToStop = (): void => {
  const now = Date.now();
  if (askedAt === 0) {
    askedAt = now;
    tell('stopping; Ctrl-C again ends at once');
    void shutDown();
  } else if (now - askedAt > SAME_KEY_PRESS_MS) {
    // The guard ends what is left.
    process.exit(130);
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToStop);
// The script that started us is gone: nobody could stop us any more.
process.on('disconnect', askToStop);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  service = await startService({ env: environmentOf(process.env), signal: stopping.signal, onProgress: tell });
  if (stopping.signal.aborted) await shutDown();
  else console.log(await describe(service));
} catch (error) {
  if (stopping.signal.aborted) process.exit(130);
  console.error(`\n${startFailure(error)}`);
  process.exit(1);
}
