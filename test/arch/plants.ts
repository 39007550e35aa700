/** A small tree that breaks one rule: path -> content. */
export type Plant = Readonly<Record<string, string>>;

const EMPTY = 'export const nothing = null;\n';
const named = (specifier: string): string => `import { nothing } from '${specifier}';\nexport const kept = nothing;\n`;
const types = (specifier: string): string =>
  `import type { Nothing } from '${specifier}';\nexport type Kept = Nothing;\n`;
const reexported = (specifier: string): string => `export { nothing } from '${specifier}';\n`;
const dynamic = (specifier: string): string => `export const kept = () => import('${specifier}');\n`;

/** For each rule of imports, violations that it must find: values, types, re-exports and dynamic imports alike. */
export const PLANTED_IMPORTS: Readonly<Record<string, readonly Plant[]>> = {
  'domain-imports': [
    { 'domain/rule.ts': named('../infra/clock.ts'), 'infra/clock.ts': EMPTY },
    { 'domain/rule.ts': types('../contracts/shape.ts'), 'contracts/shape.ts': 'export type Nothing = null;\n' },
    { 'domain/rule.ts': reexported('../infra/clock.ts'), 'infra/clock.ts': EMPTY },
    { 'domain/rule.ts': dynamic('../infra/clock.ts'), 'infra/clock.ts': EMPTY },
  ],
  'domain-tests-import': [{ 'domain/rule.test.ts': named('../infra/clock.ts'), 'infra/clock.ts': EMPTY }],
  'contracts-imports': [{ 'contracts/shape.ts': types('../infra/row.ts'), 'infra/row.ts': EMPTY }],
  'contracts-tests-import': [{ 'contracts/shape.test.ts': named('../infra/row.ts'), 'infra/row.ts': EMPTY }],
  'workflows-imports': [
    { 'workflows/flow.ts': named('../infra/row.ts'), 'infra/row.ts': EMPTY },
    { 'workflows/flow.ts': types('../contracts/shape.ts'), 'contracts/shape.ts': EMPTY },
  ],
  'workflows-tests-import': [{ 'workflows/flow.test.ts': named('../infra/row.ts'), 'infra/row.ts': EMPTY }],
  'infra-imports': [
    { 'infra/row.ts': named('../activities/write.ts'), 'activities/write.ts': EMPTY },
    { 'infra/row.ts': types('../workflows/messages.ts'), 'workflows/messages.ts': EMPTY },
    { 'infra/row.ts': named('../workflows/names.ts'), 'workflows/names.ts': EMPTY },
    { 'infra/row.ts': named('../api/routing.ts'), 'api/routing.ts': EMPTY },
  ],
  'infra-tests-import': [{ 'infra/row.test.ts': named('../workflows/flow.ts'), 'workflows/flow.ts': EMPTY }],
  'activities-imports': [{ 'activities/write.ts': named('../workflows/flow.ts'), 'workflows/flow.ts': EMPTY }],
  'activities-tests-import': [{ 'activities/write.test.ts': named('../api/app.ts'), 'api/app.ts': EMPTY }],
  'worker-imports': [{ 'worker/parts.ts': named('../api/app.ts'), 'api/app.ts': EMPTY }],
  'worker-tests-import': [{ 'worker/parts.test.ts': named('../api/app.ts'), 'api/app.ts': EMPTY }],
  'api-imports': [
    { 'api/app.ts': named('../activities/write.ts'), 'activities/write.ts': EMPTY },
    { 'api/app.ts': types('../workflows/messages.ts'), 'workflows/messages.ts': EMPTY },
  ],
  'api-tests-import': [{ 'api/app.test.ts': named('../worker/parts.ts'), 'worker/parts.ts': EMPTY }],
  'ui-imports': [{ 'ui/page.ts': named('../infra/row.ts'), 'infra/row.ts': EMPTY }],
  'ui-tests-import': [{ 'ui/page.test.ts': named('../infra/row.ts'), 'infra/row.ts': EMPTY }],
  'demo-imports': [{ 'demo/show.ts': named('../api/app.ts'), 'api/app.ts': EMPTY }],
  'demo-tests-import': [{ 'demo/show.test.ts': named('../workflows/flow.ts'), 'workflows/flow.ts': EMPTY }],
  'storm-imports': [{ 'storm/prove.ts': named('../worker/parts.ts'), 'worker/parts.ts': EMPTY }],
  'storm-tests-import': [{ 'storm/prove.test.ts': named('../demo/show.ts'), 'demo/show.ts': EMPTY }],
  'fuzz-imports': [{ 'fuzz/sides.ts': named('../api/app.ts'), 'api/app.ts': EMPTY }],
  'fuzz-tests-import': [{ 'fuzz/sides.test.ts': named('../storm/prove.ts'), 'storm/prove.ts': EMPTY }],
  'contracts-packages': [{ 'contracts/shape.ts': named('pg') }, { 'contracts/shape.ts': named('node:fs') }],
  'workflows-packages': [{ 'workflows/flow.ts': named('zod') }, { 'workflows/flow.ts': named('node:crypto') }],
  'activities-packages': [
    { 'activities/write.ts': named('minio') },
    { 'activities/write.ts': named('node:fs/promises') },
  ],
  'command-line-imports': [
    { 'infra/cli/do.ts': named('../../workflows/flow.ts'), 'workflows/flow.ts': EMPTY },
    { 'infra/cli/do.ts': named('../../worker/parts.ts'), 'worker/parts.ts': EMPTY },
  ],
  'domain-is-pure': [
    { 'domain/rule.ts': named('zod') },
    { 'domain/rule.ts': types('pg') },
    { 'domain/rule.ts': named('canonicalize') },
    { 'domain/rule.ts': named('node:crypto') },
  ],
  'hash-chain-only-hashes': [{ 'domain/ledger/hash-chain.ts': named('node:fs') }],
  'workflows-take-types-of-activities': [
    { 'workflows/flow.ts': named('../activities/write.ts'), 'activities/write.ts': EMPTY },
    {
      'workflows/flow.ts': "import { type Nothing, nothing } from '../activities/write.ts';\n",
      'activities/write.ts': EMPTY,
    },
    { 'workflows/flow.ts': reexported('../activities/write.ts'), 'activities/write.ts': EMPTY },
  ],
  'api-never-reaches-the-engine-room': [
    {
      'api/app.ts': named('../infra/parts.ts'),
      'infra/parts.ts': reexported('../activities/write.ts'),
      'activities/write.ts': EMPTY,
    },
  ],
  'roots-are-not-imported': [
    { 'scripts/run.ts': named('../worker/parts.ts'), 'worker/parts.ts': EMPTY },
    { 'bench/run.ts': named('../api/app.ts'), 'api/app.ts': EMPTY },
    { 'catalogue/read.ts': named('../test/support/builders.ts'), 'test/support/builders.ts': EMPTY },
  ],
  'mains-are-not-imported': [
    { 'worker/parts.ts': named('./main.ts'), 'worker/main.ts': EMPTY },
    { 'test/reset.test.ts': named('../infra/stack/reset-main.ts'), 'infra/stack/reset-main.ts': EMPTY },
  ],
  'command-line-is-not-imported': [
    { 'infra/db/row.ts': named('../cli/connections.ts'), 'infra/cli/connections.ts': EMPTY },
  ],
  'drivers-only-in-infra': [
    { 'api/app.ts': named('pg') },
    { 'worker/parts.ts': types('@mikro-orm/core') },
    { 'scripts/run.ts': named('minio') },
  ],
  'http-server-only-in-api': [{ 'infra/row.ts': named('express') }],
  'launchers-need-nothing-installed': [
    { 'scripts/start.mjs': named('zod') },
    { 'scripts/start.mjs': named('../infra/row.ts'), 'infra/row.ts': EMPTY },
  ],
  'no-cycles': [
    { 'domain/a.ts': named('./b.ts'), 'domain/b.ts': named('./a.ts') },
    { 'domain/a.ts': types('./b.ts'), 'domain/b.ts': named('./c.ts'), 'domain/c.ts': types('./a.ts') },
  ],
  'everything-resolves': [{ 'domain/a.ts': named('./gone.ts') }, { 'infra/a.ts': named('no-such-package') }],
  'packages-are-declared': [{ 'infra/a.ts': named('enhanced-resolve') }],
  'production-needs-no-dev-dependency': [{ 'infra/a.ts': named('fast-check') }, { 'worker/a.ts': types('jest') }],
};

/** For each rule of sources, violations and sources that only look like one. */
export const PLANTED_SOURCES: Readonly<
  Record<string, { readonly wrong: readonly Plant[]; readonly right: readonly Plant[] }>
> = {
  'environment-is-read-in-mains': {
    wrong: [
      { 'infra/db/row.ts': 'export const url = process.env.DATABASE_URL;\n' },
      { 'infra/db/row.ts': "export const url = process['env']['DATABASE_URL'];\n" },
      { 'infra/db/row.ts': 'export const url = process?.env?.DATABASE_URL;\n' },
      { 'infra/db/row.ts': 'const { env } = process;\nexport const url = env.DATABASE_URL;\n' },
      { 'infra/db/row.ts': "import { env } from 'node:process';\nexport const url = env.DATABASE_URL;\n" },
      { 'api/app.ts': 'export const url = globalThis.process.env.DATABASE_URL;\n' },
      { 'worker/domain.ts': 'export const all = { ...process.env };\n' },
    ],
    right: [
      { 'infra/db/row.ts': '// process.env is read elsewhere\nexport const text = "process.env";\n' },
      { 'worker/main.ts': 'export const url = process.env.DATABASE_URL;\n' },
      { 'infra/stack/reset-main.ts': 'export const url = process.env.DATABASE_URL;\n' },
      { 'infra/config/read.ts': 'export const url = process.env.DATABASE_URL;\n' },
    ],
  },
  'domain-has-no-clock-and-no-chance': {
    wrong: [
      { 'domain/rule.ts': 'export const today = () => new Date();\n' },
      { 'domain/rule.ts': 'export const now = () => Date.now();\n' },
      { 'domain/rule.ts': 'export const dice = () => Math.random();\n' },
      { 'domain/rule.ts': 'export const id = () => crypto.randomUUID();\n' },
      { 'domain/rule.ts': "export const data = () => fetch('http://localhost');\n" },
      { 'domain/rule.ts': 'export const now = () => globalThis.Date.now();\n' },
    ],
    right: [
      { 'domain/rule.ts': 'export const day = (at: string) => new Date(at).getTime() + Date.parse(at);\n' },
      { 'infra/clock.ts': 'export const now = () => Date.now();\n' },
    ],
  },
  'imports-can-be-followed': {
    wrong: [
      { 'domain/rule.ts': "export type Row = import('../infra/row.ts').Row;\n" },
      { 'domain/rule.ts': "export let rows: Promise<import('pg').Pool>;\n" },
      { 'domain/rule.ts': 'export const load = (path: string) => import(path);\n' },
    ],
    right: [{ 'infra/load.ts': "export const load = () => import('./row.ts');\n" }],
  },
};
