import type { ReceivedComponent } from '../../../domain/dossier/events.ts';

/** What was handed in over time, each component once: paper is added up, and of files there is each one once. */
export function handedIn(times: readonly (readonly ReceivedComponent[])[]): ReceivedComponent[] {
  const found = new Map<string, ReceivedComponent>();
  for (const one of times.flat()) {
    const before = found.get(one.component);
    found.set(one.component, before === undefined ? one : added(before, one));
  }
  return [...found.values()];
}

function added(before: ReceivedComponent, more: ReceivedComponent): ReceivedComponent {
  return {
    component: before.component,
    originals: before.originals + more.originals,
    copies: before.copies + more.copies,
    documents: [...new Set([...before.documents, ...more.documents])],
  };
}
