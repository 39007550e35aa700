import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { as, serveRoutes, type Served } from '../../../test/support/http.ts';
import { TaskPage, type TaskQuery } from '../../../contracts/task.ts';
import { DomainError } from '../../../domain/errors.ts';
import { taskRoutes } from './routes.ts';
import type { ListedTask, TaskService } from './service.ts';

const HELD = 'H49.01-261124-0007.1';
const LEFT = 'H49.01-261124-0007.2';

const aTask = (role: ListedTask['role'], actedAt: string | null = null): ListedTask => ({
  task: HELD,
  dossier: 'H49.01-261124-0007',
  parent: null,
  procedure: { code: '2.000815', name: null },
  stage: 'appraisal',
  kind: 'appraisal',
  role,
  routedAt: '2026-11-24T01:00:00.000Z',
  openedAt: null,
  dueAt: null,
  overdue: false,
  actedAt,
  dossierDueAt: '2026-11-25T01:00:00.000Z',
  waitsFor: null,
  lead: null,
});

const items: ListedTask[] = [];
const lists: [string, TaskQuery][] = [];
const opened: [string, string][] = [];
const service: TaskService = {
  list: (agency, query) => {
    lists.push([agency, query]);
    return Promise.resolve({ items, next: null });
  },
  holder: (task) =>
    [HELD, LEFT].includes(task)
      ? Promise.resolve({ agency: 'H49.143', role: 'appraiser', open: task === HELD })
      : Promise.reject(new DomainError('task-unknown', { task })),
  open: (task, { person }) => {
    if (task === LEFT) return Promise.reject(new DomainError('task-left', { task }));
    opened.push([task, person]);
    return Promise.resolve({ task, person, openedAt: '2026-11-24T01:00:00.000Z' });
  },
};

let app: Served;
beforeAll(async () => {
  app = await serveRoutes(taskRoutes(service));
});
afterAll(() => app.close());
beforeEach(() => {
  items.length = 0;
  lists.length = 0;
  opened.length = 0;
});

const open = (task: string, person: 'an-appraiser' | 'a-receptionist' | 'a-deputy') =>
  app.get(`/tasks/${task}/opening`, { method: 'POST', ...as(person) });

describe('tasks of an agency', () => {
  it('are listed for those who work there, open ones by default', async () => {
    expect((await app.get('/agencies/H49.143/tasks?role=appraiser&limit=5', as('an-appraiser'))).status).toBe(200);
    expect(lists).toEqual([['H49.143', { role: 'appraiser', state: 'open', limit: 5 }]]);
  });

  it('are not listed for others, nor by a wrong question', async () => {
    expect((await app.get('/agencies/H49.143/tasks', as('a-receptionist'))).body['code']).toBe('not-your-agency');
    for (const query of ['limit=0', 'limit=201', 'state=both', 'role=king', 'unknown=1']) {
      expect((await app.get(`/agencies/H49.143/tasks?${query}`, as('an-appraiser'))).status).toBe(400);
    }
    expect(lists).toEqual([]);
  });
});

describe('a listed task', () => {
  it('says by which power its reader would do it, and whose that is when it was delegated', async () => {
    items.push(aTask('appraiser'), aTask('seal-clerk'), aTask('agency-leader'));
    items.push(aTask('appraiser', '2026-11-24T02:00:00.000Z'));
    const powersOf = async (person: 'an-appraiser' | 'a-deputy') => {
      const { body } = await app.get('/agencies/H49.143/tasks', as(person));
      return TaskPage.parse(body).items.map(({ actAs }) => actAs);
    };
    const principal = { id: 'an-appraiser', displayName: 'Demo – an-appraiser' };
    const delegated = { appointment: 'ap-1', onBehalfOf: principal };
    const own = (appointment: string) => ({ appointment, onBehalfOf: null });
    expect(await powersOf('a-deputy')).toEqual([delegated, own('de-1'), null, null]);
    expect(await powersOf('an-appraiser')).toEqual([own('ap-1'), null, null, null]);
  });

  it('is opened by the deputy', async () => {
    expect((await open(HELD, 'a-deputy')).body).toMatchObject({ task: HELD, person: 'a-deputy' });
  });
});

describe('opening a task', () => {
  it('is recorded for whoever holds the step, without an idempotency key', async () => {
    const got = await open(HELD, 'an-appraiser');
    expect([got.status, got.body]).toEqual([
      200,
      { task: HELD, person: 'an-appraiser', openedAt: '2026-11-24T01:00:00.000Z' },
    ]);
  });

  it('takes an idempotency key that is sent along, without effect', async () => {
    const answers = [];
    for (const key of ['key-1', 'key-1', 'clock:7']) {
      const headers = { ...as('an-appraiser').headers, 'idempotency-key': key };
      answers.push((await app.get(`/tasks/${HELD}/opening`, { method: 'POST', headers })).status);
    }
    expect([answers, opened.length]).toEqual([[200, 200, 200], 3]);
  });

  it('is refused to anyone else, for an unknown task and for one that is done', async () => {
    // To who does not work at its agency it is no other than one that is not there.
    for (const task of [HELD, 'H49.01-261124-0007.9'])
      expect((await open(task, 'a-receptionist')).body).toMatchObject({ status: 404, code: 'task-unknown' });
    expect((await open('H49.01-261124-0007.9', 'an-appraiser')).status).toBe(404);
    expect((await open(LEFT, 'an-appraiser')).body['code']).toBe('task-left');
    expect(opened).toEqual([]);
  });
});
