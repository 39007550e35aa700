import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('demo/main.ts', process.argv.slice(2));
