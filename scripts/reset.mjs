import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('infra/stack/reset-main.ts');
