import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('infra/stack/main.ts');
