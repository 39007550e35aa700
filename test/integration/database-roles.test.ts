import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { checkApplicationRole, checkOwnerRole } from '../../infra/db/check-database.ts';
import { testStack } from '../support/stack.ts';

describe('The roles of the database', () => {
  const { config, adminUrl } = testStack();
  const { url, ownerUrl = '' } = config.database;
  const admin = new Client({ connectionString: adminUrl });
  const database = new URL(url).pathname.slice(1);
  const roles: string[] = [];
  let inDatabase: Client;

  beforeAll(async () => {
    inDatabase = new Client({ connectionString: new URL(`/${database}`, adminUrl).href });
    await Promise.all([admin.connect(), inDatabase.connect()]);
  });
  afterAll(async () => {
    for (const role of roles) {
      await inDatabase.query(`drop owned by ${role}`);
      await admin.query(`drop role ${role}`);
    }
    await Promise.all([admin.end(), inDatabase.end()]);
  });

  /** A role that may connect, and what else it is given. */
  const aRole = async (...grants: readonly string[]): Promise<string> => {
    const role = `test_${randomUUID().replaceAll('-', '')}`;
    roles.push(role);
    await admin.query(`create role ${role} login password 'test'`);
    await admin.query(`grant connect on database ${database} to ${role}`);
    for (const grant of grants) await inDatabase.query(grant.replace('$role', role));
    return Object.assign(new URL(url), { username: role, password: 'test' }).href;
  };

  test('are right as the embedded server has them', async () => {
    await expect(checkApplicationRole(url)).resolves.toBeUndefined();
    await expect(checkOwnerRole(ownerUrl)).resolves.toBeUndefined();
  });

  test.each([
    ['to change the ledger', 'grant update on dossier_event to $role'],
    ['to delete from the ledger', 'grant delete on dossier_event to $role'],
    ['to empty the ledger', 'grant truncate on dossier_event to $role'],
    ['to act as the owner', 'grant motcua_owner to $role'],
  ])('keep whoever has the right %s from being the application', async (_, grant) => {
    await expect(checkApplicationRole(await aRole(grant))).rejects.toMatchObject({
      lasting: true,
      message: expect.stringMatching(/^DATABASE_URL: .* \| role "test_\w+" could change what is in the ledger/),
    });
  });

  test('keep a role of another name from being the application, which would lack every right', async () => {
    const role = await aRole('grant select, insert on dossier_event to $role');
    await expect(checkApplicationRole(role)).rejects.toThrow(/^DATABASE_URL: .* must be named motcua_app/);
  });

  test('keep whoever could not change the schema from being the owner', async () => {
    const mayCreate = await aRole('grant create on schema public to $role');
    for (const role of [await aRole(), mayCreate, url]) {
      await expect(checkOwnerRole(role)).rejects.toThrow(/^DATABASE_OWNER_URL: .* may not make or change the schema/);
    }
    await checkOwnerRole(await aRole('grant motcua_owner to $role'));
  });
});
