import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('scripts/run-tests.ts', process.argv.slice(2));
