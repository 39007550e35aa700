import { describe, expect, test } from '@jest/globals';
import { ProcedureView } from '../../../contracts/procedure.ts';
import { loadCatalogue } from '../../../infra/catalogue/load-catalogue.ts';
import { createProcedureService } from './service.ts';

describe('one procedure', () => {
  test('is shown with the rules that its fees are computed by', async () => {
    const content = (await loadCatalogue()).procedures.get('2.000815');
    const row = {
      code: '2.000815',
      version: 1,
      status: 'published',
      source: 'catalogue',
      content,
      created_at: '2026-07-01T00:00:00.000Z',
      newer_draft: null,
    };
    const execute = <T>(): Promise<T[]> => Promise.resolve([row as T]);
    const service = createProcedureService({ db: { execute }, now: () => new Date('2026-07-01T00:00:00Z') });
    const view = ProcedureView.parse(await service.get('2.000815'));
    expect(view.content['fees']).toMatchObject([
      { id: 'certification', rule: { rates: [{ kind: 'per', quantity: 'pages', each: 'copies', cap: 200_000 }] } },
    ]);
  });
});
