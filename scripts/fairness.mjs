import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('bench/fairness-main.ts', process.argv.slice(2));
