import { z } from 'zod';
import { EngineHistory } from '../../../contracts/engine-history.ts';
import { parseDossierCode } from '../../../domain/dossier/code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { findSubject } from '../../../infra/db/dossier-subject.ts';
import type { Database } from '../../../infra/db/orm.ts';
import type { EngineHistories } from '../../../infra/temporal/engine-history.ts';
import { defineRoute, type Route } from '../../routing.ts';
import { actorOnDossier } from '../known-actor.ts';

const RUNS = { name: 'runs-of-dossier', text: 'select run_ids from dossier where code = $1' };

export function engineHistoryRoutes(db: Database, histories: EngineHistories): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/dossiers/{code}/engine-history',
      id: 'readEngineHistory',
      summary: {
        vi: 'Lịch sử chạy của hồ sơ trong máy quy trình',
        en: 'What the workflow engine recorded of a dossier',
      },
      description: {
        vi: 'Mọi lần chạy còn được biết, cũ nhất trước, đã giải mã; vẫn đọc được từ kho lưu trữ sau khi máy quy trình đã quên. Lần chạy không đọc được vẫn có tên, kèm lý do.',
        en: 'All runs that are still known of, oldest first, decoded; still readable from the archive once the engine has forgotten them. One that cannot be read is named, with the reason.',
      },
      tags: ['dossiers'],
      permission: 'dossier.engine-history',
      params: z.strictObject({ code: z.string().max(60) }),
      responses: { 200: EngineHistory },
      errors: ['dossier-code-invalid', 'dossier-unknown', 'engine-unavailable'],
      async handler(ctx) {
        const { code } = ctx.params;
        parseDossierCode(code);
        actorOnDossier(ctx, code, await findSubject(db, code), ['dossier.engine-history']);
        const [row] = await db.execute<{ run_ids: string[] }>(RUNS, [code]);
        if (row === undefined) throw new DomainError('dossier-unknown', { code });
        return { status: 200 as const, body: { code, runs: await histories.read(code, row.run_ids) } };
      },
    }),
  ];
}
