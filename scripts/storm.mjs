import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('storm/main.ts', process.argv.slice(2));
