import type { CatalogueProcedure } from '../../contracts/catalogue.ts';
import {
  Folding,
  FoldingItemPage,
  FoldingReceipt,
  Migration,
  MigrationItemPage,
  MigrationReceipt,
  VersionReceipt,
  VersionView,
  type FoldingItem,
  type MigrationItem,
} from '../../contracts/procedure-version.ts';
import type { Route } from '../../domain/procedure/route.ts';
import type { Answer, Desks } from './desks.ts';
import { SIMPLE_PROCEDURE } from './desks.ts';
import type { Motcua } from './motcua.ts';
import { until } from './until.ts';
import { publish } from './ways.ts';

export const PROPOSER = 'catalogue-administrator';
export const APPROVER = 'one-stop-head-provincial-centre';
const REASON = 'Quyết định công bố';
const BATCH_MS = 120_000;

/** People who change a procedure, and move dossiers to another version of it. */
export interface Versioning {
  readonly path: string;
  tryPropose(content: unknown, options?: { readonly as?: string; readonly key?: string }): Promise<Answer>;
  /** @throws when the answer is not 201 */
  propose(content: CatalogueProcedure): Promise<VersionReceipt>;
  read(version: number): Promise<VersionView>;
  /** Folds, and waits until all dossiers have been looked at. */
  fold(version: number): Promise<Folding>;
  folded(version: number, query?: string): Promise<readonly FoldingItem[]>;
  tryPublish(version: number, as?: string, key?: string): Promise<Answer>;
  /** Proposes, folds and publishes. @returns the version's number */
  issue(content: CatalogueProcedure): Promise<number>;
  /** Proposes to move dossiers, and waits until the preview is ready. */
  migrate(from: number, to: number, dossiers: readonly string[]): Promise<string>;
  tryMigrate(from: number, to: number, dossiers: readonly string[], as?: string): Promise<Answer>;
  migration(id: string): Promise<Migration>;
  moved(id: string): Promise<ReadonlyMap<string, MigrationItem>>;
  tryApprove(id: string, as?: string): Promise<Answer>;
  /** Approves, and waits until the batch has been through all dossiers. */
  apply(id: string): Promise<Migration>;
}

export function createVersioning({ as }: Pick<Desks, 'as'>, procedure: string): Versioning {
  const path = `/procedures/${procedure}`;
  const expected = ({ status, body, text }: Answer, wanted: number): unknown => {
    if (status !== wanted) throw new Error(`expected ${wanted}, got ${status}: ${text}`);
    return body;
  };
  const get = async (more: string): Promise<unknown> => expected(await as(PROPOSER).get(`${path}${more}`), 200);
  const pages = async <T>(more: string, parse: (page: unknown) => { items: T[]; next: string | null }) => {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: T[]; next: string | null } = parse(
        await get(`${more}limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`),
      );
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };
  const versioning: Versioning = {
    path,
    tryPropose: (content, { as: who = PROPOSER, key } = {}) =>
      as(who).post(`${path}/versions`, { content, reason: REASON }, key === undefined ? {} : { key }),
    propose: async (content) => VersionReceipt.parse(expected(await versioning.tryPropose(content), 201)),
    read: async (version) => VersionView.parse(await get(`/versions/${version}`)),
    async fold(version) {
      const answer = await as(PROPOSER).post(`${path}/versions/${version}/folding`, { newest: 50 });
      const { id } = FoldingReceipt.parse(expected(answer, 202));
      const read = async () => Folding.parse(await get(`/versions/${version}/folding`));
      await until(async () => {
        const folding = await read();
        return folding.id === id && folding.endedAt !== null;
      }, BATCH_MS);
      return read();
    },
    folded: (version, query = '') =>
      pages(`/versions/${version}/folding/dossiers?${query}`, (page) => FoldingItemPage.parse(page)),
    tryPublish: (version, who = APPROVER, key) =>
      as(who).post(`${path}/versions/${version}/publish`, undefined, key === undefined ? {} : { key }),
    async issue(content) {
      const { version } = await versioning.propose(content);
      await versioning.fold(version);
      expected(await versioning.tryPublish(version), 200);
      return version;
    },
    tryMigrate: (from, to, dossiers, who = PROPOSER) =>
      as(who).post(`${path}/migrations`, { from, to, dossiers, reason: REASON }),
    async migrate(from, to, dossiers) {
      const { id } = MigrationReceipt.parse(expected(await versioning.tryMigrate(from, to, dossiers), 201));
      await until(async () => (await versioning.migration(id)).previewedAt !== null, BATCH_MS);
      return id;
    },
    migration: async (id) => Migration.parse(await get(`/migrations/${id}`)),
    async moved(id) {
      const items = await pages(`/migrations/${id}/dossiers?`, (page) => MigrationItemPage.parse(page));
      return new Map(items.map((item) => [item.dossier, item]));
    },
    tryApprove: (id, who = APPROVER) => as(who).post(`${path}/migrations/${id}/approve`, undefined),
    async apply(id) {
      expected(await versioning.tryApprove(id), 200);
      await until(async () => (await versioning.migration(id)).status === 'applied', BATCH_MS);
      return versioning.migration(id);
    },
  };
  return versioning;
}

/** The simple procedure under another code, with room in its limit, as everybody had it before these tests. */
export async function installFormer(
  motcua: Pick<Motcua, 'db' | 'catalogue' | 'config'>,
  code: string,
): Promise<{ readonly former: CatalogueProcedure; restore(): Promise<unknown> }> {
  const simple = motcua.catalogue.procedures.get(SIMPLE_PROCEDURE);
  if (simple === undefined) throw new Error(`no procedure ${SIMPLE_PROCEDURE}`);
  const changes = {
    legalLimit: { unit: 'working-day', value: 10 },
    localLimit: { unit: 'working-day', value: 5 },
    instantResult: false,
    cases: simple.cases.slice(0, 1),
  } as const;
  const former = { ...simple, code, ...changes, cases: [...changes.cases] };
  return { former, restore: await publish(motcua, code, { ...changes, cases: [...changes.cases] }) };
}

/** The same with a second look between appraisal and approval, and another limit. */
export function withSecondLook(former: CatalogueProcedure): CatalogueProcedure {
  const [appraisal, ...rest] = former.route?.stages ?? [];
  if (appraisal === undefined) throw new Error('no stages');
  const look = { ...appraisal, id: 'second-look', budget: { unit: 'working-hour', value: 4 } } as const;
  const route: Route = { stages: [appraisal, look, ...rest] };
  return { ...former, localLimit: { unit: 'working-day', value: 8 }, route };
}
