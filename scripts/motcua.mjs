import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('infra/cli/main.ts', process.argv.slice(2));
