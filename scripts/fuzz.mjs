import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('fuzz/main.ts', process.argv.slice(2));
