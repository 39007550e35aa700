/**
 * A worker that is killed (kill -9) once, at the point its argument names: `before-write`, `while-patient` (quick
 * tries have failed, and the engine itself keeps trying), `after-write` (the act is committed
 * and the engine does not know it yet), `after-few-writes` (the same, of the third act), `after-store` (the result lies in the
 * write-once bucket, the act is not committed) or `mid-batch` (a few dossiers have been planned anew by a changed calendar, more
 * have not).
 */
import { activityInfo } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { openCalendars } from '../../infra/calendars/calendar-store.ts';
import { loadCatalogue } from '../../infra/catalogue/load-catalogue.ts';
import { readConfig } from '../../infra/config/config.ts';
import { connect, temporalConnection } from '../../infra/connect.ts';
import { createPayloadCodec } from '../../infra/temporal/payload-codec.ts';
import { bundleWorkflows, createWorker } from '../../worker/create-worker.ts';
import { createPorts } from '../../worker/ports.ts';
import { ENGINE_NAMES } from '../../workflows/names.ts';

export type CrashPoint =
  | 'before-write'
  | 'while-patient'
  | 'after-write'
  | 'after-few-writes'
  | 'after-store'
  | 'mid-batch';

const A_FEW = 3;

const [point] = process.argv.slice(2);
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('killed');
};

const config = readConfig(process.env);
const connections = await connect(config, ENGINE_NAMES);
const calendars = await openCalendars(connections.db, { warn: () => undefined }, { settleMs: 1000 });
const log = { warn: () => undefined };
const ports = createPorts(config, connections, await loadCatalogue(config.catalogueDir), calendars, log);
let written = 0;
const worker = await createWorker({
  connection: await NativeConnection.connect(temporalConnection(config)),
  namespace: config.temporal.namespace,
  codec: createPayloadCodec(config.keys.payload),
  bundle: await bundleWorkflows(),
  ports: {
    ...ports,
    async write(write) {
      if (point === 'before-write') die();
      if (point === 'while-patient') {
        if (activityInfo().isLocal) throw new Error('not yet');
        die();
      }
      const receipt = await ports.write(write);
      written += 1;
      const dies = point === 'after-write' || (point === 'after-few-writes' && written >= A_FEW);
      return dies ? die() : receipt;
    },
    calendarChanges: {
      ...ports.calendarChanges,
      async apply(change) {
        const walk = await ports.calendarChanges.apply(change);
        let visited = 0;
        return {
          ...walk,
          async visit(code) {
            const changed = await walk.visit(code);
            visited += 1;
            return point === 'mid-batch' && visited >= A_FEW ? die() : changed;
          },
        };
      },
    },
    async sealResult(code, document, at) {
      const stored = await ports.sealResult(code, document, at);
      return point === 'after-store' ? die() : stored;
    },
  },
});
process.send?.({ ready: true });
await worker.run();
