import type { BareAct } from './names.ts';

/** An activity that does nothing: what is left is what Temporal itself costs. */
export async function nothing(act: BareAct): Promise<BareAct> {
  return act;
}
