/** What `npm run reset` runs: removes the data folder. Refuses while something runs on it. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readSettings } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { endLeftovers, holderOf, looksLikeDataFolder } from './data-folder.ts';

const { DATA_DIR: dataDir } = readSettings(environmentOf(process.env));
const holder = holderOf(dataDir);

if (holder !== undefined) {
  console.error(
    `DATA_DIR: ${dataDir} đang được tiến trình ${holder.pid} dùng, hãy dừng trước | ${dataDir} is in use by process ${holder.pid}; stop it first`,
  );
  process.exitCode = 1;
} else if (!existsSync(dataDir)) {
  console.log(`nothing to remove: ${dataDir} does not exist`);
} else if (!looksLikeDataFolder(dataDir)) {
  console.error(
    `DATA_DIR: ${dataDir} không phải thư mục dữ liệu của motcua | ${dataDir} is not a data folder of motcua; nothing removed`,
  );
  process.exitCode = 1;
} else {
  const ended = await endLeftovers(dataDir);
  if (ended.length > 0) console.log(`ended what an earlier start had left: ${ended.join(', ')}`);
  const parts = readdirSync(dataDir).toSorted();
  rmSync(dataDir, { recursive: true, force: true });
  console.log(`removed ${dataDir} (${parts.join(', ')})`);
}
