/** What `npm run demo` runs once Node and the dependencies are there. `--json` ends with one JSON line. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { apiOrigin } from '../infra/config/api-config.ts';
import { ConfigError, readConfig, readSettings, type Config, type Env } from '../infra/config/config.ts';
import { environmentOf } from '../infra/config/environment.ts';
import { holderOf } from '../infra/stack/data-folder.ts';
import { runningEnvironment } from '../infra/stack/running-stack.ts';
import { StackError } from '../infra/stack/stack-error.ts';
import { startService } from '../infra/stack/start-service.ts';
import type { DemoReport } from './report.ts';
import { runDemo } from './run-demo.ts';

const USAGE = `npm run demo [-- --json]
  Đưa ba hồ sơ đi hết quy trình thật và kiểm tra những gì được lưu. Chưa có motcua đang chạy thì tự khởi động rồi dừng.
  Takes three dossiers through their real routes and checks what is kept. Starts motcua when none runs, and stops it again.
  --json   dòng cuối là một dòng JSON | the last line is one line of JSON
`;

const READY_WITHIN_MS = 60_000;

/** A first start may build its servers before they run. */
const STARTED_WITHIN_MS = 15 * 60_000;
const LOOK_AGAIN_MS = 500;

/** A stack to run on, and what to do with it afterwards. */
interface Ground {
  readonly config: Config;
  readonly apiUrl: string;
  leave(): Promise<void>;
}

const STOPPED = 'đã dừng giữa chừng | stopped before the end';

const say = (line: string): void => console.log(line);
const stopping = new AbortController();

const addressOf = ({ api }: Config): string => apiOrigin(api);

const isReady = async (apiUrl: string): Promise<boolean> => {
  try {
    return (await fetch(`${apiUrl}/health/ready`)).ok;
  } catch {
    return false;
  }
};

const waitUntil = async (
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  otherwise: string,
): Promise<void> => {
  const giveUpAt = Date.now() + withinMs;
  while (!(await isSo())) {
    stopping.signal.throwIfAborted();
    if (Date.now() > giveUpAt) throw new Error(otherwise);
    await delay(LOOK_AGAIN_MS);
  }
};

/** The environment of the stack that runs, or is just being started, in the data folder; undefined when there is none. */
const findRunning = async (env: Env): Promise<Env | undefined> => {
  const { DATA_DIR: dataDir } = readSettings(env);
  const isComingUp = (): boolean => holderOf(dataDir) !== undefined && runningEnvironment(env) === undefined;
  if (isComingUp()) {
    say('motcua đang khởi động, chờ | motcua is just being started, waiting for it');
    const otherwise = `DATA_DIR: ${dataDir} chưa khởi động xong | its start is not over`;
    await waitUntil(() => !isComingUp(), STARTED_WITHIN_MS, otherwise);
  }
  return runningEnvironment(env);
};

const findGround = async (): Promise<Ground> => {
  const env = environmentOf(process.env);
  const running = await findRunning(env);
  if (running !== undefined) {
    const config = readConfig(running);
    const apiUrl = addressOf(config);
    const otherwise = `API ${apiUrl}: chưa sẵn sàng | motcua runs here, but its API is not ready`;
    await waitUntil(() => isReady(apiUrl), READY_WITHIN_MS, otherwise);
    say(`motcua đang chạy, dùng luôn | using the motcua that runs: ${apiUrl}`);
    return { config, apiUrl, leave: () => Promise.resolve() };
  }
  say('motcua chưa chạy, đang khởi động | no motcua runs, starting one');
  const service = await startService({ env, signal: stopping.signal, onProgress: (line) => say(`  ${line}`) });
  return {
    config: service.stack.config,
    apiUrl: addressOf(service.stack.config),
    leave: () => service.stop((line) => say(`  ${line}`)),
  };
};

const requireDemoAccounts = ({ demo }: Config): void => {
  if (demo !== undefined) return;
  throw new Error(
    'DEMO_IDENTITY: cần bật tài khoản thử nghiệm | demo accounts are off here, and the demo acts by them',
  );
};

const summarise = ({ ok, checks }: DemoReport): void => {
  const broken = checks.filter(({ held }) => !held);
  say('');
  for (const { id, vi, en, found } of broken) say(`✗ ${id}: ${vi} | ${en}${found === null ? '' : `: ${found}`}`);
  const counts = `${checks.length - broken.length} ✓, ${broken.length} ✗`;
  say(ok ? `Tất cả đều đúng | All of it held: ${counts}` : `Có điều không đúng | Not all of it held: ${counts}`);
};

const jsonOf = ({ ok, dossiers, checks }: DemoReport): string =>
  JSON.stringify({
    ok,
    passed: checks.filter(({ held }) => held).length,
    failed: checks.filter(({ held }) => !held).length,
    dossiers,
    checks: checks.map(({ id, held, found }) => ({ id, held, found })),
  });

const explain = (error: unknown): string => {
  if (stopping.signal.aborted) return STOPPED;
  if (error instanceof StackError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? error.message : String(error);
};

const toldToStop = (): Promise<never> =>
  new Promise((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error(STOPPED)), {
      once: true,
    });
  });

const demonstrate = async (): Promise<DemoReport> => {
  const ground = await findGround();
  try {
    requireDemoAccounts(ground.config);
    const { apiUrl, config } = ground;
    return await Promise.race([runDemo({ apiUrls: [apiUrl], config, out: say }), toldToStop()]);
  } finally {
    await ground.leave();
  }
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const report = await demonstrate();
  summarise(report);
  if (values.json) say(jsonOf(report));
  return report.ok ? 0 : 1;
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
  process.on(signal, () => stopping.abort());
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`\n✗ ${explain(error)}`);
  process.exitCode = 1;
}
process.disconnect?.();
