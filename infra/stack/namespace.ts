import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { Config } from '../config/config.ts';
import { temporalConnection } from '../connect.ts';
import type { Tell } from './progress.ts';
import { errorCode, messageOf, StackError } from './stack-error.ts';

/**
 * What can be asked of Temporal's own visibility, for operators only: lists and figures come from PostgreSQL. Kept to two,
 * because every search attribute of a run costs some 14 kB of write-ahead log.
 */
const SEARCH_ATTRIBUTES = ['MotcuaProcedure', 'MotcuaAgency'] as const;

const KEYWORD = 2;
const { ARCHIVAL_STATE_ENABLED } = proto.temporal.api.enums.v1.ArchivalState;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** Closed runs stay in Temporal's database for three days; their histories are in the archive from the first second on. */
const RETENTION = '3 days';

const USABLE_WITHIN_MS = 60_000;

/** The client wraps what the server answered. */
const grpcCode = (error: unknown): number =>
  Number(errorCode(error) || (error instanceof Error && errorCode(error.cause)) || -1);

const connect = async (config: Config): Promise<Connection> => {
  const { address } = config.temporal;
  try {
    return await Connection.connect({ ...temporalConnection(config), connectTimeout: 6_000 });
  } catch (error) {
    const code = grpcCode(error);
    if (code === UNAUTHENTICATED || code === PERMISSION_DENIED) {
      throw new StackError('TEMPORAL_API_KEY', `${address} refuses us`, `${address} từ chối truy cập`);
    }
    throw new StackError(
      'TEMPORAL_ADDRESS',
      `no Temporal server answers at ${address}`,
      `không có máy chủ Temporal nào phản hồi tại ${address}`,
    );
  }
};

const exists = async (connection: Connection, namespace: string): Promise<boolean> => {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (grpcCode(error) === NOT_FOUND) return false;
    throw error;
  }
};

const register = async (connection: Connection, namespace: string, historyBucket: string): Promise<void> => {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION),
      historyArchivalState: ARCHIVAL_STATE_ENABLED,
      historyArchivalUri: `s3://${historyBucket}`,
    });
  } catch (error) {
    if (grpcCode(error) !== ALREADY_EXISTS) throw error;
  }
};

const isUsable = async (connection: Connection, namespace: string): Promise<boolean> => {
  const query = SEARCH_ATTRIBUTES.map((name) => `${name} = 'none'`).join(' OR ');
  await connection.workflowService.countWorkflowExecutions({ namespace, query });
  return true;
};

/** Some namespaces may be used by whoever may not describe them: then nothing is known, and nothing said. */
const archivesHistories = async (connection: Connection, namespace: string): Promise<boolean> => {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return config?.historyArchivalState === ARCHIVAL_STATE_ENABLED;
  } catch (error) {
    if (grpcCode(error) === PERMISSION_DENIED) return true;
    throw error;
  }
};

/**
 * A namespace that is there already is taken as it is. Without an archive it serves: the facts and the ledger are in PostgreSQL.
 * But the engine's own record of a dossier then goes with the run, which an operator must know.
 */
const tellWithoutArchive = (namespace: string, historyBucket: string, tell: Tell): void => {
  const remedy = `temporal operator namespace update --history-archival-state enabled --history-uri s3://${historyBucket} ${namespace}`;
  tell(
    `TEMPORAL_NAMESPACE: namespace ${namespace} không lưu trữ lịch sử: hết thời hạn giữ, lịch sử chạy của hồ sơ đã đóng sẽ mất; bật bằng: ${remedy} | ` +
      `namespace ${namespace} archives no histories: what the engine recorded of a closed dossier is lost after its retention; switch it on by: ${remedy}`,
  );
};

const addSearchAttributes = async (connection: Connection, namespace: string): Promise<void> => {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
};

/** Repeats a step that fails while the server has not yet heard of what was just made. */
const retried = async (step: () => Promise<unknown>, until: number): Promise<void> => {
  for (;;) {
    try {
      await step();
      return;
    } catch (error) {
      const code = grpcCode(error);
      if (code === PERMISSION_DENIED || code === UNAUTHENTICATED || Date.now() > until) throw error;
      await delay(100);
    }
  }
};

/** @throws {StackError} when no Temporal server answers at the configured address, or it does not let us in */
export const checkTemporal = async (config: Config): Promise<void> => {
  const connection = await connect(config);
  await connection.close();
};

/** Makes the namespace and its search attributes, and waits until a workflow can be started in it. */
const makeUsable = async (connection: Connection, namespace: string, historyBucket: string): Promise<void> => {
  const until = Date.now() + USABLE_WITHIN_MS;
  await retried(async () => {
    if (!(await exists(connection, namespace))) await register(connection, namespace, historyBucket);
  }, until);
  await retried(() => addSearchAttributes(connection, namespace), until);
  await retried(() => isUsable(connection, namespace), until);
};

/**
 * Makes the namespace with history archival and its search attributes, where they are missing, and waits until a workflow
 * can be started in it. Says so when it is there and archives nothing.
 * @throws {StackError} when the server cannot be reached or does not permit it
 */
export const ensureNamespace = async (config: Config, historyBucket: string, tell: Tell): Promise<void> => {
  const { namespace, address } = config.temporal;
  const connection = await connect(config);
  try {
    const usable = await isUsable(connection, namespace).catch(() => false);
    if (!usable) await makeUsable(connection, namespace, historyBucket);
    if (!(await archivesHistories(connection, namespace))) tellWithoutArchive(namespace, historyBucket, tell);
  } catch (error) {
    const reason = messageOf(error);
    throw new StackError(
      'TEMPORAL_NAMESPACE',
      `namespace ${namespace} at ${address} is missing and cannot be made: ${reason}`,
      `chưa có namespace ${namespace} tại ${address} và không tạo được: ${reason}`,
    );
  } finally {
    await connection.close();
  }
};
