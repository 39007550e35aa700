import { relative, resolve, sep } from 'node:path';

/** What may run inside the workflow sandbox: our workflows and rules, and what Temporal brings along itself. */
const ALLOWED_FOLDERS = ['workflows', 'domain'];
const ALLOWED_PACKAGES = ['@temporalio/workflow', '@temporalio/common', 'nexus-rpc', 'long', 'ms'];

/**
 * The modules that a workflow bundle registers: paths from `root`, packages from their `node_modules/` on. Left out is what the
 * bundler has put an empty module in place of (ids `?…`).
 */
export function modulesIn({ code }: { readonly code: string }, root: string): string[] {
  return [...code.matchAll(/^\/\*{3}\/ "(\.[^"]+)"/gm)].map(([, id = '']) => {
    const inPackages = id.lastIndexOf('node_modules/');
    // Webpack names modules as seen from the working directory.
    return inPackages >= 0 ? id.slice(inPackages) : relative(root, resolve(id)).replaceAll(sep, '/');
  });
}

/** Those modules that have no business in the sandbox. */
export function strangersIn(bundle: { readonly code: string }, root: string): string[] {
  const welcome = [
    ...ALLOWED_FOLDERS.map((folder) => `${folder}/`),
    ...ALLOWED_PACKAGES.map((name) => `node_modules/${name}/`),
  ];
  return modulesIn(bundle, root).filter((module) => !welcome.some((start) => module.startsWith(start)));
}
