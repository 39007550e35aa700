import { runPinnedNode } from './run-pinned-node.mjs';

await runPinnedNode('scripts/run-verify.ts');
