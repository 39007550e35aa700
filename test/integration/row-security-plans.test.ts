import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listConsultations } from '../../api/features/consultations/read.ts';
import { listByDue } from '../../api/features/dossiers/list-by-due.ts';
import { listDossiers } from '../../api/features/dossiers/list.ts';
import { searchDossiers } from '../../api/features/dossiers/search.ts';
import { createDossierReadService } from '../../api/features/dossiers/service.ts';
import { createNames } from '../../api/features/names.ts';
import { createTaskService } from '../../api/features/tasks/service.ts';
import type { Database, Statement } from '../../infra/db/orm.ts';
import type { RowScope } from '../../infra/db/row-scope.ts';
import { readStream } from '../../infra/db/ledger-rows.ts';
import {
  ABOVE_ASKED,
  agencyOf,
  ASKED,
  codeOf,
  DOSSIERS,
  manyDossiers,
  type ManyDossiers,
} from '../support/many-dossiers.ts';
import { asApi } from '../support/row-scopes.ts';
import { testStack } from '../support/stack.ts';

/** A node of PostgreSQL's plan, as JSON. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Tables that grow with the province. */
const BIG = ['dossier', 'dossier_list', 'dossier_event', 'task', 'applicant', 'document', 'consultation', 'command'];

const MD5_OF_7 = createHash('md5').update('7').digest('hex');

describe(`Under row-level security, among ${DOSSIERS} dossiers`, () => {
  let many: ManyDossiers;

  beforeAll(async () => {
    const { config, adminUrl } = testStack();
    const { ownerUrl = '', apiUrl = '' } = config.database;
    many = await manyDossiers(adminUrl, ownerUrl, apiUrl);
  }, 300_000);
  afterAll(() => many?.drop(), 60_000);

  /** The statements that a question puts, as it puts them. */
  const statementsOf = async (ask: (db: Pick<Database, 'execute'>) => Promise<unknown>) => {
    const asked: [Statement, readonly unknown[]][] = [];
    const db: Pick<Database, 'execute'> = {
      async execute(statement, params) {
        asked.push([statement, params]);
        return [];
      },
    };
    await ask(db);
    return asked.filter(([{ name }]) => name !== 'catalogue-names');
  };

  const explain = (of: Partial<RowScope>, { text }: Statement, params: readonly unknown[]) =>
    asApi(many.apiUrl, of, async (query) => {
      const [row] = await query(`explain (analyze, buffers, format json) ${text}`, params);
      const [explained] = (row?.['QUERY PLAN'] ?? []) as { readonly Plan: PlanNode }[];
      if (explained === undefined) throw new Error('nothing was explained');
      return explained.Plan;
    });

  const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  const OFFICER: Partial<RowScope> = { person: 'somebody', agencies: [agencyOf(7)] };
  const above = [ABOVE_ASKED];
  const AUDITOR: Partial<RowScope> = { person: 'somebody', agencies: above, overseen: above, audited: above };

  const QUESTIONS: [string, number, (db: Pick<Database, 'execute'>) => Promise<unknown>, Partial<RowScope>?][] = [
    [
      'the inbox of a role',
      600,
      (db) => createTaskService({ db }).list(agencyOf(7), { state: 'open', role: 'appraiser', limit: 50 }),
    ],
    [
      'what is due first',
      800,
      async (db) => listByDue(db, await createNames(db)(), agencyOf(7), { state: 'open', limit: 50 }),
    ],
    [
      'what has ended',
      800,
      async (db) => listByDue(db, await createNames(db)(), agencyOf(7), { state: 'ended', limit: 50 }),
    ],
    [
      'the dossiers of an agency',
      1500,
      async (db) => listDossiers(db, await createNames(db)(), agencyOf(7), { limit: 50 }),
    ],
    ['one dossier by its code', 500, (db) => dossiers(db).find(codeOf(7))],
    ['what a timeline begins with', 600, (db) => dossiers(db).head(codeOf(7))],
    ['the events of one dossier', 100, (db) => readStream(db, codeOf(7)).catch(() => null)],
    ['a search by a name', 1500, (db) => search(db, { by: 'name', value: MD5_OF_7.slice(0, 12) })],
    ['a search by an identity number', 1500, (db) => search(db, { by: 'identity', value: '7' })],
    ['a search by a phone', 1500, (db) => search(db, { by: 'phone', value: '000007' })],
    [
      'what was asked of an agency below the auditor’s, which takes part in none of it,',
      2500,
      async (db) =>
        listConsultations(db, await createNames(db)(), ASKED, { direction: 'asked', state: 'open', limit: 50 }),
      AUDITOR,
    ],
  ];

  const dossiers = (db: Pick<Database, 'execute'>) =>
    createDossierReadService({ db, names: createNames(db), explainStep: () => null, openApplicant: neverOpened });
  const search = (db: Pick<Database, 'execute'>, wanted: Parameters<typeof searchDossiers>[1]) =>
    searchDossiers(
      {
        db,
        names: createNames(db),
        hash: () => 'x',
        identityHash: (number) => createHash('md5').update(number).digest('hex'),
      },
      wanted,
      [agencyOf(7)],
    );

  test.each(QUESTIONS)('%s is answered from indexes, within %i pages', async (_, pages, ask, of = OFFICER) => {
    const statements = await statementsOf(ask);
    expect(statements).not.toEqual([]);
    for (const [statement, params] of statements) {
      const plan = await explain(of, statement, params);
      const nodes = nodesOf(plan);
      expect(plan['Actual Rows']).toBeGreaterThan(0);
      const whole = nodes.filter(
        (node) => node['Node Type'] === 'Seq Scan' && BIG.includes(node['Relation Name'] ?? ''),
      );
      // A way that a policy did not have to go costs nothing.
      expect(whole.filter((node) => node['Actual Loops'] > 0).map((node) => node['Relation Name'])).toEqual([]);
      const removed = nodes.reduce(
        (sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'],
        0,
      );
      expect(removed).toBeLessThanOrEqual(60);
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThanOrEqual(pages);
    }
  });

  test('a name that half the province has says that it says too little, and shows own dossiers only', async () => {
    const found = await asApi(many.apiUrl, { person: 'somebody', agencies: [agencyOf(7)] }, (query) =>
      query(`select code from search_dossiers('name', 'van ', 'x', 51)`),
    );
    const codes = found.map(({ code }) => code);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    const named = codes.filter((code) => typeof code === 'string');
    expect(named.filter((code) => !code.startsWith(`${agencyOf(7)}-`))).toEqual([]);
  });

  test('a search finds nothing of others, and is on record with nothing of what was looked for', async () => {
    await asApi(many.apiUrl, { person: 'somebody', agencies: [agencyOf(8)] }, async (query) => {
      expect(await query(`select code from search_dossiers('phone', '000007', 'hash', 51)`)).toEqual([]);
      expect(await query('select person, kind, query_hash, hits from search_use')).toEqual([
        { person: 'somebody', kind: 'phone', query_hash: 'hash', hits: 0 },
      ]);
    });
  });
});

function neverOpened(): never {
  throw new Error('nothing is opened here');
}
