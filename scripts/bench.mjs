import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('bench/main.ts', process.argv.slice(2));
