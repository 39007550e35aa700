/** An API process on a port of its own, which it tells its parent. */
import type { AddressInfo } from 'node:net';
import { composeApi } from '../../api/compose.ts';
import { readConfig } from '../../infra/config/config.ts';
import { connect } from '../../infra/connect.ts';
import { createLogger } from '../../infra/telemetry/logger.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';

const config = readConfig(process.env, 'DATABASE_API_URL');
const { app } = await composeApi(
  config,
  await connect(config, ENGINE_NAMES, undefined, 'api'),
  createLogger('api', 'error'),
);
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit(0));
